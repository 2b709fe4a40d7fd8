/*
 * A glance at a text that tells it from another one without reading either whole: what stands around the first and
 * the last few places of one letter. Edits move the places and do not change what stands around them.
 */

/** About every fiftieth character of English prose and of code. */
const ANCHOR = "p";
/** Places looked at from either end; in a mask of 32 bits two texts that share nothing have about 3 of 17 in common. */
const MOST_PLACES = 12;
/** UTF-16 units on either side of a place that belong to it. */
const REACH = 4;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** One bit of 32 for what stands around each place, letter case, digits and kinds of white space aside; 0: no place. */
export type TextSample = number;

/** The sample of the first places of a text. */
export function headSample(text: string): TextSample {
  let sample = 0;
  let at = text.indexOf(ANCHOR);
  for (let places = 0; at >= 0 && places < MOST_PLACES; places++) {
    sample |= 1 << (hashAround(text, at) & 31);
    at = text.indexOf(ANCHOR, at + 1);
  }
  return sample;
}

/** The sample of the last places of a text. */
export function tailSample(text: string): TextSample {
  let sample = 0;
  let at = text.lastIndexOf(ANCHOR);
  for (let places = 0; at >= 0 && places < MOST_PLACES; places++) {
    sample |= 1 << (hashAround(text, at) & 31);
    at = at === 0 ? -1 : text.lastIndexOf(ANCHOR, at - 1);
  }
  return sample;
}

/** Places that must be known to say that two samples differ. */
const LEAST_PLACES = 4;

/**
 * Whether texts of which at least `least` (0–1) is in common would hardly give these samples. Never where one of them
 * has no place: it may be the same text in capitals.
 */
export function differ(a: TextSample, b: TextSample, least: number): boolean {
  if (a === 0 || b === 0) return false;
  const all = bitCount(a | b);
  return all >= LEAST_PLACES && bitCount(a & b) < least * all;
}

function hashAround(text: string, place: number): number {
  let hash = FNV_OFFSET;
  const last = Math.min(text.length - 1, place + REACH);
  for (let at = Math.max(0, place - REACH); at <= last; at++) {
    const unit = text.charCodeAt(at);
    const kept = unit <= SPACE ? SPACE : unit >= DIGIT_0 && unit <= DIGIT_9 ? DIGIT_0 : unit | CASE_BIT;
    hash = Math.imul(hash ^ kept, FNV_PRIME);
  }
  return hash ^ (hash >>> 15);
}

const SPACE = 0x20;
const CASE_BIT = 0x20;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** Bits that are set in a number of 32 bits. */
function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
