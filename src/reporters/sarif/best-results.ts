/** One result as it is written, and what it is compared by. */
interface Candidate {
  text: string;
  /** Lower is kept before higher. */
  rank: number;
  /** Position in the report. */
  order: number;
}

/**
 * The best results within a number and a size, while any number of them streams by; of equal ones the first. Memory does
 * not grow beyond twice what is kept.
 */
export class BestResults {
  /** How many there were. */
  total = 0;
  private candidates: Candidate[] = [];
  private readonly most: number;
  private readonly mostBytes: number;

  /** @param mostBytes of all kept together, in UTF-8 */
  constructor(most: number, mostBytes: number) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  add(text: string, rank: number): void {
    this.candidates.push({ text, rank, order: this.total++ });
    if (this.candidates.length >= this.most * 2) this.candidates = this.best();
  }

  /** Those that are kept, in the order in which they came. */
  kept(): string[] {
    return this.best()
      .sort((a, b) => a.order - b.order)
      .map(({ text }) => text);
  }

  private best(): Candidate[] {
    const sorted = this.candidates.sort((a, b) => a.rank - b.rank || a.order - b.order).slice(0, this.most);
    let bytes = 0;
    const fitting = sorted.findIndex(({ text }) => {
      bytes += Buffer.byteLength(text);
      return bytes > this.mostBytes;
    });
    return fitting === -1 ? sorted : sorted.slice(0, fitting);
  }
}
