import type { GateRule } from "../core/gate.ts";
import { countOf, type GateReport, type Group, type GroupCount } from "./groups.ts";
import { type Demands, FAMILY_ERROR, isAbove, sentence, whatIsAsked } from "./judge-rate.ts";
import type { TaskPairing, TaskPairs } from "./pair-tasks.ts";
import type { RuleSpec } from "./rule.ts";
import {
  countText,
  groupText,
  modeText,
  nothingText,
  percentText,
  pointsText,
  tooFewText,
  tooUnknownText,
} from "./sentences.ts";
import { differenceInterval } from "./statistics/difference-interval.ts";
import { pairedIncrease } from "./statistics/paired-increase.ts";
import { unpairedIncrease } from "./statistics/unpaired-increase.ts";

/** What a rise is measured on, before all rules of the gate are looked at together. */
export interface Comparison {
  spec: RuleSpec;
  group: Group;
  before: GroupCount;
  now: GroupCount;
  /** The paired runs where most are, else null. */
  pairs: TaskPairs | null;
  /** −1 to 1; null where one side has nothing to compare. */
  rise: number | null;
  /** Null also where the rise is within the limit: no test could show that it is not. */
  p: number | null;
}

export function compare(
  spec: RuleSpec,
  group: Group,
  baseline: GateReport,
  report: GateReport,
  tasks: TaskPairing,
): Comparison {
  const before = countOf(baseline, spec.mode, group, spec.uses);
  const now = countOf(report, spec.mode, group, spec.uses);
  const found = tasks.pairs(spec.mode, group, spec.uses);
  // Runs outside of pairs are left out of a paired test, so it stands for the runs only where it covers most.
  const pairs = found !== null && 2 * found.tasks >= Math.max(before.n, now.n) ? found : null;
  const rise = riseOf(before, now, pairs);
  const p = rise !== null && isAbove(rise, spec.limit) ? pOf(before, now, pairs, spec.limit) : null;
  return { spec, group, before, now, pairs, rise, p };
}

function riseOf(before: GroupCount, now: GroupCount, pairs: TaskPairs | null): number | null {
  if (pairs !== null) return (pairs.onlyNow - pairs.onlyBefore) / pairs.tasks;
  if (before.n === 0 || now.n === 0) return null;
  return now.present / now.n - before.present / before.n;
}

/** A rise above the limit implies that the limit is below 1. */
function pOf(before: GroupCount, now: GroupCount, pairs: TaskPairs | null, limit: number): number {
  return pairs === null ? unpairedIncrease(before, now, limit) : pairedIncrease(pairs, limit);
}

/** `adjustedP`: corrected over all increases of the gate. */
export function judgeIncrease(comparison: Comparison, adjustedP: number | null, demands: Demands): GateRule {
  const { spec, group, before, now, pairs, rise, p } = comparison;
  const was = pairs === null ? before : { present: pairs.presentBefore, n: pairs.tasks };
  const is = pairs === null ? now : { present: pairs.presentNow, n: pairs.tasks };
  return {
    ...whatIsAsked(spec, group),
    observed: rise,
    interval: rise === null ? null : differenceInterval(was, is, pairs),
    level: 1 - FAMILY_ERROR,
    bound: null,
    p,
    adjustedP,
    test: rise === null ? null : pairs === null ? "exact-unpaired" : "exact-paired",
    n: is.n,
    present: is.present,
    examined: now.examined,
    unknown: now.unknown,
    baseline: { n: was.n, present: was.present, observed: was.n === 0 ? null : was.present / was.n },
    pairs:
      pairs === null ? null : { tasks: pairs.tasks, onlyNow: pairs.onlyNow, onlyBefore: pairs.onlyBefore },
    ...conclude(comparison, adjustedP, demands),
  };
}

function conclude(
  { spec, group, before, now, pairs, rise, p }: Comparison,
  adjustedP: number | null,
  { minRuns, maxUnknown }: Demands,
): Pick<GateRule, "verdict" | "why"> {
  const { mode, uses, limit } = spec;
  const inconclusive = (why: string): Pick<GateRule, "verdict" | "why"> => ({
    verdict: "INCONCLUSIVE",
    why: sentence(why),
  });
  if (rise === null) {
    const [side, count] = now.n === 0 ? ["now", now] : ["in the baseline", before];
    return inconclusive(`${nothingText(count as GroupCount, mode, group, uses)} (${side})`);
  }
  const seen = seenText({ spec, group, before, now, pairs }, rise);
  const allowed = limit === 0 ? "none is allowed" : `${pointsText(limit)} are allowed`;
  if (p !== null && adjustedP !== null && adjustedP <= FAMILY_ERROR) {
    const chance = `chance alone gives so much in ${percentText(p)} of cases at most`;
    return { verdict: "FAIL", why: sentence(`${seen}: ${allowed}, and ${chance}`) };
  }
  const least = pairs === null ? Math.min(before.n, now.n) : pairs.tasks;
  if (least < minRuns) {
    const what = pairs !== null ? "tasks in pairs" : before.n < now.n ? "runs in the baseline" : "runs";
    return inconclusive(`${seen}; ${tooFewText(least, minRuns, what)}`);
  }
  for (const [side, count] of [["", now] as const, ["in the baseline ", before] as const]) {
    if (maxUnknown !== null && isAbove(count.unknown / count.examined, maxUnknown))
      return inconclusive(`${seen}; ${side}${tooUnknownText(count, maxUnknown)}`);
  }
  if (p !== null) return inconclusive(`${seen}: ${allowed}, but so much may be chance`);
  return { verdict: "PASS", why: sentence(`${seen}; ${allowed}`) };
}

function seenText({ spec, group, before, now, pairs }: Omit<Comparison, "p" | "rise">, rise: number): string {
  const { mode, uses } = spec;
  if (pairs === null) {
    const share = percentText(before.present / before.n);
    const was = `${before.present} of ${before.n} in the baseline (${share})`;
    return `${modeText(mode)}: ${countText(now, group, uses)} against ${was}, ${pointsText(rise)}`;
  }
  const { tasks, onlyNow, onlyBefore } = pairs;
  const changed = `${onlyNow} only now and ${onlyBefore} only in the baseline`;
  return `${modeText(mode)}: of ${tasks} tasks run both times${groupText(group)} ${changed}, ${pointsText(rise)}`;
}
