import { NearDuplicateIndex } from "./near-duplicate-index.ts";
import { normaliseText } from "./normalise-text.ts";
import { differ, headSample, type TextSample, tailSample } from "./text-sample.ts";
import { estimatedSimilarity, shinglesOf, sketchOf, type TextSketch } from "./text-sketch.ts";

/** Above this length (UTF-16 units) only equal texts count as near duplicates. */
const LONGEST_COMPARED = 40_000;
/** Near duplicates are about as long as each other; how far white space and clock times may change that. */
const LENGTH_SLACK = 0.95;
/** How much less similar two sketches may be than their texts: four standard deviations of the estimate. */
const ESTIMATE_SLACK = 0.2;
/** How much less similar samples of two texts may be than the texts: they know a dozen places only. */
const SAMPLE_SLACK = 0.4;
/** Up to this length the first and the last places of a text are among those of its near duplicates. */
const ENDS_ALIKE = 1500;

/** Share of the shingles that two texts have in common (Jaccard), 0–1; both ascending. */
function similarity(a: Int32Array, b: Int32Array): number {
  let common = 0;
  let [left, right] = [0, 0];
  while (left < a.length && right < b.length) {
    const difference = (a[left] ?? 0) - (b[right] ?? 0);
    if (difference === 0) common++;
    if (difference <= 0) left++;
    if (difference >= 0) right++;
  }
  return common / (a.length + b.length - common);
}

/** A text of which is computed once, and only when it comes to that, what tells it from others of about its length. */
export class ComparedText {
  readonly text: string;
  private memoHead: TextSample | null = null;
  private memoTail: TextSample | null = null;
  private memoSketch: TextSketch | null = null;
  private memoShingles: Int32Array | null = null;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether both say nearly the same: at least `threshold` of their shingles are common (Jaccard, 0–1). */
  isNear(other: ComparedText, threshold: number): boolean {
    if (this.text === other.text) return true;
    const shorter = Math.min(this.text.length, other.text.length);
    const longer = Math.max(this.text.length, other.text.length);
    if (longer > LONGEST_COMPARED || shorter < longer * threshold * LENGTH_SLACK) return false;
    if (this.looksOther(other, threshold - SAMPLE_SLACK)) return false;
    if (estimatedSimilarity(this.sketch, other.sketch) < threshold - ESTIMATE_SLACK) return false;
    return similarity(this.shingles, other.shingles) >= threshold;
  }

  /**
   * Whether a glance tells the texts apart. What was put in at one end pushes most places of that sample out of a long
   * text's, so that there both samples must differ; in a short one either.
   */
  private looksOther(other: ComparedText, least: number): boolean {
    const isShort = this.text.length <= ENDS_ALIKE;
    if (differ(this.head, other.head, least) === isShort) return isShort;
    return differ(this.tail, other.tail, least);
  }

  private get head(): TextSample {
    this.memoHead ??= headSample(this.text);
    return this.memoHead;
  }

  private get tail(): TextSample {
    this.memoTail ??= tailSample(this.text);
    return this.memoTail;
  }

  get sketch(): TextSketch {
    this.memoSketch ??= sketchOf(this.text.slice(0, LONGEST_COMPARED));
    return this.memoSketch;
  }

  private get shingles(): Int32Array {
    this.memoShingles ??= shinglesOf(normaliseText(this.text));
    return this.memoShingles;
  }
}

/** Texts of a scope up to which a new one is compared with every other; above, with those that an index proposes. */
const MOST_COMPARED_WITH_ALL = 256;

interface Entry<T> {
  readonly compared: ComparedText;
  readonly value: T;
}

interface Scope<T> {
  readonly entries: Entry<T>[];
  /** The lengths of their texts, which is all that is looked at of most. */
  readonly lengths: number[];
  /** null while there are few entries. */
  index: NearDuplicateIndex | null;
}

/**
 * Finds an earlier text that says nearly the same. Among few texts by comparing with each, which costs a glance at its
 * length unless that is about the same; among many by an index of their sketches, so that the number of comparisons
 * grows with the number of texts and no faster.
 */
export class NearDuplicates<T> {
  private readonly threshold: number;
  private readonly scopes = new Map<string, Scope<T>>();
  private compared = 0;

  /** @param threshold least Jaccard similarity of 5-word shingles, 0–1 */
  constructor(threshold: number) {
    this.threshold = threshold;
  }

  /** How often two texts were compared so far. */
  get comparisons(): number {
    return this.compared;
  }

  /**
   * The value of the newest near duplicate of `text` within the same `scope`; where there is none, remembers `text` with
   * the value that `make` gives.
   */
  findOrAdd(scope: string, text: string, make: () => T): { value: T; known: boolean } {
    const texts = this.scopes.get(scope) ?? { entries: [], lengths: [], index: null };
    this.scopes.set(scope, texts);
    const compared = new ComparedText(text);
    const near = this.nearIn(texts, compared);
    if (near !== null) return { value: near.value, known: true };
    const entry = { compared, value: make() };
    texts.entries.push(entry);
    texts.lengths.push(text.length);
    texts.index?.add(compared.sketch);
    if (texts.index === null && texts.entries.length > MOST_COMPARED_WITH_ALL) {
      texts.index = new NearDuplicateIndex(this.threshold);
      for (const { compared: earlier } of texts.entries) texts.index.add(earlier.sketch);
    }
    return { value: entry.value, known: false };
  }

  private nearIn({ entries, lengths, index }: Scope<T>, text: ComparedText): Entry<T> | null {
    const shortest = text.text.length * this.threshold * LENGTH_SLACK;
    const longest = text.text.length / (this.threshold * LENGTH_SLACK);
    const proposed = index?.candidates(text.sketch) ?? null;
    const count = proposed?.length ?? entries.length;
    for (let nth = 0; nth < count; nth++) {
      const at = proposed?.[nth] ?? entries.length - 1 - nth;
      this.compared++;
      const length = lengths[at] ?? 0;
      if (length < shortest || length > longest) continue;
      const entry = entries[at];
      if (entry?.compared.isNear(text, this.threshold) === true) return entry;
    }
    return null;
  }
}
