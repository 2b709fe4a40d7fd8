/**
 * For each number before, the least number now that is at least as extreme as what was observed (one above the greatest
 * possible where none is). Scores rise with the number now and fall with the number before, so it never falls from one
 * number before to the next, and is looked for from where the last one was.
 */
export class LeastExtreme {
  private readonly score: (before: number, now: number) => number;
  private readonly observed: number;
  private readonly mostNow: (before: number) => number;
  private readonly known = new Map<number, number>();

  constructor(
    mostNow: (before: number) => number,
    score: (before: number, now: number) => number,
    observed: number,
  ) {
    this.mostNow = mostNow;
    this.score = score;
    // Two outcomes that are equally extreme must not be told apart by rounding.
    this.observed = observed - 1e-9;
  }

  at(before: number): number {
    const known = this.known.get(before);
    if (known !== undefined) return known;
    const least = this.search(before, this.known.get(before - 1) ?? 0);
    this.known.set(before, least);
    return least;
  }

  /** Doubling steps from a number that is not above what is looked for, then halving. */
  private search(before: number, from: number): number {
    const end = this.mostNow(before) + 1;
    const isExtreme = (now: number): boolean => now >= end || this.score(before, now) >= this.observed;
    let low = Math.min(from, end);
    let step = 1;
    while (!isExtreme(low + step - 1)) {
      low += step;
      step *= 2;
    }
    let high = Math.min(end, low + step - 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isExtreme(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
