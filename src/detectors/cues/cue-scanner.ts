import { CUE_VOCABULARY, type CueAlternative, type CueWord } from "./cue-gate.ts";

/** Told where a sentence stands (offsets in the text) that passes gates, and which, 32 to a number. */
export type SentenceSink = (start: number, end: number, gates: Int32Array) => void;

/** Words of fewer letters are filled up with zeros. */
const KEY_LETTERS = 3;
const ALPHABET = 27;
const LETTER_A = 97;
const SPACE = 32;
const OPEN_BRACKET = "(";

/** What a unit is to the scan: 1–26 the letter in either case, or one of these, or nothing. */
const STOP = 30;
const LINE_END = 31;
const DIGIT = 32;
const CLASSES = classesOfUnits();

/** Closing quotes, brackets and stars of which up to three may stand between a full stop and the space. */
const CLOSING = new Set([...`"')*]`].map((mark) => mark.charCodeAt(0)));
const MOST_CLOSING = 3;

/**
 * Finds the sentences that pass gates in one look at a text: one table of the first three letters turns most words
 * away, so that the cost hardly grows with the number of gates. The text is read from a copy with one byte for each
 * UTF-16 unit, the low one: that is faster, and what is confused by it is no English.
 */
export class CueScanner {
  /** Numbers that hold the gates of one sentence. */
  readonly width = widthOf(CUE_VOCABULARY.gateCount);
  /** By the first three letters: which of `entries` to compare with; 0 for none. */
  private readonly buckets = new Uint16Array(ALPHABET ** KEY_LETTERS);
  private readonly entries: Entry[][] = [[]];
  private readonly digits: Int32Array;
  /** By group: the ways through gates that it triggers; and the bits of the groups that trigger any. */
  private readonly ways: CueAlternative[][];
  private readonly triggers: Int32Array;
  /** The groups and the gates of the sentence that is read, bit by bit. */
  private readonly groups = new Int32Array(widthOf(CUE_VOCABULARY.groupCount));
  private readonly gates = new Int32Array(this.width);
  private readonly gateCount = CUE_VOCABULARY.gateCount;
  private bytes: Buffer = Buffer.alloc(1);

  constructor() {
    this.ways = Array.from({ length: CUE_VOCABULARY.groupCount }, () => []);
    for (const way of CUE_VOCABULARY.alternatives) this.ways[way.trigger]?.push(way);
    this.triggers = bitsOf(CUE_VOCABULARY.alternatives.map(({ trigger }) => trigger));
    const words = [...CUE_VOCABULARY.words];
    this.digits = bitsOf(words.find(({ letters }) => letters === "#")?.places[0]?.groups ?? []);
    for (const word of words) if (word.letters !== "#") this.enter(word);
  }

  /** Whether no gate was made since. */
  knowsAll(): boolean {
    return this.gateCount === CUE_VOCABULARY.gateCount;
  }

  /**
   * Sentences end at `.!?` before white space, with closing quotes and brackets taken along, and at line ends. The
   * loop is written for speed: it meets every character of most texts.
   */
  scan(text: string, from: number, to: number, sink: SentenceSink): void {
    const length = to - from;
    const bytes = this.copy(from === 0 && to === text.length ? text : text.slice(from, to), length);
    const { buckets } = this;
    let start = 0;
    let at = 0;
    let previous = 0;
    let previousEnd = -2;
    while (at < length) {
      let unit = classAt(bytes, at);
      if (unit === 0) at++;
      else if (unit < ALPHABET) {
        const begin = at;
        let key = unit * ALPHABET;
        unit = classAt(bytes, ++at);
        if (isLetter(unit)) {
          key = (key + unit) * ALPHABET;
          unit = classAt(bytes, ++at);
          if (isLetter(unit)) {
            key += unit;
            do unit = classAt(bytes, ++at);
            while (isLetter(unit));
          }
        } else key *= ALPHABET;
        const bucket = buckets[key] ?? 0;
        if (bucket !== 0) this.note(bucket, begin, at, previousEnd === begin - 1 ? previous : 0);
        previous = key;
        previousEnd = at;
      } else {
        at++;
        if (unit === DIGIT) this.add(this.digits);
        else {
          const end = unit === LINE_END ? at : endOfSentence(bytes, at, length);
          if (end < 0) continue;
          if (this.endSentence()) sink(from + start, from + end, this.gates);
          start = at = end;
        }
      }
    }
    if (this.endSentence()) sink(from + start, to, this.gates);
  }

  /** The low bytes of the text, with a zero behind them. */
  private copy(text: string, length: number): Buffer {
    if (this.bytes.length <= length) this.bytes = Buffer.alloc(length * 2 + 1);
    this.bytes.write(text, 0, length, "latin1");
    this.bytes[length] = 0;
    return this.bytes;
  }

  /** @param previous the key of the word one unit in front of it, else 0 */
  private note(bucket: number, start: number, end: number, previous: number): void {
    for (const { word, places } of this.entries[bucket] ?? []) {
      if (!isWord(word, this.bytes, start, end)) continue;
      for (const { before, key, groups } of places) {
        if (before === "" || ((key === 0 || key === previous) && isBehind(before, this.bytes, start)))
          this.add(groups);
      }
    }
  }

