import { normaliseText } from "./normalise-text.ts";

/** Words per shingle; with 5, one changed word in a 100-word text leaves about 0.9 of the shingles. */
const SHINGLE_WORDS = 5;
/** Above this length (UTF-16 units) only equal texts count as near duplicates. */
const LONGEST_COMPARED = 40_000;
/** UTF-16 units from either end of a text. */
const ANCHOR_LENGTH = 64;
const NEWEST_PER_ANCHOR = 2;
const PROBES = 8;
const PROBE_LENGTH = 20;

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

/** A text whose shingles are computed once, when it is first compared. */
export class ComparedText {
  readonly text: string;
  private shingles: ReadonlySet<string> | null = null;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether both say nearly the same: at least `threshold` of their shingles are common (Jaccard, 0–1). */
  isNear(other: ComparedText, threshold: number): boolean {
    if (this.text === other.text) return true;
    const [shorter, longer] =
      this.text.length < other.text.length ? [this.text, other.text] : [other.text, this.text];
    if (longer.length > LONGEST_COMPARED || shorter.length < longer.length * threshold * 0.95) return false;
    return probesAgree(shorter, longer) && similarity(this.shingleSet(), other.shingleSet()) >= threshold;
  }

  private shingleSet(): ReadonlySet<string> {
    this.shingles ??= shinglesOf(this.text);
    return this.shingles;
  }
}

interface Entry<T> {
  readonly compared: ComparedText;
  readonly value: T;
}

/**
 * Finds an earlier text that says nearly the same, in time that does not grow with the number of texts: candidates
 * are the newest texts that begin or end alike (an anchor-based stand-in for MinHash/LSH: a text changed in fewer
 * than one word of ten keeps its first or its last words in all but rare cases), and only those are compared.
 */
export class NearDuplicates<T> {
  private readonly threshold: number;
  private readonly byAnchor = new Map<string, Entry<T>[]>();

  /** @param threshold least Jaccard similarity of 5-word shingles, 0–1 */
  constructor(threshold: number) {
    this.threshold = threshold;
  }

  /** The value of the newest near duplicate of `text` within the same `scope`, or null; then remembers `text`. */
  findOrAdd(scope: string, text: string, make: () => T): { value: T; known: boolean } {
    const anchors = anchorsOf(scope, text);
    const compared = new ComparedText(text);
    for (const anchor of anchors) {
      for (const entry of this.byAnchor.get(anchor)?.toReversed() ?? []) {
        if (entry.compared.isNear(compared, this.threshold)) return { value: entry.value, known: true };
      }
    }
    const entry = { compared, value: make() };
    for (const anchor of anchors) {
      const entries = this.byAnchor.get(anchor);
      if (entries === undefined) this.byAnchor.set(anchor, [entry]);
      else {
        entries.push(entry);
        if (entries.length > NEWEST_PER_ANCHOR) entries.shift();
      }
    }
    return { value: entry.value, known: false };
  }
}

/** The first and the last letters of a text; digits, signs and spaces, which vary most, are left out. */
function anchorsOf(scope: string, text: string): string[] {
  const head = lettersOf(text.slice(0, ANCHOR_LENGTH));
  const tail = lettersOf(text.slice(-ANCHOR_LENGTH));
  return [`${scope}\0<${head}`, `${scope}\0>${tail}`];
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z\u0080-\uffff]+/g, "");
}

/** Cheap refusal before the exact comparison: some of the evenly spaced samples of one text occur in the other. */
function probesAgree(shorter: string, longer: string): boolean {
  if (shorter.length < PROBES * PROBE_LENGTH * 2) return true;
  const stride = Math.floor((shorter.length - PROBE_LENGTH) / (PROBES - 1));
  let found = 0;
  for (let probe = 0; probe < PROBES; probe++) {
    if (longer.includes(shorter.slice(probe * stride, probe * stride + PROBE_LENGTH))) found++;
  }
  return found >= PROBES / 4;
}
