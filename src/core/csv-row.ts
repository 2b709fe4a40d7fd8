import { safeText } from "./terminal-text.ts";

/** One line of CSV, with its CRLF (RFC 4180). */
export function csvRow(cells: readonly string[]): string {
  return `${csvCells(cells)}\r\n`;
}

/** A part of a line: cells that many lines begin with need be written once. */
export function csvCells(cells: readonly string[]): string {
  return cells.map(cell).join(",");
}

/** Most cells: ids, words and numbers, in which nothing can begin a formula or needs quotes. */
const PLAIN = /^[A-Za-z0-9][\w .:;/@()-]*$/;

/**
 * Quoted where needed. A cell that a spreadsheet would run as a formula gets an apostrophe in front: trace text is
 * untrusted (CWE-1236; OWASP, CSV Injection). Control sequences go, since CSV is also looked at in terminals.
 */
function cell(text: string): string {
  if (PLAIN.test(text)) return text;
  const shown = safeText(text);
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t]/.test(shown) ? `'${shown}` : shown;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
