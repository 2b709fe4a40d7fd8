import { CUE_VOCABULARY, type CueWord } from "./cue-gate.ts";

/** Told where a sentence with cue words stands (offsets in the text) and which groups it has, 32 to a number. */
export type SentenceSink = (start: number, end: number, groups: Int32Array) => void;

/** Words of fewer letters are filled up with zeros. */
const KEY_LETTERS = 3;
const ALPHABET = 27;
const LETTER_A = 97;
const LETTER_Z = 122;
const LOWER = 32;
const NEWLINE = 10;
const SPACE = 32;
const OPEN_BRACKET = "(";

/**
 * Finds the cue words of all gates in one look at a text, sentence by sentence: one table of the first three letters
 * turns most words away, so that the cost hardly grows with the number of gates.
 */
export class CueScanner {
  /** Numbers that hold the groups of one sentence. */
  readonly width: number;
  /** By the first three letters: which of `words` to compare with; 0 for none. */
  private readonly buckets = new Uint16Array(ALPHABET ** KEY_LETTERS);
  private readonly words: Entry[][] = [[]];
  private readonly groups: Int32Array;
  private readonly digits: readonly number[];
  private readonly groupCount = CUE_VOCABULARY.groupCount;
  private hasGroups = false;

  constructor() {
    this.width = Math.max(1, Math.ceil(this.groupCount / 32));
    this.groups = new Int32Array(this.width);
    this.digits = [...CUE_VOCABULARY.words].find(({ letters }) => letters === "#")?.places[0]?.groups ?? [];
    for (const word of CUE_VOCABULARY.words) if (word.letters !== "#") this.enter(word);
  }

  /** Whether no gate was made since. */
  knowsAll(): boolean {
    return this.groupCount === CUE_VOCABULARY.groupCount;
  }

  /**
   * Sentences end at `.!?` before white space, with closing quotes and brackets taken along, and at line ends. The
   * loop is written for speed: it meets every character of most texts.
   */
  scan(text: string, from: number, to: number, sink: SentenceSink): void {
    const { buckets } = this;
    let start = from;
    let at = from;
    let previous = 0;
    let previousEnd = -2;
    while (at < to) {
      const unit = text.charCodeAt(at);
      let letter = unit | LOWER;
      if (letter >= LETTER_A && letter <= LETTER_Z) {
        const begin = at;
        let key = letter - LETTER_A + 1;
        letter = ++at < to ? text.charCodeAt(at) | LOWER : 0;
        key *= ALPHABET;
        if (letter >= LETTER_A && letter <= LETTER_Z) {
          key += letter - LETTER_A + 1;
          letter = ++at < to ? text.charCodeAt(at) | LOWER : 0;
          key *= ALPHABET;
          if (letter >= LETTER_A && letter <= LETTER_Z) {
            key += letter - LETTER_A + 1;
            do letter = ++at < to ? text.charCodeAt(at) | LOWER : 0;
            while (letter >= LETTER_A && letter <= LETTER_Z);
          }
        } else key *= ALPHABET;
        const bucket = buckets[key] ?? 0;
        if (bucket !== 0) this.note(bucket, text, begin, at, previousEnd === begin - 1 ? previous : 0);
        previous = key;
        previousEnd = at;
        continue;
      }
      at++;
      if (unit >= 48 && unit <= 57) this.add(this.digits);
      else if (unit === NEWLINE) {
        this.end(start, at, sink);
        start = at;
      } else if (isStop(unit)) {
        const end = endOfSentence(text, at, to);
        if (end < 0) continue;
        this.end(start, end, sink);
        start = at = end;
      }
    }
    this.end(start, to, sink);
  }

  /** @param previous the key of the word one unit in front of it, else 0 */
  private note(bucket: number, text: string, start: number, end: number, previous: number): void {
    for (const { word, places } of this.words[bucket] ?? []) {
      if (!isWord(word, text, start, end)) continue;
      for (const { before, key, groups } of places) {
        if (before === "" || ((key === 0 || key === previous) && isBehind(before, text, start)))
          this.add(groups);
      }
    }
  }

  private add(groups: readonly number[]): void {
    for (const group of groups) {
      const index = group >> 5;
      this.groups[index] = (this.groups[index] ?? 0) | (1 << (group & 31));
      this.hasGroups = true;
    }
  }

  private end(start: number, end: number, sink: SentenceSink): void {
    if (!this.hasGroups) return;
    sink(start, end, this.groups);
    this.groups.fill(0);
    this.hasGroups = false;
  }

  /** A beginning of fewer than three letters stands in the bucket of every word that it can open. */
  private enter(word: CueWord): void {
    const { letters, opens } = word;
    const free = opens ? Math.max(0, KEY_LETTERS - letters.length) : 0;
    const places = word.places.map((place) => ({ ...place, key: keyOf(place.before) }));
    for (let filling = 0; filling < ALPHABET ** free; filling++) {
      const place = keyOf(letters) + filling;
      const known = this.buckets[place] ?? 0;
      if (known === 0) this.buckets[place] = this.words.push([{ word, places }]) - 1;
      else this.words[known]?.push({ word, places });
    }
  }
}

/** A word of the vocabulary; `key` of what must stand in front of it is 0 where that is no word. */
interface Entry {
  readonly word: CueWord;
  readonly places: readonly (CueWord["places"][number] & { readonly key: number })[];
}

/** The first three letters as a number; 0 where there is none. */
function keyOf(letters: string): number {
  let key = 0;
  for (let at = 0; at < KEY_LETTERS; at++) {
    const unit = letters.charCodeAt(at);
    key = key * ALPHABET + (isLetter(unit) ? unit - LETTER_A + 1 : 0);
  }
  return key;
}

function isWord({ letters, opens }: CueWord, text: string, start: number, end: number): boolean {
  const length = letters.length;
  if (opens ? length > end - start : length !== end - start) return false;
  return isAt(letters, text, start);
}

function isAt(letters: string, text: string, start: number): boolean {
  for (let at = 0; at < letters.length; at++) {
    if ((text.charCodeAt(start + at) | LOWER) !== letters.charCodeAt(at)) return false;
  }
  return true;
}

/** Whether the word that begins at `start` stands behind this word or sign. */
function isBehind(before: string, text: string, start: number): boolean {
  if (before === OPEN_BRACKET) return text[start - 1] === before;
  const end = start - 1;
  if (text.charCodeAt(end) > SPACE) return false;
  const begin = end - before.length;
  if (begin < 0) return false;
  if (!isLetter(before.charCodeAt(0))) return text.startsWith(before, begin);
  return isAt(before, text, begin) && !isLetter(text.charCodeAt(begin - 1) | LOWER);
}

function isLetter(unit: number): boolean {
  return unit >= LETTER_A && unit <= LETTER_Z;
}

function isStop(unit: number): boolean {
  return unit === 46 || unit === 33 || unit === 63;
}

/** Closing quotes, brackets and stars of which up to three may stand between a full stop and the space. */
const CLOSING = new Set([...`"')*]`].map((mark) => mark.charCodeAt(0)));
const MOST_CLOSING = 3;

/** Where the sentence with a stop before `at` ends; -1 where it goes on. */
function endOfSentence(text: string, at: number, to: number): number {
  let end = at;
  while (end < to && end - at < MOST_CLOSING && CLOSING.has(text.charCodeAt(end))) end++;
  return end >= to || text.charCodeAt(end) <= SPACE ? end : -1;
}
