/** Chances before and now under which something is to be judged. */
export type Likelihood = (before: number, now: number) => number;

/** The result is at most this share too high; small enough that no verdict turns on it, large enough to be quick. */
const TOLERANCE = 0.05;
/** From here on nothing is ever significant, and a value that is further off does no harm. */
const FAR = 0.02;
const TOLERANCE_FAR = 0.3;
const FIRST_PARTS = 4;
const MOST_SPLITS = 5000;

interface Part {
  low: number;
  high: number;
  atMost: number;
}

/**
 * The greatest chance of an outcome that is at least as extreme as the one observed, over all truths on the border of
 * the hypothesis: a chance of `before` and of `before + margin` now, `low ≤ before ≤ high`.
 *
 * `likelihood` must fall with `before` and rise with `now`; then its value at the ends of an interval, each taken for the worse,
 * bounds it over the whole interval, and halving the worst interval closes in on the maximum from above. A grid of
 * points could miss it.
 * @returns never below the maximum, and at most 5 % above it, or 30 % from 0.02 on
 */
export function worstCase(likelihood: Likelihood, margin: number, low: number, high: number): number {
  const part = (from: number, to: number): Part => ({
    ...{ low: from, high: to },
    atMost: likelihood(from, to + margin),
  });
  const at = (index: number): number => low + ((high - low) * index) / FIRST_PARTS;
  const parts = Array.from({ length: FIRST_PARTS }, (_, index) => part(at(index), at(index + 1)));
  let atLeast = Math.max(...parts.map(({ low: from }) => likelihood(from, from + margin)));
  atLeast = Math.max(atLeast, likelihood(high, high + margin));
  for (let split = 0; split < MOST_SPLITS; split++) {
    const worst = indexOfWorst(parts);
    const { low: from, high: to, atMost } = parts[worst] ?? { low, high, atMost: 0 };
    const tolerance = atLeast > FAR ? TOLERANCE_FAR : TOLERANCE;
    if (atMost <= atLeast * (1 + tolerance)) return Math.min(1, atMost);
    const middle = (from + to) / 2;
    atLeast = Math.max(atLeast, likelihood(middle, middle + margin));
    parts.splice(worst, 1, part(from, middle), part(middle, to));
  }
  return Math.min(1, Math.max(...parts.map(({ atMost }) => atMost)));
}

function indexOfWorst(parts: readonly Part[]): number {
  let worst = 0;
  for (let index = 1; index < parts.length; index++) {
    if ((parts[index]?.atMost ?? 0) > (parts[worst]?.atMost ?? 0)) worst = index;
  }
  return worst;
}
