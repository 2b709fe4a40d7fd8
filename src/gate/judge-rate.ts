import type { GateRule } from "../core/gate.ts";
import { wilson } from "../core/wilson.ts";
import { countOf, type GateReport, type Group, type GroupCount } from "./groups.ts";
import { type RuleSpec, ruleText } from "./rule.ts";
import { countText, modeText, nothingText, percentText, tooFewText, tooUnknownText } from "./sentences.ts";
import { lowerBoundOf, upperTail } from "./statistics/binomial.ts";

/** All rules of one kind together say FAIL of runs that keep their limits in at most this share of all gates. */
export const FAMILY_ERROR = 0.01;

/** 0.3 − 0.2 is a little more than 0.1 in doubles and no rise above it, and 0.29 of 100 a little less than 29. */
const ROUNDING = 1e-12;

/** Whether a share or a difference of shares is above a limit, and not by the rounding of doubles alone. */
export function isAbove(value: number, limit: number): boolean {
  return value > limit + ROUNDING;
}

export interface Demands {
  /** With fewer runs than this nothing passes. */
  minRuns: number;
  /** With a greater share unknown nothing passes; null = any share will do. */
  maxUnknown: number | null;
}

/** A rate rule on one group of runs, one of `rules` such rules in the gate. */
export function judgeRate(
  spec: RuleSpec,
  group: Group,
  report: GateReport,
  demands: Demands,
  rules: number,
): GateRule {
  const count = countOf(report, spec.mode, group, spec.uses);
  const { n, present, examined, unknown } = count;
  const error = FAMILY_ERROR / rules;
  const bound = n === 0 ? null : lowerBoundOf(present, n, error);
  const p = n === 0 ? null : upperTail(present, n, spec.limit);
  return {
    ...whatIsAsked(spec, group),
    observed: n === 0 ? null : present / n,
    interval: wilson(present, n),
    level: 1 - error,
    bound,
    p,
    adjustedP: p === null ? null : Math.min(1, p * rules),
    test: n === 0 ? null : "clopper-pearson",
    n,
    present,
    examined,
    unknown,
    baseline: null,
    pairs: null,
    ...conclude(spec, group, count, bound, error, demands),
  };
}

/** What a rule asks of one group, whatever its kind. */
export function whatIsAsked(
  spec: RuleSpec,
  group: Group,
): Pick<GateRule, "rule" | "kind" | "mode" | "by" | "uses" | "denominator" | "limit"> {
  return {
    rule: ruleText(scoped(spec, group)),
    kind: spec.kind,
    mode: spec.mode,
    by: group,
    uses: spec.uses,
    denominator: spec.uses === "atLeast" ? "examined" : "decided",
    limit: spec.limit,
  };
}

/** The rule as it applies to one group, where a person wrote it for each. */
function scoped(spec: RuleSpec, group: Group): RuleSpec {
  const { scope } = spec;
  const value = scope === null ? undefined : group[scope.grouping];
  return scope === null || value === undefined || value === "*"
    ? spec
    : { ...spec, scope: { ...scope, value } };
}

function conclude(
  { mode, uses, limit }: RuleSpec,
  group: Group,
  count: GroupCount,
  bound: number | null,
  error: number,
  { minRuns, maxUnknown }: Demands,
): Pick<GateRule, "verdict" | "why"> {
  const { n, present, unknown, examined } = count;
  if (bound === null)
    return { verdict: "INCONCLUSIVE", why: sentence(nothingText(count, mode, group, uses)) };
  const seen = `${modeText(mode)} was found in ${countText(count, group, uses)}`;
  if (bound > limit) {
    const sure = `the true rate is above ${percentText(bound)} with ${percentText(1 - error)} confidence`;
    return {
      verdict: "FAIL",
      why: sentence(`${seen}: ${sure}, and at most ${percentText(limit)} is allowed`),
    };
  }
  if (n < minRuns) {
    const what = uses === "atLeast" ? "examined runs" : "decided runs";
    return { verdict: "INCONCLUSIVE", why: sentence(`${seen}; ${tooFewText(n, minRuns, what)}`) };
  }
  if (maxUnknown !== null && isAbove(unknown / examined, maxUnknown)) {
    return { verdict: "INCONCLUSIVE", why: sentence(`${seen}; ${tooUnknownText(count, maxUnknown)}`) };
  }
  if (isAbove(present / n, limit)) {
    const doubt = `but the true rate may be as low as ${percentText(bound)}`;
    const why = `${seen}: above the limit of ${percentText(limit)}, ${doubt}`;
    return { verdict: "INCONCLUSIVE", why: sentence(why) };
  }
  return { verdict: "PASS", why: sentence(`${seen}, and ${percentText(limit)} is allowed`) };
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
