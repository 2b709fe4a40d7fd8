import { compiled } from "cephes";
import type { GateRule } from "../core/gate.ts";
import type { GateReport, Group } from "./groups.ts";
import { compare, judgeIncrease } from "./judge-increase.ts";
import { type Demands, judgeRate } from "./judge-rate.ts";
import type { TaskPairing } from "./pair-tasks.ts";
import type { RuleSpec } from "./rule.ts";
import { holm } from "./statistics/holm.ts";

/** A rule and the runs it is about. */
export interface MadeRule {
  spec: RuleSpec;
  group: Group;
}

/** One result for each rule, in their order; without increases the baseline is not looked at. How sure a FAIL must be depends on how many rules there are. */
export async function judgeRules(
  rules: readonly MadeRule[],
  report: GateReport,
  baseline: GateReport,
  tasks: TaskPairing,
  demands: Demands,
): Promise<GateRule[]> {
  await compiled;
  const rates = rules.filter(({ spec }) => spec.kind === "max-rate");
  const comparisons = rules
    .filter(({ spec }) => spec.kind === "max-increase")
    .map(({ spec, group }) => compare(spec, group, baseline, report, tasks));
  const adjusted = holm(comparisons.map(({ p }) => p));
  const rateResults = rates.map(({ spec, group }) => judgeRate(spec, group, report, demands, rates.length));
  const increaseResults = comparisons.map((comparison, index) =>
    judgeIncrease(comparison, adjusted[index] ?? null, demands),
  );
  return rules.flatMap(({ spec }) => {
    const next = (spec.kind === "max-rate" ? rateResults : increaseResults).shift();
    return next === undefined ? [] : [next];
  });
}
