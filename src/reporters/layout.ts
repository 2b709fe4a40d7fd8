import stringWidth from "string-width";
import { safeLine, safeText } from "../core/terminal-text.ts";

export { percent, plural } from "./figures.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns a text takes on a terminal; wide characters take two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** One line of one column a character; what has two blanks together or at an end is folded first. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** At most `width` columns of one line of untrusted text; `…` says that something is left out. */
export function clip(text: string, width: number): string {
  if (text.length <= width && PLAIN.test(text)) return text;
  const line = safeLine(text);
  // A grapheme has at least one column, so a text of this length cannot fit and need not be measured whole.
  const short = line.length <= width * 8 ? line : line.slice(0, width * 8);
  if (short === line && widthOf(line) <= width) return line;
  let used = 0;
  let kept = "";
  for (const { segment } of segmenter.segment(short)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks one line of untrusted text at blanks into lines of at most `width` columns, at most `most` lines. */
export function wrap(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of safeLine(text).split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (widthOf(line) > width) {
      const head = hardCut(line, width);
      lines.push(head);
      line = line.slice(head.length);
      if (lines.length > most) break;
    }
    if (lines.length > most) break;
  }
  if (line !== "") lines.push(line);
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  kept[most - 1] = clip(`${kept[most - 1]} ${lines[most]}`, width);
  return kept;
}

/** Untrusted text with its own line breaks and indentation kept; longer lines go on in the next at any character. */
export function wrapBlock(text: string, width: number): string[] {
  return safeText(text)
    .replaceAll("\t", "    ")
    .split("\n")
    .flatMap((line) => {
      const lines: string[] = [];
      let rest = line.trimEnd();
      while (widthOf(rest) > width) {
        const head = hardCut(rest, width);
        lines.push(head);
        rest = rest.slice(head.length);
      }
      lines.push(rest);
      return lines;
    });
}

/** Pads with blanks to `width` columns. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

function hardCut(text: string, width: number): string {
  let used = 0;
  let kept = "";
  for (const { segment } of segmenter.segment(text.slice(0, width * 8))) {
    used += widthOf(segment);
    if (used > width && kept !== "") break;
    kept += segment;
    if (used >= width) break;
  }
  return kept;
}

/** Styles by name; all of them do nothing where colour is off. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

export function paint(color: boolean): Paint {
  const style = (on: number, off: number) => (text: string) =>
    color && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    yellow: style(33, 39),
    cyan: style(36, 39),
  };
}

/** For cli-table3: columns without lines around them. */
export const BORDERLESS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "  ",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ",
};
