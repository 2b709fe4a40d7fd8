import { lowerBoundOf, type Masses, massesOf, upperBoundOf } from "./binomial.ts";
import { LeastExtreme } from "./least-extreme.ts";
import { worstCase } from "./worst-case.ts";

/** How many of how many runs show something. */
export interface Share {
  present: number;
  n: number;
}

/**
 * The truth before is looked for only where it is believable: outside of these bounds it lies in one sample of a million,
 * which is added to the result. Source: R. L. Berger, D. D. Boos, "P values maximized over a confidence set for the
 * nuisance parameter", JASA 89 (1994) 1012–1016.
 */
const UNBELIEVABLE = 1e-6;

/**
 * p-value of "the chance rose by no more than `margin`" (0 ≤ margin < 1) against "it rose by more", two independent sets
 * of runs. Exact and unconditional: outcomes are ordered by the score statistic, and the chance of one at least as
 * extreme is taken at its greatest over all truths with a rise of exactly `margin`, so that it errs in at most the
 * stated share whatever the truth is and however few the runs are.
 *
 * Sources: I. S. F. Chan, "Exact tests of equivalence and efficacy with a non-zero lower bound for comparative studies",
 * Statistics in Medicine 17 (1998) 1403–1413; J. Röhmel, U. Mansmann, "Unconditional non-asymptotic one-sided tests for
 * independent binomial proportions when the interest lies in showing non-inferiority and/or superiority", Biometrical
 * Journal 41 (1999) 149–170.
 */
export function unpairedIncrease(before: Share, now: Share, margin: number): number {
  const observed = scoreOf(before.present, before.n, now.present, now.n, margin);
  const error = UNBELIEVABLE / 2;
  const low = Math.min(lowerBoundOf(before.present, before.n, error), 1 - margin);
  const high = Math.min(upperBoundOf(before.present, before.n, error), 1 - margin);
  const least = new LeastExtreme(
    () => now.n,
    (x0, x1) => scoreOf(x0, before.n, x1, now.n, margin),
    observed,
  );
  const likelihood = (chanceBefore: number, chanceNow: number): number => {
    const { first, mass } = massesOf(before.n, chanceBefore);
    const tails = tailsOf(massesOf(now.n, Math.min(1, chanceNow)));
    let sum = 0;
    for (let index = 0; index < mass.length; index++)
      sum += (mass[index] ?? 0) * tailAt(tails, least.at(first + index));
    return sum;
  };
  return Math.min(1, worstCase(likelihood, margin, low, high) + UNBELIEVABLE);
}

/**
 * How far the rise from `before` to `now` lies above `margin`, in standard errors under the hypothesis.
 * Sources: O. Miettinen, M. Nurminen, "Comparative analysis of two rates", Statistics in Medicine 4 (1985) 213–226;
 * C. P. Farrington, G. Manning, "Test statistics and sample size formulae for comparative binomial trials with null
 * hypothesis of non-zero risk difference or non-unity relative risk", Statistics in Medicine 9 (1990) 1447–1454.
 */
export function scoreOf(
  presentBefore: number,
  nBefore: number,
  presentNow: number,
  nNow: number,
  margin: number,
): number {
  const rise = presentNow / nNow - presentBefore / nBefore - margin;
  const chance = likeliestBefore(presentBefore, nBefore, presentNow, nNow, margin);
  const chanceNow = Math.min(1, chance + margin);
  const variance = (chance * (1 - chance)) / nBefore + (chanceNow * (1 - chanceNow)) / nNow;
  if (variance > 1e-15) return rise / Math.sqrt(variance);
  return Math.abs(rise) < 1e-12 ? 0 : rise * Number.MAX_SAFE_INTEGER;
}

/** The chance before that explains both counts best if it rose by exactly `margin`: the middle root of a cubic equation. */
function likeliestBefore(x0: number, n0: number, x1: number, n1: number, margin: number): number {
  const total = n0 + n1;
  const second = ((n1 + 2 * n0) * margin - total - x0 - x1) / total;
  const first = ((n0 * margin - total - 2 * x0) * margin + x0 + x1) / total;
  const zeroth = (x0 * margin * (1 - margin)) / total;
  const q = (second / 3) ** 3 - (first * second) / 6 + zeroth / 2;
  const p = Math.sign(q === 0 ? 1 : q) * Math.sqrt(Math.max(0, (second / 3) ** 2 - first / 3));
  const ratio = p === 0 ? 0 : Math.max(-1, Math.min(1, q / p ** 3));
  const root = 2 * p * Math.cos((Math.PI + Math.acos(ratio)) / 3) - second / 3;
  return Math.max(0, Math.min(1 - margin, root));
}

/** P(X ≥ first + i) beside the masses. */
function tailsOf({ first, mass }: Masses): { first: number; tail: Float64Array } {
  const tail = new Float64Array(mass.length);
  let sum = 0;
  for (let index = mass.length - 1; index >= 0; index--) {
    sum += mass[index] ?? 0;
    tail[index] = sum;
  }
  return { first, tail };
}

function tailAt({ first, tail }: { first: number; tail: Float64Array }, hits: number): number {
  return hits <= first ? 1 : (tail[hits - first] ?? 0);
}
