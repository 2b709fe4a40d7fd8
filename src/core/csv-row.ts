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
const PLAIN = /^[A-Za-z0-9](?:[\w .:/@()-]|; (?=[A-Za-z0-9]))*$/;

/** What begins a formula; also in full width, as some spreadsheets take it. */
const FORMULA = "[=+\\-@\uff1d\uff0b\uff0d\uff20]";
const AT_START = new RegExp(`^[\\s"']*(?:${FORMULA}|\\t)`);
/** Where another separator than the comma is set, a cell may begin behind one of these. */
const BEHIND_SEPARATOR = new RegExp(`([;\\t\\n][\\s"']*)(${FORMULA}?)`, "g");

/**
 * Quoted where needed. What a spreadsheet would run as a formula gets an apostrophe in front: trace text is untrusted
 * (CWE-1236; OWASP, CSV Injection), and in half of Europe a semicolon parts cells, whose quotes then do not hold. Control
 * sequences go, since CSV is also looked at in terminals.
 */
function cell(text: string): string {
  if (PLAIN.test(text)) return text;
  const shown = safeText(text);
  const safe = (AT_START.test(shown) ? `'${shown}` : shown).replace(
    BEHIND_SEPARATOR,
    (whole, gap: string, sign: string) => (sign === "" ? whole : `${gap}'${sign}`),
  );
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
