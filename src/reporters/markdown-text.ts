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

/**
 * The same for a comment or summary on GitHub, which also makes links of bare addresses and of numbers of issues, and
 * tells people who are mentioned. A character without width breaks these up; what is read stays the same.
 */
export function commentText(text: string): string {
  return markdownText(text)
    .replace(/#(?=\d)/g, "#\u200b")
    .replace(/\bGH-(?=\d)/gi, "$&\u200b")
    .replace(/:(?=\/\/)/g, ":\u200b")
    .replace(/\bwww(?=\.)/gi, "$&\u200b");
}

/** Untrusted text on one line as code, in which nothing is marked up, linked or mentioned; not for cells of tables. */
export function codeText(text: string): string {
  const line = safeLine(text);
  if (line === "") return "";
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const room = longest > 0 ? " " : "";
  return `${fence}${room}${line}${room}${fence}`;
}

/**
 * The same inside a cell, where a bar ends code too unless it is escaped. Readers differ on a backslash before the escape,
 * so a character without width keeps it off.
 */
export function cellCodeText(text: string): string {
  return codeText(text).replace(/(\\?)\|/g, (_, before: string) => (before === "" ? "\\|" : "\\\u200b\\|"));
}
