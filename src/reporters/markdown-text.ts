import { safeLine } from "../core/terminal-text.ts";

/**
 * Untrusted text on one line of Markdown: nothing in it is read as markup, a link, an image or HTML, or ends a cell.
 * Source: the backslash escapes of CommonMark 0.31, section 2.4, and GitHub's tables.
 */
export function markdownText(text: string): string {
  return safeLine(text).replace(/[\\`*_{}[\]()#+!|<>~&@:]/g, (character) => ESCAPES[character] ?? character);
}

/** Escaped only where it would mean something: figures and sentences stay readable as text. */
const ESCAPES: Record<string, string> = {
  ...{ "\\": "\\\\", "`": "\\`", "*": "\\*", _: "\\_", "[": "\\[", "]": "\\]", "|": "\\|" },
  ...{ "<": "&lt;", ">": "&gt;", "~": "\\~", "&": "&amp;", "@": "@\u200b" },
};

/** A table with one line per row; cells are escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(" | ")} |`;
  return [line(head), `| ${head.map(() => "---").join(" | ")} |`, ...rows.map(line)].join("\n");
}
