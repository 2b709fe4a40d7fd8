import { compiled } from "cephes";
import type { GateReport } from "./groups.ts";
import { type Comparison, compare } from "./judge-increase.ts";
import type { MadeRule } from "./judge-rules.ts";
import type { TaskPairing } from "./pair-tasks.ts";
import { differenceInterval } from "./statistics/difference-interval.ts";
import { holm } from "./statistics/holm.ts";

/** Both directions of one comparison. */
export interface TwoSided {
  rise: Comparison;
  /** Twice the p-value of a rise, or of a fall; 1 without either, null without a denominator. */
  p: number | null;
  adjustedP: number | null;
  interval: [number, number] | null;
}

/** Looks for rises and falls alike; `there` and `back` pair the same tasks, from the one report and from the other. */
export async function compareAll(
  rules: readonly MadeRule[],
  before: GateReport,
  after: GateReport,
  there: TaskPairing,
  back: TaskPairing,
): Promise<TwoSided[]> {
  await compiled;
  const both = rules.map(({ spec, group }) => {
    const rise = compare(spec, group, before, after, there);
    const fall = compare(spec, group, after, before, back);
    if (rise.rise === null) return { rise, p: null, interval: null };
    return { rise, p: Math.min(1, 2 * (rise.p ?? fall.p ?? 1)), interval: intervalOf(rise) };
  });
  const adjusted = holm(both.map(({ p }) => p));
  return both.map((one, index) => ({ ...one, adjustedP: adjusted[index] ?? null }));
}

function intervalOf({ before, now, pairs }: Comparison): [number, number] {
  if (pairs === null) return differenceInterval(before, now, null);
  const n = pairs.tasks;
  return differenceInterval({ present: pairs.presentBefore, n }, { present: pairs.presentNow, n }, pairs);
}
