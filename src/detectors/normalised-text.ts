import { ANY_VOLATILE, NON_ASCII, VOLATILE } from "./normalise-text.ts";

/** A text as `normaliseText` gives it, which still knows where each of its characters comes from. */
export interface NormalisedText {
  /** Equal to `normaliseText(raw)`. */
  readonly text: string;
  /**
   * The piece of the raw text that `text.slice(from, to)` comes from, verbatim: what was left out at its ends is not in
   * it, what was left out within is.
   * @param from UTF-16 offset in `text`, 0 ≤ from < to
   * @param to offset after the last character, to ≤ text.length
   */
  rawSpan(from: number, to: number): { start: number; end: number };
}

/** A text with, for each of its UTF-16 units, where in the raw text the character begins and ends that it comes from. */
interface Tracked {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Normalises like `normaliseText` and keeps the way back, so that what is found in the result can be quoted verbatim. */
export function normaliseTracked(raw: string): NormalisedText {
  const plain = NON_ASCII.test(raw) ? lowerCased(composed(raw)) : untouched(raw, raw.toLowerCase());
  const steady = replaced(plain, VOLATILE, ANY_VOLATILE);
  const { text, starts, ends } = trimmed(replaced(steady, /\s+/g, " "));
  return {
    text,
    rawSpan: (from, to) => ({ start: starts[from] ?? raw.length, end: ends[to - 1] ?? raw.length }),
  };
}

/** Each unit comes from the unit at its own place. */
function untouched(raw: string, text: string): Tracked {
  return {
    text,
    starts: Uint32Array.from({ length: raw.length }, (_, at) => at),
    ends: Uint32Array.from({ length: raw.length }, (_, at) => at + 1),
  };
}

/**
 * In NFKC. A piece that begins with an ASCII character is normalised by itself, since such a character never merges
 * with what stands before it; within a piece characters are told apart only as far as they do not merge.
 */
function composed(raw: string): Tracked {
  const builder = new Builder(raw.normalize("NFKC").length);
  for (const { 0: piece, index } of raw.matchAll(/[\0-\x7f]?[^\0-\x7f]*/g)) {
    const whole = piece.normalize("NFKC");
    const single = [...piece].map((character) => character.normalize("NFKC"));
    if (single.join("") !== whole) builder.add(whole, index, index + piece.length);
    else {
      let at = index;
      for (const [nth, character] of [...piece].entries()) {
        builder.add(single[nth] ?? "", at, at + character.length);
        at += character.length;
      }
    }
  }
  return builder.tracked();
}

/** In lower case; some characters become two, and which sigma a word ends in depends on its neighbours. */
function lowerCased({ text, starts, ends }: Tracked): Tracked {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return { text: lower, starts, ends };
  const builder = new Builder(lower.length);
  let from = 0;
  let at = 0;
  for (const character of text) {
    const length = character.toLowerCase().length;
    const last = from + character.length - 1;
    builder.add(lower.slice(at, at + length), starts[from] ?? 0, ends[last] ?? 0);
    from = last + 1;
    at += length;
  }
  return builder.tracked();
}

function replaced({ text, starts, ends }: Tracked, pattern: RegExp, by: string): Tracked {
  const builder = new Builder(text.length);
  let kept = 0;
  for (const match of text.matchAll(pattern)) {
    builder.copy(text, starts, ends, kept, match.index);
    kept = match.index + match[0].length;
    builder.add(by, starts[match.index] ?? 0, ends[kept - 1] ?? 0);
  }
  if (kept === 0) return { text, starts, ends };
  builder.copy(text, starts, ends, kept, text.length);
  return builder.tracked();
}

function trimmed({ text, starts, ends }: Tracked): Tracked {
  const from = text.length - text.trimStart().length;
  const to = from + text.trim().length;
  return { text: text.slice(from, to), starts: starts.subarray(from, to), ends: ends.subarray(from, to) };
}

class Builder {
  private readonly pieces: string[] = [];
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  private length = 0;

  /** @param most UTF-16 units that the text will have at most */
  constructor(most: number) {
    this.starts = new Uint32Array(most);
    this.ends = new Uint32Array(most);
  }

  /** Adds words that all come from one place. */
  add(words: string, start: number, end: number): void {
    this.pieces.push(words);
    this.starts.fill(start, this.length, this.length + words.length);
    this.ends.fill(end, this.length, this.length + words.length);
    this.length += words.length;
  }

  copy(text: string, starts: Uint32Array, ends: Uint32Array, from: number, to: number): void {
    this.pieces.push(text.slice(from, to));
    this.starts.set(starts.subarray(from, to), this.length);
    this.ends.set(ends.subarray(from, to), this.length);
    this.length += to - from;
  }

  tracked(): Tracked {
    const { length } = this;
    return {
      text: this.pieces.join(""),
      starts: this.starts.subarray(0, length),
      ends: this.ends.subarray(0, length),
    };
  }
}
