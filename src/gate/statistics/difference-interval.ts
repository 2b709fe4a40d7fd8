import { wilson } from "../../core/wilson.ts";
import type { Pairs } from "./paired-increase.ts";
import type { Share } from "./unpaired-increase.ts";

/**
 * 95 % interval, for display, of the rise from `before` to `now` (both n > 0), made of the Wilson intervals of both rates.
 * Sources: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine
 * 17 (1998) 873–890, method 10; for pairs "Improved confidence intervals for the difference between binomial proportions
 * based on paired data", ibid. 2635–2650, method 10.
 */
export function differenceInterval(before: Share, now: Share, pairs: Pairs | null): [number, number] {
  const was = before.present / before.n;
  const is = now.present / now.n;
  const [lowWas, highWas] = wilson(before.present, before.n) ?? [0, 1];
  const [lowIs, highIs] = wilson(now.present, now.n) ?? [0, 1];
  const alike = pairs === null ? 0 : correlation(before, now, pairs);
  const spread = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a + b * b - 2 * alike * a * b));
  const rise = is - was;
  return [
    Math.max(-1, rise - spread(is - lowIs, highWas - was)),
    Math.min(1, rise + spread(highIs - is, was - lowWas)),
  ];
}

/** How far tasks agree with themselves, with Newcombe's correction of a positive one for small numbers. */
function correlation(before: Share, now: Share, { tasks, onlyNow, onlyBefore }: Pairs): number {
  const both = now.present - onlyNow;
  const neither = tasks - both - onlyNow - onlyBefore;
  const scale = before.present * now.present * (tasks - before.present) * (tasks - now.present);
  if (scale === 0) return 0;
  const excess = both * neither - onlyNow * onlyBefore;
  const corrected = excess > tasks / 2 ? excess - tasks / 2 : Math.min(excess, 0);
  return corrected / Math.sqrt(scale);
}
