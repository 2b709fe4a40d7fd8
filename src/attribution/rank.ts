import { GRADES, type Grade, type Violation } from "./violation.ts";

/** A violation with how sure it is that a person who knows that the run failed would blame this agent at this place. */
export interface Ranked extends Violation {
  /** 0–1. */
  readonly confidence: number;
}

/** Guesses that are given for a run, at most. */
export const MOST_GUESSES = 3;
const CONFIDENCE: Readonly<Record<Grade, number>> = {
  found: 0.6,
  origin: 0.4,
  open: 0.3,
  doubtful: 0.15,
  settled: 0.15,
  way: 0.1,
};
/** The second and third guess share what the first leaves. */
const BY_RANK = [1, 0.6, 0.4];

/** The first of each place by grade, then by step; at most three. */
export function ranked(violations: readonly Violation[]): Ranked[] {
  const rank = (grade: Grade): number => GRADES.indexOf(grade);
  const first = ({ steps }: Violation): number => steps[0] ?? Number.MAX_SAFE_INTEGER;
  const sorted = violations.toSorted((a, b) => rank(a.grade) - rank(b.grade) || first(a) - first(b));
  const seen = new Set<number>();
  const best = sorted.filter((violation) => {
    const place = first(violation);
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
  return best.slice(0, MOST_GUESSES).map((violation, nth) => ({
    ...violation,
    confidence: CONFIDENCE[violation.grade] * (BY_RANK[nth] ?? 0),
  }));
}
