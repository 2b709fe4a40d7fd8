import { ALPHABET, CueAutomaton, DEAD, DIGIT_WORD, NO_WORD, ROOT, STATE_BITS } from "./cue-automaton.ts";
import { CUE_VOCABULARY } from "./cue-gate.ts";

/** Told where a sentence stands (offsets in the text) that passes gates, and which, 32 to a number. */
export type SentenceSink = (start: number, end: number, gates: Int32Array) => void;

const SPACE = 32;
const OPEN_BRACKET = "(".charCodeAt(0);

/** What a unit is to the scan: below 26 the letter in either case, or one of these. */
const OTHER = 26;
const STOP = 27;
const LINE_END = 28;
const DIGIT = 29;
const CLASSES = classesOfUnits();

/** Closing quotes, brackets and stars of which up to three may stand between a full stop and the space. */
const CLOSING = new Set([...`"')*]`].map((mark) => mark.charCodeAt(0)));
const MOST_CLOSING = 3;

/** Sentences are numbered to tell what was met in this one; the numbers begin again where they would not fit. */
const MOST_SENTENCES = 2 ** 30;

/**
 * Finds the sentences that pass gates in one look at a text, at a cost that hardly grows with the number of gates. The
 * text is read from a copy with one byte for each UTF-16 unit, the low one: that is faster, and what is confused by it
 * is no English.
 */
export class CueScanner {
  /** Numbers that hold the gates of one sentence. */
  readonly width = Math.max(1, Math.ceil(CUE_VOCABULARY.gateCount / 32));
  private readonly automaton = new CueAutomaton([...CUE_VOCABULARY.words]);
  /** By group: the ways through gates that it triggers, null for none. */
  private readonly ways: (Way[] | null)[] = Array.from({ length: CUE_VOCABULARY.groupCount }, () => null);
  /** By word and by group: the number of the sentence in which it was met last. */
  private readonly wordMet = new Int32Array(this.automaton.words.length);
  private readonly groupMet = new Int32Array(CUE_VOCABULARY.groupCount);
  private sentence = 1;
  /** The groups of the sentence that trigger ways, and how many there are. */
  private readonly triggers = new Int32Array(CUE_VOCABULARY.groupCount);
  private triggered = 0;
  private readonly gates = new Int32Array(this.width);
  private readonly gateCount = CUE_VOCABULARY.gateCount;
  private bytes: Buffer = Buffer.alloc(1);

  constructor() {
    for (const { gate, trigger, others } of CUE_VOCABULARY.alternatives) {
      const ways = this.ways[trigger] ?? [];
      ways.push({ gate: gate.number, others });
      this.ways[trigger] = ways;
    }
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
    const { next, wordAt } = this.automaton;
    let start = 0;
    let at = 0;
    let previous = NO_WORD;
    let previousEnd = -2;
    while (at < length) {
      let unit = classAt(bytes, at);
      if (unit < ALPHABET) {
        const begin = at;
        let state = ROOT;
        do {
          state = next[(state << STATE_BITS) | unit] ?? DEAD;
          unit = classAt(bytes, ++at);
        } while (unit < ALPHABET);
        const word = wordAt[state] ?? NO_WORD;
        if (word === NO_WORD) continue;
        this.meet(word, begin, previousEnd === begin - 1 ? previous : NO_WORD);
        previous = word;
        previousEnd = at;
      } else {
        at++;
        if (unit === OTHER) continue;
        if (unit === DIGIT) this.meet(DIGIT_WORD, at, NO_WORD);
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

  /** @param previous the number of the word one unit in front of it, if it has one */
  private meet(number: number, start: number, previous: number): void {
    const word = this.automaton.words[number];
    if (word === undefined) return;
    if (this.wordMet[number] !== this.sentence) {
      this.wordMet[number] = this.sentence;
      this.meetGroups(word.groups);
    }
    const { behind } = word;
    for (let index = 0; index < behind.length; index++) {
      const place = behind[index];
      if (place === undefined) continue;
      const isThere =
        place.sign === 0
          ? place.word === previous && previous !== NO_WORD && (this.bytes[start - 1] ?? 0) <= SPACE
          : isBehindSign(place.sign, this.bytes, start);
      if (isThere) this.meetGroups(place.groups);
    }
  }

  private meetGroups(groups: readonly number[]): void {
    for (let index = 0; index < groups.length; index++) {
      const group = groups[index] ?? 0;
      if (this.groupMet[group] === this.sentence) continue;
      this.groupMet[group] = this.sentence;
      if (this.ways[group] !== null) this.triggers[this.triggered++] = group;
    }
  }

  /** Whether the sentence that ends passes any gate; `gates` says which. */
  private endSentence(): boolean {
    let passes = false;
    for (let index = 0; index < this.triggered; index++) {
      for (const { gate, others } of this.ways[this.triggers[index] ?? 0] ?? []) {
        if (!this.hasAll(others)) continue;
        if (!passes) this.gates.fill(0);
        this.gates[gate >> 5] = (this.gates[gate >> 5] ?? 0) | (1 << (gate & 31));
        passes = true;
      }
    }
    this.triggered = 0;
    if (++this.sentence === MOST_SENTENCES) this.beginNumbersAgain();
    return passes;
  }

  private hasAll(groups: readonly number[]): boolean {
    for (let index = 0; index < groups.length; index++) {
      if (this.groupMet[groups[index] ?? 0] !== this.sentence) return false;
    }
    return true;
  }

  private beginNumbersAgain(): void {
    this.wordMet.fill(0);
    this.groupMet.fill(0);
    this.sentence = 1;
  }
}

/** A way through a gate for sentences that have its trigger: all other groups must be there, too. */
interface Way {
  readonly gate: number;
  readonly others: readonly number[];
}

/** Whether bit `number` is set, 32 bits to a number. */
export function isSet(bits: Int32Array, number: number): boolean {
  return (((bits[number >> 5] ?? 0) >> (number & 31)) & 1) === 1;
}

function classesOfUnits(): Uint8Array {
  const classes = new Uint8Array(256).fill(OTHER);
  for (const [place, letter] of [..."abcdefghijklmnopqrstuvwxyz"].entries()) {
    classes[letter.charCodeAt(0)] = place;
    classes[letter.toUpperCase().charCodeAt(0)] = place;
  }
  for (const digit of "0123456789") classes[digit.charCodeAt(0)] = DIGIT;
  for (const mark of ".!?") classes[mark.charCodeAt(0)] = STOP;
  classes["\n".charCodeAt(0)] = LINE_END;
  return classes;
}

function classAt(bytes: Buffer, at: number): number {
  return CLASSES[bytes[at] ?? 0] ?? OTHER;
}

/** Whether the word that begins at `start` stands right behind a bracket, or one space behind another sign. */
function isBehindSign(sign: number, bytes: Buffer, start: number): boolean {
  if (sign === OPEN_BRACKET) return bytes[start - 1] === sign;
  return bytes[start - 2] === sign && (bytes[start - 1] ?? 0) <= SPACE;
}

/** Where the sentence with a stop before `at` ends; -1 where it goes on. */
function endOfSentence(bytes: Buffer, at: number, to: number): number {
  let end = at;
  while (end < to && end - at < MOST_CLOSING && CLOSING.has(bytes[end] ?? 0)) end++;
  return end >= to || (bytes[end] ?? 0) <= SPACE ? end : -1;
}
