import { NearDuplicateIndex } from "./near-duplicate-index.ts";
import { normaliseText } from "./normalise-text.ts";
import { estimatedSimilarity, SHINGLE_WORDS, sketchOf, type TextSketch } from "./text-sketch.ts";

/** Above this length (UTF-16 units) only equal texts count as near duplicates. */
const LONGEST_COMPARED = 40_000;
/** Near duplicates are about as long as each other; how far white space and clock times may change that. */
const LENGTH_SLACK = 0.95;
/** How much less similar two sketches may be than their texts: six standard deviations of the estimate. */
const ESTIMATE_SLACK = 0.3;

/** Shingles of the normalised text: its runs of five words. A shorter text is one shingle. */
function shinglesOf(text: string): Set<string> {
  const words = normaliseText(text).split(" ");
  const shingles = new Set<string>();
  const last = Math.max(0, words.length - SHINGLE_WORDS);
  for (let start = 0; start <= last; start++) {
    shingles.add(words.slice(start, start + SHINGLE_WORDS).join(" "));
  }
  return shingles;
}

/** Share of the shingles that two texts have in common (Jaccard), 0–1. */
function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const shingle of small) if (large.has(shingle)) common++;
  return common / (a.size + b.size - common);
}

/** A text whose sketch and shingles are computed once, when it is first compared with one of about its length. */
export class ComparedText {
  readonly text: string;
  private memoSketch: TextSketch | null = null;
  private memoShingles: ReadonlySet<string> | null = null;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether both say nearly the same: at least `threshold` of their shingles are common (Jaccard, 0–1). */
  isNear(other: ComparedText, threshold: number): boolean {
    if (this.text === other.text) return true;
    const shorter = Math.min(this.text.length, other.text.length);
    const longer = Math.max(this.text.length, other.text.length);
    if (longer > LONGEST_COMPARED || shorter < longer * threshold * LENGTH_SLACK) return false;
    if (estimatedSimilarity(this.sketch, other.sketch) < threshold - ESTIMATE_SLACK) return false;
    return similarity(this.shingles, other.shingles) >= threshold;
  }

  get sketch(): TextSketch {
    this.memoSketch ??= sketchOf(this.text.slice(0, LONGEST_COMPARED));
    return this.memoSketch;
  }

  private get shingles(): ReadonlySet<string> {
    this.memoShingles ??= shinglesOf(this.text);
    return this.memoShingles;
  }
}

/** Texts of a scope up to which a new one is compared with every other; above, with those that an index proposes. */
const MOST_COMPARED_WITH_ALL = 64;

interface Entry<T> {
  readonly compared: ComparedText;
  readonly value: T;
}

interface Scope<T> {
  readonly entries: Entry<T>[];
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
    const texts = this.scopes.get(scope) ?? { entries: [], index: null };
    this.scopes.set(scope, texts);
    const compared = new ComparedText(text);
    const near = this.nearIn(texts, compared);
    if (near !== null) return { value: near.value, known: true };
    const entry = { compared, value: make() };
    texts.entries.push(entry);
    texts.index?.add(compared.sketch);
    if (texts.index === null && texts.entries.length > MOST_COMPARED_WITH_ALL) {
      texts.index = new NearDuplicateIndex(this.threshold);
      for (const { compared: earlier } of texts.entries) texts.index.add(earlier.sketch);
    }
    return { value: entry.value, known: false };
  }

  private nearIn({ entries, index }: Scope<T>, text: ComparedText): Entry<T> | null {
    const proposed = index?.candidates(text.sketch) ?? null;
    const count = proposed?.length ?? entries.length;
    for (let nth = 0; nth < count; nth++) {
      const entry = entries[proposed?.[nth] ?? entries.length - 1 - nth];
      if (entry === undefined) continue;
      this.compared++;
      if (entry.compared.isNear(text, this.threshold)) return entry;
    }
    return null;
  }
}
