import type { CueWord } from "./cue-gate.ts";

/** Letters are numbers from 0 in either case; this is the first number that is none. */
export const ALPHABET = 26;
/** `state << STATE_BITS | letter` is the place of a step in `next`. */
export const STATE_BITS = 5;
/** From here no word of the vocabulary can be reached. */
export const DEAD = 0;
/** The state before the first letter. */
export const ROOT = 1;
/** The number of a word that is not in the vocabulary. */
export const NO_WORD = 0;
/** The number of any digit, `#` in gates. */
export const DIGIT_WORD = 1;

const FIRST_WORD = 2;
const DIGIT = "#";
const LETTER_A = 97;

/** Groups that have a word only where it stands one space behind another word or sign, or right behind a bracket. */
export interface Behind {
  /** The number of the word in front, or `NO_WORD` for a sign. */
  readonly word: number;
  /** The UTF-16 unit of the sign, 0 for a word. */
  readonly sign: number;
  readonly groups: readonly number[];
}

/** The groups that have a word of a text. */
export interface KnownWord {
  readonly groups: readonly number[];
  readonly behind: readonly Behind[];
}

/**
 * The words of the vocabulary as a state machine over letters: one look-up for each letter of a text tells at the end
 * of a word which it is, and most words are turned away at their third letter. Where a word may go on ("chang*"), a
 * state that every further letter keeps stands for all that begin like it.
 */
export class CueAutomaton {
  readonly next: Uint16Array;
  /** By state, the number of the word that ends there, or `NO_WORD`. */
  readonly wordAt: Uint16Array;
  /** By number of word. */
  readonly words: readonly KnownWord[];
  private readonly rows: Uint16Array[] = [newRow(), newRow()];
  /** By state, the entries of the vocabulary that a word ending there is. */
  private readonly entries: CueWord[][] = [[], []];

  constructor(vocabulary: readonly CueWord[]) {
    const spelt = vocabulary.filter(({ letters }) => letters !== DIGIT);
    const inFront = new Set(
      vocabulary.flatMap(({ places }) => places.map(({ before }) => before)).filter(isWord),
    );
    for (const word of spelt) if (!word.opens) this.entries[this.path(word.letters)]?.push(word);
    const open = new Map<number, CueWord>();
    for (const word of spelt) if (word.opens) open.set(this.path(word.letters), word);
    const named = new Set([...inFront].map((word) => this.path(word)));
    this.goOn(open);
    this.next = flat(this.rows);
    this.wordAt = new Uint16Array(this.rows.length);
    let count = FIRST_WORD;
    for (const state of this.rows.keys()) {
      if (named.has(state) || this.entries[state]?.length !== 0) this.wordAt[state] = count++;
    }
    const digits = vocabulary.filter(({ letters }) => letters === DIGIT);
    const known = [...this.rows.keys()].filter((state) => this.wordAt[state] !== NO_WORD);
    this.words = [[], digits, ...known.map((state) => this.entries[state] ?? [])].map((entries) =>
      this.knownWord(entries),
    );
  }

  /** The state that the letters lead to, made where there is none. */
  private path(letters: string): number {
    let state = ROOT;
    for (const letter of lettersOf(letters)) {
      const row = this.rows[state] ?? newRow();
      if (row[letter] === DEAD) row[letter] = this.newState([]);
      state = row[letter] ?? DEAD;
    }
    return state;
  }

  private newState(entries: CueWord[]): number {
    this.entries.push(entries);
    return this.rows.push(newRow()) - 1;
  }

  /** Lets words that may go on do so: a state takes over what the states on the way to it stand for. */
  private goOn(open: ReadonlyMap<number, CueWord>): void {
    const queue: { state: number; begun: readonly CueWord[]; rest: number }[] = [
      { state: ROOT, begun: [], rest: DEAD },
    ];
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
      const { state } = item;
      let { begun, rest } = item;
      const word = open.get(state);
      if (word !== undefined) {
        begun = [...begun, word];
        rest = this.newState([...begun]);
        this.rows[rest]?.fill(rest, 0, ALPHABET);
      }
      this.entries[state]?.push(...begun);
      const row = this.rows[state] ?? newRow();
      for (let letter = 0; letter < ALPHABET; letter++) {
        const child = row[letter] ?? DEAD;
        if (child === DEAD) row[letter] = rest;
        else queue.push({ state: child, begun, rest });
      }
    }
  }

  private knownWord(entries: readonly CueWord[]): KnownWord {
    const places = entries.flatMap((entry) => entry.places);
    return {
      groups: [...new Set(places.flatMap(({ before, groups }) => (before === "" ? groups : [])))],
      behind: places
        .filter(({ before }) => before !== "")
        .map(({ before, groups }) => ({
          word: isWord(before) ? (this.wordAt[this.path(before)] ?? NO_WORD) : NO_WORD,
          sign: isWord(before) ? 0 : before.charCodeAt(0),
          groups,
        })),
    };
  }
}

function newRow(): Uint16Array {
  return new Uint16Array(1 << STATE_BITS);
}

function flat(rows: readonly Uint16Array[]): Uint16Array {
  const all = new Uint16Array(rows.length << STATE_BITS);
  for (const [state, row] of rows.entries()) all.set(row, state << STATE_BITS);
  return all;
}

function isWord(before: string): boolean {
  return /^[a-z]/.test(before);
}

function lettersOf(word: string): number[] {
  return [...word].map((letter) => letter.charCodeAt(0) - LETTER_A);
}