  private add(groups: Int32Array): void {
    for (let index = 0; index < groups.length; index++)
      this.groups[index] = (this.groups[index] ?? 0) | (groups[index] ?? 0);
  }

  /** Whether the sentence that ends passes any gate; `gates` says which. */
  private endSentence(): boolean {
    let passes = false;
    for (let index = 0; index < this.triggers.length; index++) {
      let bits = (this.groups[index] ?? 0) & (this.triggers[index] ?? 0);
      if (bits !== 0 && !passes) this.gates.fill(0);
      for (; bits !== 0; bits &= bits - 1) {
        const group = index * 32 + (31 - Math.clz32(bits & -bits));
        if (this.passBy(this.ways[group] ?? [])) passes = true;
      }
    }
    this.groups.fill(0);
    return passes;
  }

  private passBy(ways: readonly CueAlternative[]): boolean {
    let passes = false;
    for (const { gate, others } of ways) {
      if (!others.every((group) => isSet(this.groups, group))) continue;
      setBit(this.gates, gate.number);
      passes = true;
    }
    return passes;
  }

  /** A beginning of fewer than three letters stands in the bucket of every word that it can open. */
  private enter(word: CueWord): void {
    const { letters, opens } = word;
    const free = opens ? Math.max(0, KEY_LETTERS - letters.length) : 0;
    const places = word.places.map(({ before, groups }) => ({
      before,
      key: keyOf(before),
      groups: bitsOf(groups),
    }));
    for (let filling = 0; filling < ALPHABET ** free; filling++) {
      const place = keyOf(letters) + filling;
      const known = this.buckets[place] ?? 0;
      if (known === 0) this.buckets[place] = this.entries.push([{ word, places }]) - 1;
      else this.entries[known]?.push({ word, places });
    }
  }
}

/** A word of the vocabulary; `key` of what must stand in front of it is 0 where that is no word. */
interface Entry {
  readonly word: CueWord;
  readonly places: readonly { readonly before: string; readonly key: number; readonly groups: Int32Array }[];
}

/** Whether bit `number` is set, 32 bits to a number. */
export function isSet(bits: Int32Array, number: number): boolean {
  return (((bits[number >> 5] ?? 0) >> (number & 31)) & 1) === 1;
}

function setBit(bits: Int32Array, number: number): void {
  bits[number >> 5] = (bits[number >> 5] ?? 0) | (1 << (number & 31));
}

function bitsOf(groups: readonly number[]): Int32Array {
  const bits = new Int32Array(widthOf(CUE_VOCABULARY.groupCount));
  for (const group of groups) setBit(bits, group);
  return bits;
}

/** Numbers of 32 bits that hold so many bits; at least one. */
function widthOf(bits: number): number {
  return Math.max(1, Math.ceil(bits / 32));
}

function classesOfUnits(): Uint8Array {
  const classes = new Uint8Array(256);
  for (let letter = 1; letter < ALPHABET; letter++) {
    classes[LETTER_A + letter - 1] = letter;
    classes[LETTER_A - SPACE + letter - 1] = letter;
  }
  for (const digit of "0123456789") classes[digit.charCodeAt(0)] = DIGIT;
  for (const mark of ".!?") classes[mark.charCodeAt(0)] = STOP;
  classes["\n".charCodeAt(0)] = LINE_END;
  return classes;
}

function classAt(bytes: Buffer, at: number): number {
  return CLASSES[bytes[at] ?? 0] ?? 0;
}

function isLetter(unit: number): boolean {
  return unit > 0 && unit < ALPHABET;
}

/** The first three letters as a number; 0 where there is none. */
function keyOf(letters: string): number {
  let key = 0;
  for (let at = 0; at < KEY_LETTERS; at++) {
    const unit = CLASSES[letters.charCodeAt(at)] ?? 0;
    key = key * ALPHABET + (isLetter(unit) ? unit : 0);
  }
  return key;
}

function isWord({ letters, opens }: CueWord, bytes: Buffer, start: number, end: number): boolean {
  const length = letters.length;
  if (opens ? length > end - start : length !== end - start) return false;
  return isAt(letters, bytes, start);
}

function isAt(letters: string, bytes: Buffer, start: number): boolean {
  for (let at = 0; at < letters.length; at++) {
    if (((bytes[start + at] ?? 0) | SPACE) !== letters.charCodeAt(at)) return false;
  }
  return true;
}

/** Whether the word that begins at `start` stands behind this word or sign. */
function isBehind(before: string, bytes: Buffer, start: number): boolean {
  if (before === OPEN_BRACKET) return bytes[start - 1] === before.charCodeAt(0);
  const end = start - 1;
  const begin = end - before.length;
  if (begin < 0 || (bytes[end] ?? 0) > SPACE) return false;
  if (keyOf(before) === 0) return bytes[begin] === before.charCodeAt(0);
  return isAt(before, bytes, begin) && (begin === 0 || !isLetter(classAt(bytes, begin - 1)));
}

/** Where the sentence with a stop before `at` ends; -1 where it goes on. */
function endOfSentence(bytes: Buffer, at: number, to: number): number {
  let end = at;
  while (end < to && end - at < MOST_CLOSING && CLOSING.has(bytes[end] ?? 0)) end++;
  return end >= to || (bytes[end] ?? 0) <= SPACE ? end : -1;
}
