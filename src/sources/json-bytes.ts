/** Bytes that decide how JSON is laid out, and questions about them that are cheap to ask of large buffers. */
export const BYTE = {
  tab: 0x09,
  newline: 0x0a,
  carriageReturn: 0x0d,
  recordSeparator: 0x1e,
  blank: 0x20,
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  capitalA: 0x41,
  capitalI: 0x49,
  capitalN: 0x4e,
  capitalZ: 0x5a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

export function isOpener(byte: number | undefined): boolean {
  return byte === BYTE.openBrace || byte === BYTE.openBracket;
}

/** White space inside a line. */
export function isBlank(byte: number | undefined): boolean {
  return byte === BYTE.blank || byte === BYTE.tab || byte === BYTE.carriageReturn;
}

/** Whether nothing but white space follows. */
export function isBlankFrom(bytes: Buffer, start: number): boolean {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] !== BYTE.newline && !isBlank(bytes[at])) return false;
  }
  return true;
}

/**
 * Where the value on a line ends, without what separates it from the next; null where its brackets show that it does
 * not end there. Asked before JSON.parse, whose exceptions cost more than most records.
 */
export function endOfValue(bytes: Buffer, start: number, lineEnd: number): number | null {
  let end = lineEnd;
  while (end > start && (isBlank(bytes[end - 1]) || bytes[end - 1] === BYTE.comma)) end--;
  const closer = bytes[start] === BYTE.openBrace ? BYTE.closeBrace : BYTE.closeBracket;
  return bytes[end - 1] === closer ? end : null;
}

/**
 * Whether a bracket is followed at once by a capital letter other than those of NaN and Infinity: `[FunctionCall(…)]`,
 * `[INFO] …`. Asked first, since consoles are full of such lines and taking them for broken JSON costs a scan each.
 */
export function isBracketedWord(bytes: Buffer, start: number): boolean {
  const next = bytes[start + 1] ?? 0;
  return next >= BYTE.capitalA && next <= BYTE.capitalZ && next !== BYTE.capitalI && next !== BYTE.capitalN;
}

/** A bracket with nothing else on its line. */
export function isLoneOpener(bytes: Buffer, start: number, end: number): boolean {
  return end - start === 1 || (end - start === 2 && bytes[start + 1] === BYTE.carriageReturn);
}

export function newlinesIn(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (bytes[at] === BYTE.newline) count++;
  return count;
}

/** Also whole pairs, as Python writes every emoji. */
export function holdsSurrogateEscapes(bytes: Buffer, from: number): boolean {
  return bytes.includes("\\ud", from) || bytes.includes("\\uD", from);
}
