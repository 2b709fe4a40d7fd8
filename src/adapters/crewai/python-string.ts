const SIMPLE: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\x07",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0-7]{1,3})|([\s\S]))/gi;

/**
 * The value of a Python string literal as `repr` writes it ('…' or "…"), else the text itself. CrewAI's `to_json`
 * writes everything deeper than five levels that way, strings included.
 */
export function unrepr(text: string): string {
  const quote = text[0];
  if ((quote !== "'" && quote !== '"') || text.length < 2 || !text.endsWith(quote)) return text;
  return text
    .slice(1, -1)
    .replace(ESCAPE, (whole, x?: string, u?: string, long?: string, octal?: string, other?: string) => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) return fromCode(Number.parseInt(hex, 16), whole);
      if (octal !== undefined) return fromCode(Number.parseInt(octal, 8), whole);
      return SIMPLE[other ?? ""] ?? whole;
    });
}

function fromCode(code: number, whole: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
