import { END_ELEMENT, ENTRIES_ATTRIBUTE, HEAD_ELEMENT, PAGES_ATTRIBUTE } from "./page-data.ts";

/** The page's own code and style, with the hashes by which the browser knows them. */
export interface ClientFiles {
  script: string;
  style: string;
  /** `sha256-…` in base64. */
  scriptHash: string;
  styleHash: string;
}

/** Nothing is loaded, nothing but this one script runs, and no string becomes markup. */
function policy({ scriptHash, styleHash }: ClientFiles): string {
  return [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

export function pageStart(files: ClientFiles): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(files)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>mast report</title>
<style>${files.style}</style>
</head>
<body>
<div id="app"><noscript>This report needs JavaScript: it unpacks the runs that it holds. It loads nothing from the network.</noscript></div>
`;
}

export function headElement(packed: string): string {
  return `<script type="application/octet-stream" id="${HEAD_ELEMENT}">${packed}</script>\n`;
}

export function entriesElement(from: number, packed: string): string {
  return `<script type="application/octet-stream" ${ENTRIES_ATTRIBUTE}="${from}">${packed}</script>\n`;
}

/** After what the overview needs and before the pages: the overview is there while they are still being read. */
export function clientElement({ script }: ClientFiles): string {
  return `<script>${script}</script>\n`;
}

export function pagesElement(from: number, packed: string): string {
  return `<script type="application/octet-stream" ${PAGES_ATTRIBUTE}="${from}">${packed}</script>\n`;
}

export function pageEnd(packed: string): string {
  return `<script type="application/octet-stream" id="${END_ELEMENT}">${packed}</script>\n</body>\n</html>\n`;
}
