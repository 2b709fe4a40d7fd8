import { addCounts, type Counts, kappaOf, NO_COUNTS } from "./agreement.ts";
import type { Weights } from "./bootstrap.ts";

/** Counts of one way of scoring, kept by run so that any resample of runs is a weighted sum. */
export class CountSeries {
  private readonly byRun: { run: number; group: number; counts: Counts }[] = [];
  private readonly groups: number;

  /**
   * @param groupOf number of the framework of each run
   * @param groups how many frameworks there are
   */
  constructor(
    cells: Iterable<{ run: number; positive: boolean; fires: boolean }>,
    groupOf: readonly number[],
    groups: number,
  ) {
    this.groups = groups;
    const rows = new Map<number, Counts>();
    for (const { run, positive, fires } of cells) {
      const row = rows.get(run) ?? { ...NO_COUNTS };
      rows.set(run, row);
      row[positive ? (fires ? "tp" : "fn") : fires ? "fp" : "tn"]++;
    }
    for (const [run, counts] of rows) this.byRun.push({ run, group: groupOf[run] ?? 0, counts });
  }

  /** The sums of a resample by framework, with the number of runs drawn that have a cell. */
  byGroup(weights: Weights): GroupCounts[] {
    const sums = Array.from({ length: this.groups }, () => ({ runs: 0, counts: { ...NO_COUNTS } }));
    for (const { run, group, counts } of this.byRun) {
      const weight = weights[run] ?? 0;
      const sum = sums[group];
      if (weight === 0 || sum === undefined) continue;
      sum.runs += weight;
      sum.counts.tp += weight * counts.tp;
      sum.counts.fp += weight * counts.fp;
      sum.counts.fn += weight * counts.fn;
      sum.counts.tn += weight * counts.tn;
    }
    return sums;
  }

  total(weights: Weights): Counts {
    return totalOf(this.byGroup(weights));
  }
}

export interface GroupCounts {
  runs: number;
  counts: Counts;
}

export function totalOf(groups: readonly GroupCounts[]): Counts {
  return groups.reduce((sum, { counts }) => addCounts(sum, counts), NO_COUNTS);
}

/**
 * κ of each framework by itself, weighted by its runs: what is left when knowing the framework helps no more. Groups whose
 * κ is not defined are left out; null where that are all.
 */
export function kappaWithin(groups: readonly GroupCounts[]): number | null {
  let sum = 0;
  let weight = 0;
  for (const { runs, counts } of groups) {
    const kappa = runs === 0 ? null : kappaOf(counts);
    if (kappa === null) continue;
    sum += runs * kappa;
    weight += runs;
  }
  return weight === 0 ? null : sum / weight;
}
