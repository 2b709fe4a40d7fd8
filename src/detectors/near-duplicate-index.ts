import { EMPTY_BIN, SKETCH_BINS, type TextSketch } from "./text-sketch.ts";

/** Newest texts of a bucket that are looked at: what bounds the comparisons of one text. */
const NEWEST_PER_BUCKET = 4;
const NONE = -1;

/**
 * Bins of a band. A band of two texts is equal with probability s^rows where s is their similarity, so that of 32 / rows
 * bands none is with (1 - s^rows)^(32 / rows): with four rows 2 in 10 000 at 0.9 and 1 in 70 at 0.8; with two rows 1 in 100
 * at 0.5. (Banding: Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4.)
 */
function rowsFor(threshold: number): number {
  return threshold >= 0.8 ? 4 : 2;
}

/** Finds the texts whose sketches may be near duplicates of a sketch (MinHash with banding), newest first. */
export class NearDuplicateIndex {
  private readonly rows: number;
  private readonly bands: number;
  /** The newest text of a bucket. */
  private readonly newest = new Map<number, number>();
  /** For each text and band the text that was the bucket's newest before it, or NONE. */
  private readonly before: number[] = [];
  private count = 0;

  /** @param threshold least similarity that must be found, 0–1 */
  constructor(threshold: number) {
    this.rows = rowsFor(threshold);
    this.bands = SKETCH_BINS / this.rows;
  }

  /** Adds a text under the next number, counted from 0. */
  add(sketch: TextSketch): void {
    for (let band = 0; band < this.bands; band++) {
      const bucket = this.bucketOf(sketch, band);
      this.before.push(bucket === null ? NONE : (this.newest.get(bucket) ?? NONE));
      if (bucket !== null) this.newest.set(bucket, this.count);
    }
    this.count++;
  }

  /** The numbers of the texts that share a bucket with the sketch, newest first; at most 64. */
  candidates(sketch: TextSketch): number[] {
    const found = new Set<number>();
    for (let band = 0; band < this.bands; band++) {
      const bucket = this.bucketOf(sketch, band);
      let at = bucket === null ? NONE : (this.newest.get(bucket) ?? NONE);
      for (let seen = 0; at !== NONE && seen < NEWEST_PER_BUCKET; seen++) {
        found.add(at);
        at = this.before[at * this.bands + band] ?? NONE;
      }
    }
    return [...found].sort((a, b) => b - a);
  }

  /** null where the sketch says nothing in this band, as with most bands of a short text. */
  private bucketOf(sketch: TextSketch, band: number): number | null {
    let hash = band + 1;
    let isEmpty = true;
    for (let bin = band * this.rows; bin < (band + 1) * this.rows; bin++) {
      const rank = sketch[bin] ?? EMPTY_BIN;
      if (rank !== EMPTY_BIN) isEmpty = false;
      hash = Math.imul(hash ^ rank, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return isEmpty ? null : hash;
  }
}
