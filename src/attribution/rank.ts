import { TIERS } from "../core/finding.ts";
import { GRADES, type Grade, type Violation } from "./violation.ts";

/** A violation with how sure it is that a person who knows that the run failed would blame this agent at this place. */
export interface Ranked extends Violation {
  /** 0–1; those of one run sum up to 1 at most. */
  readonly confidence: number;
}

/** Guesses that are given for a run, at most. */
export const MOST_GUESSES = 3;

/**
 * How often guesses of a grade name the labelled agent within two records of the labelled step: measured on half of the
 * runs of Who&When (58, chosen by hash), rounded down to 0.05; `found`, of which those have none, is set below the
 * precision of its tiers, since a mode that is there need not be why the run failed. Only `found` may exceed 0.5: a single
 * blame needs a rule that is meant to be right.
 */
const CONFIDENCE: Readonly<Record<Grade, number>> = {
  found: 0.6,
  origin: 0.35,
  open: 0.35,
  doubtful: 0.2,
  settled: 0.2,
  way: 0.15,
};

/** The first of each place by grade, then by step; at most three. */
export function ranked(violations: readonly Violation[]): Ranked[] {
  const sorted = violations.toSorted(compare);
  const seen = new Set<number>();
  const best: Ranked[] = [];
  let left = 1;
  for (const violation of sorted) {
    const place = firstStep(violation);
    if (best.length === MOST_GUESSES) break;
    if (seen.has(place)) continue;
    seen.add(place);
    const confidence = Math.min(CONFIDENCE[violation.grade], left);
    left = Math.round((left - confidence) * 100) / 100;
    best.push({ ...violation, confidence });
  }
  return best;
}

/** Ties are broken by what the violations say, so that the order in which findings are given does not matter. */
function compare(a: Violation, b: Violation): number {
  return (
    rankOf(a) - rankOf(b) ||
    firstStep(a) - firstStep(b) ||
    TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) ||
    compareText(keyOf(a), keyOf(b))
  );
}

function keyOf({ mode, agents, steps, why }: Violation): string {
  return [mode ?? "", agents.join(), steps.join(), why].join("\0");
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rankOf({ grade }: Violation): number {
  return GRADES.indexOf(grade);
}

function firstStep({ steps }: Violation): number {
  return steps[0] ?? Number.MAX_SAFE_INTEGER;
}
