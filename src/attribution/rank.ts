import { TIERS } from "../core/finding.ts";
import { GRADES, type Grade, type Violation } from "./violation.ts";

/** A violation with how sure it is that a person who knows that the run failed would blame this agent at this place. */
export interface Ranked extends Violation {
  /** 0–1; those of one run add up to less than 1. */
  readonly confidence: number;
}

/** Guesses that are given for a run, at most. */
export const MOST_GUESSES = 3;

/**
 * How often guesses of a grade name the labelled agent within two records of the labelled step, on half of the runs of
 * Who&When (58, chosen by hash), rounded down to 0.05: `origin` 0.35 of 34, `open` 0.40 of 53, `doubtful` 0.24 of 21. `way` (0.25 of 60)
 * is set lower, since in short runs much lies near, and `settled`, of which those have few, between the two. `found`, of
 * which they have none, is set below the precision of its tiers: a mode that is there need not be why the run failed. Only
 * `found` may exceed 0.5: a single blame needs a rule that is meant to be right.
 */
const CONFIDENCE: Readonly<Record<Grade, number>> = {
  found: 0.6,
  origin: 0.35,
  open: 0.35,
  doubtful: 0.2,
  settled: 0.2,
  way: 0.15,
};

/** What a second or third guess takes at most of what those before it leave: there is always room for another cause. */
const MOST_OF_REST = 0.6;

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
    const most = best.length === 0 ? 1 : left * MOST_OF_REST;
    const confidence = Math.round(Math.min(CONFIDENCE[violation.grade], most) * 100) / 100;
    left -= confidence;
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
