/**
 * What is taken out of text before anybody reads it: control characters, marks of direction, characters without width
 * and tag characters, in which words can be hidden from people and still be read by a model. Joiners stay, because many
 * scripts need them.
 */
export const HIDDEN: RegExp =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

/** Text without hidden characters; line feeds and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(HIDDEN, "");
}

/** The same on one line, at most `most` UTF-16 units: for names and the like. */
export function visibleLine(text: string, most: number): string {
  const line = visibleText(text).replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${wholeCharacters(line, most - 1)}…`;
}

/** The first units of a text, without half a character at the end. */
export function wholeCharacters(text: string, units: number): string {
  const end = isHighSurrogate(text.charCodeAt(units - 1)) ? units - 1 : units;
  return text.slice(0, Math.max(0, end));
}

/** Whether a text may be cut before this offset without tearing a character. */
export function isCharacterStart(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return !(unit >= 0xdc00 && unit <= 0xdfff);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
