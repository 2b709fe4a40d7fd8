/** A sentence and where it begins in its text. */
export interface Sentence {
  readonly text: string;
  readonly start: number;
}

/** UTF-16 units on either side of a place beyond which a sentence is not followed. */
const REACH = 240;
/** A full stop ends a sentence before white space only: "3.5" and "report.md" go on. */
const END = /[.!?](?=\s|$)|\n/g;

/** The sentence that an offset lies in, cut at 240 characters on either side; `.!?` before white space and line ends part. */
export function sentenceAt(text: string, offset: number): Sentence {
  const from = Math.max(0, offset - REACH);
  const before = text.slice(from, offset);
  let start = from;
  for (const { index } of before.matchAll(END)) start = from + index + 1;
  END.lastIndex = 0;
  const after = text.slice(offset, offset + REACH);
  const end = END.exec(after);
  END.lastIndex = 0;
  const stop = offset + (end === null ? after.length : end.index + 1);
  const sentence = text.slice(start, stop);
  const indent = sentence.length - sentence.trimStart().length;
  return { text: sentence.trim(), start: start + indent };
}

const COMMON = new Set(
  (
    "the and but for nor not are was were has had have been being will would shall should can could may might must " +
    "this that these those there here then than with without from into onto over under about after before again also " +
    "its our your their his her them they you who whom which what when where why how all any some each every both few " +
    "more most other such only own same very just now one two let lets please yes okay well use used using get got " +
    "make made take takes took does did done say says said see need needs instead rather going"
  ).split(" "),
);
const WORD = /\p{L}[\p{L}\p{N}_]{2,}/gu;
const ENDINGS = /(?:ings?|ed|es|s)$/;

/** The words of a sentence that carry its subject, in lower case and without common endings. */
export function termsOf(sentence: string): Set<string> {
  const terms = new Set<string>();
  for (const [word] of sentence.toLowerCase().matchAll(WORD)) {
    if (COMMON.has(word)) continue;
    const stem = word.replace(ENDINGS, "");
    terms.add(stem.length >= 3 ? stem : word);
  }
  return terms;
}

/** The share of `wanted` that is among `terms`, 0–1; 0 for an empty `wanted`. */
export function shareOf(wanted: ReadonlySet<string>, terms: ReadonlySet<string>): number {
  if (wanted.size === 0) return 0;
  let found = 0;
  for (const term of wanted) if (terms.has(term)) found++;
  return found / wanted.size;
}

const ALPHANUMERIC = /[\p{L}\p{N}_]/u;

/**
 * Offsets at which `literal` stands in `text` as a whole, its first letter in either case: "12" is not in "112", "12.5"
 * or "12,000".
 */
export function placesOf(literal: string, text: string): number[] {
  const places: number[] = [];
  const [first = ""] = literal;
  if (first === "") return places;
  const rest = literal.slice(first.length);
  for (const wanted of new Set([literal, first.toUpperCase() + rest, first.toLowerCase() + rest])) {
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      if (isWhole(text, at, at + wanted.length)) places.push(at);
    }
  }
  return places;
}

function isWhole(text: string, start: number, end: number): boolean {
  const before = text[start - 1] ?? " ";
  const after = text[end] ?? " ";
  if (ALPHANUMERIC.test(before) || ALPHANUMERIC.test(after)) return false;
  const isNumber = /\d/.test(text[start] ?? "") && /\d/.test(text[end - 1] ?? "");
  if (!isNumber) return true;
  return !/[\d][.,:/-]$/.test(text.slice(start - 2, start)) && !/^[.,:/-]\d/.test(text.slice(end, end + 2));
}
