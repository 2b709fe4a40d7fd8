/** Colours, cursor moves and modes, as programs and terminal recorders write them around what is printed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape characters are what this looks for
const SEQUENCE = /\x1b\[[0-9;?]{0,20}[A-Za-z]/g;

/** A line of output as a person saw it: without escape sequences, and without the returns that a recorder leaves. */
export function terminalLine(raw: string): string {
  const text = raw.includes("\x1b[") ? raw.replace(SEQUENCE, "") : raw;
  return text.startsWith("\r") ? text.replace(/^\r+/, "") : text;
}
