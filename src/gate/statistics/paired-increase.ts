import { binomialMass, lowerBoundOf, massesOf, upperBoundOf, upperTail } from "./binomial.ts";
import { LeastExtreme } from "./least-extreme.ts";
import { worstCase } from "./worst-case.ts";

/** What two runs of each task say: the other tasks show the same then and now. */
export interface Pairs {
  tasks: number;
  onlyNow: number;
  onlyBefore: number;
}

/** As in the unpaired test: the share of samples in which the truth lies outside of where it is looked for. */
const UNBELIEVABLE = 1e-6;

/**
 * p-value of "the chance rose by no more than `margin`" (0 ≤ margin < 1) against "it rose by more", from pairs. Exact and
 * unconditional like the unpaired test: what varies under the hypothesis is the chance that a task shows it only before.
 *
 * Sources: H. Hsueh, J. Liu, J. J. Chen, "Unconditional exact tests for equivalence or noninferiority for paired binary
 * endpoints", Biometrics 57 (2001) 478–483; the score by J. Nam, "Establishing equivalence of two treatments and sample
 * size requirements in matched-pairs design", Biometrics 53 (1997) 1422–1430, and T. Tango, "Equivalence test and
 * confidence interval for the difference in proportions for the paired-sample design", Statistics in Medicine 17 (1998)
 * 891–908. Without a margin it orders outcomes as McNemar's test does.
 */
export function pairedIncrease({ tasks, onlyNow, onlyBefore }: Pairs, margin: number): number {
  const observed = pairedScore({ tasks, onlyNow, onlyBefore }, margin);
  const error = UNBELIEVABLE / 2;
  const most = (1 - margin) / 2;
  const low = Math.min(lowerBoundOf(onlyBefore, tasks, error), most);
  const high = Math.min(upperBoundOf(onlyBefore, tasks, error), most);
  const least = new LeastExtreme(
    (before) => tasks - before,
    (before, now) => pairedScore({ tasks, onlyNow: now, onlyBefore: before }, margin),
    observed,
  );
  const likelihood = (chanceBefore: number, chanceNow: number): number => {
    const { first, mass } = massesOf(tasks, chanceBefore);
    // Of the tasks that do not show it before only.
    const chance = chanceBefore >= 1 ? 0 : Math.min(1, chanceNow / (1 - chanceBefore));
    let sum = 0;
    let hits = least.at(first);
    let tail = upperTail(hits, tasks - first, chance);
    for (let index = 0; index < mass.length; index++) {
      const left = tasks - first - index;
      const target = least.at(first + index);
      for (; hits < target; hits++) tail -= binomialMass(hits, left, chance);
      sum += (mass[index] ?? 0) * Math.max(0, tail);
      tail -= chance * binomialMass(hits - 1, left - 1, chance);
    }
    return sum;
  };
  return Math.min(1, worstCase(likelihood, margin, low, high) + UNBELIEVABLE);
}

/** How far the rise lies above `margin`, in standard errors under the hypothesis. */
export function pairedScore({ tasks, onlyNow, onlyBefore }: Pairs, margin: number): number {
  const rise = (onlyNow - onlyBefore) / tasks - margin;
  const chance = likeliestOnlyBefore({ tasks, onlyNow, onlyBefore }, margin);
  const variance = (2 * chance + margin * (1 - margin)) / tasks;
  if (variance > 1e-15) return rise / Math.sqrt(variance);
  return Math.abs(rise) < 1e-12 ? 0 : rise * Number.MAX_SAFE_INTEGER;
}

/** The chance of "only before" that explains the pairs best if the rise is exactly `margin`: root of a quadratic equation. */
function likeliestOnlyBefore({ tasks, onlyNow, onlyBefore }: Pairs, margin: number): number {
  const a = 2 * tasks;
  const b = (2 * tasks - onlyNow + onlyBefore) * margin - onlyNow - onlyBefore;
  const c = -onlyBefore * margin * (1 - margin);
  return Math.max(0, (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a));
}
