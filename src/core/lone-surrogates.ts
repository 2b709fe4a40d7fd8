const SURROGATE = /\\u[dD](?:([89abAB])|[c-fC-F])[0-9a-fA-F]{2}/g;
const LOW_SURROGATE = /\\u[dD][c-fC-F][0-9a-fA-F]{2}/y;
const ESCAPE_LENGTH = 6;

/**
 * An escaped half of a surrogate pair is valid JSON but no character: it would not survive UTF-8, so a quote with it
 * could not be found again in the store. Each becomes U+FFFD. An escaped backslash before the `u` makes it no escape.
 */
export function replaceLoneSurrogates(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  SURROGATE.lastIndex = 0;
  for (let match = SURROGATE.exec(text); match !== null; match = SURROGATE.exec(text)) {
    if (isEscaped(text, match.index)) continue;
    LOW_SURROGATE.lastIndex = SURROGATE.lastIndex;
    if (match[1] !== undefined && LOW_SURROGATE.test(text)) SURROGATE.lastIndex = LOW_SURROGATE.lastIndex;
    else {
      pieces.push(text.slice(copied, match.index), "\\ufffd");
      copied = match.index + ESCAPE_LENGTH;
    }
  }
  return copied === 0 ? text : pieces.join("") + text.slice(copied);
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}
