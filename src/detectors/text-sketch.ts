/** Bins of a sketch: enough that the estimate of a similarity of 0.9 errs by 0.05 (standard deviation). */
export const SKETCH_BINS = 32;
const BIN_BITS = 5;
/** The bin of a sketch into which no shingle fell. */
export const EMPTY_BIN = 0x7fffffff;

/**
 * What is known of a text without comparing it: for each of 32 bins the smallest hash of the 5-word shingles that fall
 * into it (one-permutation MinHash: Li, Owen, Zhang, "One Permutation Hashing", NIPS 2012). Two sketches agree in
 * about as large a share of their bins as the texts have shingles in common.
 */
export type TextSketch = Int32Array;

/** Words per shingle; with 5, one changed word in a 100-word text leaves about 0.9 of the shingles. */
const SHINGLE_WORDS = 5;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** Weights of the five words of a shingle, odd so that no bits are lost. */
const [OLDEST, OLDER, MIDDLE, NEWER] = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const;
/** Shingles of the shortest texts have fewer words; these stand for those that are missing. */
const NO_WORD = 0;

/**
 * One pass over the text, without making a string. Words are what white space parts, in lower case and without their
 * digits: clock times, durations and counters, which vary from record to record, leave the sketch as it is.
 */
export function sketchOf(text: string): TextSketch {
  const bins = new Int32Array(SKETCH_BINS).fill(EMPTY_BIN);
  let a = NO_WORD;
  let b = NO_WORD;
  let c = NO_WORD;
  let d = NO_WORD;
  let words = 0;
  let hash = FNV_OFFSET;
  let inWord = false;
  for (let at = 0; at <= text.length; at++) {
    const unit = at < text.length ? text.charCodeAt(at) : SPACE;
    if (unit > SPACE) {
      inWord = true;
      if (unit >= DIGIT_0 && unit <= DIGIT_9) continue;
      hash = Math.imul(hash ^ (unit >= UPPER_A && unit <= UPPER_Z ? unit | CASE_BIT : unit), FNV_PRIME);
      continue;
    }
    if (!inWord) continue;
    words++;
    if (words >= SHINGLE_WORDS) put(bins, a, b, c, d, hash);
    a = b;
    b = c;
    c = d;
    d = hash;
    hash = FNV_OFFSET;
    inWord = false;
  }
  if (words > 0 && words < SHINGLE_WORDS) put(bins, a, b, c, d, NO_WORD);
  return bins;
}

const SPACE = 0x20;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const CASE_BIT = 0x20;

function put(bins: TextSketch, a: number, b: number, c: number, d: number, e: number): void {
  const mixed = mixedOf(a, b, c, d, e);
  const bin = mixed & (SKETCH_BINS - 1);
  const rank = mixed >>> BIN_BITS;
  if (rank < (bins[bin] ?? EMPTY_BIN)) bins[bin] = rank;
}

function mixedOf(a: number, b: number, c: number, d: number, e: number): number {
  let mixed =
    Math.imul(a, OLDEST) ^
    rotate(Math.imul(b, OLDER), 7) ^
    rotate(Math.imul(c, MIDDLE), 13) ^
    rotate(Math.imul(d, NEWER), 19) ^
    e;
  mixed = Math.imul(mixed ^ (mixed >>> 16), OLDER);
  mixed = Math.imul(mixed ^ (mixed >>> 13), MIDDLE);
  return mixed ^ (mixed >>> 16);
}

/**
 * The distinct 5-word shingles of a normalised text (words parted by single spaces), each as a hash of 32 bits, ascending.
 * A text of fewer words is one shingle.
 */
export function shinglesOf(normalised: string): Int32Array {
  const words = wordHashes(normalised);
  const count = Math.max(1, words.length - SHINGLE_WORDS + 1);
  const shingles = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    const [a = NO_WORD, b = NO_WORD, c = NO_WORD, d = NO_WORD] = [
      words[at],
      words[at + 1],
      words[at + 2],
      words[at + 3],
    ];
    shingles[at] = mixedOf(a, b, c, d, words[at + 4] ?? NO_WORD);
  }
  shingles.sort();
  let distinct = 0;
  for (let at = 0; at < count; at++) {
    if (at > 0 && shingles[at] === shingles[at - 1]) continue;
    shingles[distinct++] = shingles[at] ?? 0;
  }
  return shingles.subarray(0, distinct);
}

function wordHashes(normalised: string): number[] {
  const hashes: number[] = [];
  let hash = FNV_OFFSET;
  for (let at = 0; at < normalised.length; at++) {
    const unit = normalised.charCodeAt(at);
    if (unit !== SPACE) hash = Math.imul(hash ^ unit, FNV_PRIME);
    else {
      hashes.push(hash);
      hash = FNV_OFFSET;
    }
  }
  hashes.push(hash);
  return hashes;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** Estimated Jaccard similarity of the shingles of two texts, 0–1; 1 for two texts without words. */
export function estimatedSimilarity(a: TextSketch, b: TextSketch): number {
  let equal = 0;
  let filled = 0;
  for (let bin = 0; bin < SKETCH_BINS; bin++) {
    if (a[bin] === b[bin]) {
      if (a[bin] !== EMPTY_BIN) equal++;
      else continue;
    }
    filled++;
  }
  return filled === 0 ? 1 : equal / filled;
}
