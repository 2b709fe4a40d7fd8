/** A sentence and where it begins in its text. */
export interface Sentence {
  readonly text: string;
  readonly start: number;
}

/** UTF-16 units on either side of a place beyond which a sentence is not followed. */
const REACH = 240;
const LINE_END = 10;
const STOPS = [".", "!", "?"].map((stop) => stop.charCodeAt(0));
const SPACE = 32;
const LAST_CONTROL = 13;
const FIRST_CONTROL = 9;
const LAST_ASCII = 127;

/**
 * The sentence that an offset lies in, cut at 240 characters on either side; `.!?` before white space and line ends
 * part ("3.5" and "report.md" go on), and so does a stop right in front of the offset.
 */
export function sentenceAt(text: string, offset: number): Sentence {
  const from = Math.max(0, offset - REACH);
  let start = offset;
  while (start > from && !isEnd(text, start - 1, offset)) start--;
  const to = Math.min(text.length, offset + REACH);
  let stop = offset;
  while (stop < to && !isEnd(text, stop, to)) stop++;
  const sentence = text.slice(start, stop < to ? stop + 1 : to);
  const indent = sentence.length - sentence.trimStart().length;
  return { text: sentence.trim(), start: start + indent };
}

/** Whether a sentence ends with the unit at `at`; a stop at the end of what is read always ends one. */
function isEnd(text: string, at: number, to: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === LINE_END) return true;
  return STOPS.includes(unit) && (at + 1 >= to || isSpace(text.charCodeAt(at + 1)));
}

function isSpace(unit: number): boolean {
  if (unit > LAST_ASCII) return /\s/.test(String.fromCharCode(unit));
  return unit === SPACE || (unit >= FIRST_CONTROL && unit <= LAST_CONTROL);
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
/** The same for text without other letters, where it is faster. */
const ASCII_WORD = /[a-z][a-z0-9_]{2,}/g;
const NOT_ASCII = /[\u0080-\uffff]/;
const ENDINGS = /(?:ings?|ed|es|s)$/;

/** The words of a sentence that carry its subject, in lower case and without common endings; at most the first `most`. */
export function termsOf(sentence: string, most = Number.POSITIVE_INFINITY): Set<string> {
  const terms = new Set<string>();
  const lower = sentence.toLowerCase();
  for (const [word] of lower.matchAll(NOT_ASCII.test(lower) ? WORD : ASCII_WORD)) {
    if (COMMON.has(word)) continue;
    const stem = word.replace(ENDINGS, "");
    terms.add(stem.length >= 3 ? stem : word);
    if (terms.size >= most) break;
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
  return findPlaces(literal, text, Number.POSITIVE_INFINITY);
}

/** Whether `literal` stands anywhere in `text` as `placesOf` has it. */
export function standsIn(literal: string, text: string): boolean {
  return findPlaces(literal, text, 1).length > 0;
}

function findPlaces(literal: string, text: string, most: number): number[] {
  const places: number[] = [];
  const [first = ""] = literal;
  const rest = literal.slice(first.length);
  if (first === "" || !text.includes(rest)) return places;
  for (const wanted of new Set([literal, first.toUpperCase() + rest, first.toLowerCase() + rest])) {
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      if (isWhole(text, at, at + wanted.length) && places.push(at) >= most) return places;
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
