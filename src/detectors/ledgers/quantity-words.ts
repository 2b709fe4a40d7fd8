/** Words that do not say what a number counts. */
const COMMON = new Set(
  "the and for are was were has have had with that this from its into total result results answer value number final output returns returned returning about which there their them then than also our your you per each all one two not but will can".split(
    " ",
  ),
);
const LEAST_LETTERS = 3;
const MOST_BEFORE = 120;
const MOST_AFTER = 80;
const LENGTHS = 64;
const FIRST_LETTERS = 32;

/** A value as it stands in a text. */
export interface Place {
  readonly text: string;
  readonly start: number;
}

/** A word that was looked for, and where it begins. */
export interface Hit {
  readonly word: string;
  readonly start: number;
}

/** Words that say what a number counts (lower case, singular), to be found in other texts. */
export class QuantityWords {
  private readonly words: ReadonlySet<string>;
  /** By first letter and length whether a word may be among them: most words of a text are turned away by it, uncut. */
  private readonly shapes = new Uint8Array(FIRST_LETTERS * LENGTHS);

  constructor(words: ReadonlySet<string>) {
    this.words = words;
    for (const word of words) this.shapes[shapeOf(word.charCodeAt(0), word.length)] = 1;
  }

  get size(): number {
    return this.words.size;
  }

  /** Where any of the words stand in a text, in order. The loop is written for speed: it meets all short results. */
  hitsIn(text: string): Hit[] {
    const hits: Hit[] = [];
    for (let at = 0; at < text.length; at++) {
      if (!isLetter(text.charCodeAt(at))) continue;
      const start = at;
      while (at < text.length && isLetter(text.charCodeAt(at))) at++;
      const end = stemEnd(text, start, at);
      if (this.shapes[shapeOf(text.charCodeAt(start), end - start)] !== 1) continue;
      const word = text.slice(start, end).toLowerCase();
      if (this.words.has(word)) hits.push({ word, start });
    }
    return hits;
  }
}

/** The words around a number in its sentence or line that say what it counts. */
export function wordsAround(text: string, place: Place): QuantityWords {
  const { start, end } = lineOf(text, place);
  const words = new Set<string>();
  for (const [found] of text.slice(start, end).matchAll(/[a-z\u00c0-\u024f]{3,}/gi)) {
    if (!COMMON.has(found.toLowerCase()))
      words.add(found.slice(0, stemEnd(found, 0, found.length)).toLowerCase());
  }
  return new QuantityWords(words);
}

/** Where the sentence (up to one of `.!?;`) or line of a number begins and ends, cut at 120 characters before and 80 after it. */
export function lineOf(text: string, { start, text: written }: Place): { start: number; end: number } {
  const after = start + written.length;
  let from = Math.max(0, start - MOST_BEFORE);
  for (let at = start - 1; at >= from; at--) if (isPart(text.charCodeAt(at))) from = at + 1;
  const most = Math.min(text.length, after + MOST_AFTER);
  let end = after;
  while (end < most && !isPart(text.charCodeAt(end))) end++;
  return { start: from, end };
}

function isPart(unit: number): boolean {
  return unit === 46 || unit === 10 || unit === 59 || unit === 33 || unit === 63;
}

/** Latin letters with and without marks. */
function isLetter(unit: number): boolean {
  const lower = unit | LOWER;
  return (lower >= 97 && lower <= 122) || (unit >= 0xc0 && unit <= 0x24f);
}

/** Without the endings of plurals and verbs (ing, ed, es, s, e), so that "burns", "burned" and "burning" meet. */
function stemEnd(text: string, start: number, end: number): number {
  const last = text.charCodeAt(end - 1) | LOWER;
  const before = text.charCodeAt(end - 2) | LOWER;
  let cut = 0;
  if (last === LETTER_G && before === LETTER_N && (text.charCodeAt(end - 3) | LOWER) === LETTER_I) cut = 3;
  else if ((last === LETTER_D || last === LETTER_S) && before === LETTER_E) cut = 2;
  else if (last === LETTER_S || last === LETTER_E) cut = 1;
  if (cut === 2 && last === LETTER_S && end - start - 2 < LEAST_LETTERS) cut = 1;
  return end - start - cut >= LEAST_LETTERS ? end - cut : end;
}

const LOWER = 32;
const [LETTER_D, LETTER_E, LETTER_G, LETTER_I, LETTER_N, LETTER_S] = [100, 101, 103, 105, 110, 115];

function shapeOf(first: number, length: number): number {
  return (first & (FIRST_LETTERS - 1)) * LENGTHS + Math.min(length, LENGTHS - 1);
}
