import { incbet, incbi, lgam } from "cephes";

/** P(X ≥ hits) for X of `trials` independent trials that each hit with `chance`. */
export function upperTail(hits: number, trials: number, chance: number): number {
  if (hits <= 0) return 1;
  if (hits > trials || chance <= 0) return 0;
  if (chance >= 1) return 1;
  return incbet(hits, trials - hits + 1, chance);
}

/**
 * Exact one-sided lower bound of a chance: where the truth is below it, so many hits or more come in at most `error` of
 * all samples (0 < error < 1). Source: C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits
 * illustrated in the case of the binomial", Biometrika 26 (1934) 404–413; as a quantile of the beta distribution.
 */
export function lowerBoundOf(hits: number, trials: number, error: number): number {
  return hits <= 0 ? 0 : incbi(hits, trials - hits + 1, error);
}

/** The upper bound to the same definition. */
export function upperBoundOf(hits: number, trials: number, error: number): number {
  return hits >= trials ? 1 : incbi(hits + 1, trials - hits, 1 - error);
}

export function binomialMass(hits: number, trials: number, chance: number): number {
  if (hits < 0 || hits > trials) return 0;
  if (chance <= 0) return hits === 0 ? 1 : 0;
  if (chance >= 1) return hits === trials ? 1 : 0;
  const ways = lgam(trials + 1) - lgam(hits + 1) - lgam(trials - hits + 1);
  return Math.exp(ways + hits * Math.log(chance) + (trials - hits) * Math.log1p(-chance));
}

/** The part of a binomial distribution that matters: `mass[i]` = P(X = first + i). */
export interface Masses {
  first: number;
  mass: Float64Array;
}

/** What lies outside adds up to less than this on either side. */
const NEGLIGIBLE = 1e-13;

/** Masses from the likeliest number outwards, until the rest is negligible. */
export function massesOf(trials: number, chance: number): Masses {
  const mode = Math.min(trials, Math.floor((trials + 1) * chance));
  const peak = binomialMass(mode, trials, chance);
  if (chance <= 0 || chance >= 1) return { first: mode, mass: Float64Array.of(peak) };
  const odds = chance / (1 - chance);
  // No part that matters is further out: beyond ten standard deviations and a few more there is nothing left.
  const reach = Math.ceil(10 * Math.sqrt(trials * chance * (1 - chance))) + 40;
  const offset = Math.min(mode, reach);
  const mass = new Float64Array(offset + Math.min(trials - mode, reach) + 1);
  mass[offset] = peak;
  let from = offset;
  for (let hits = mode, last = peak; from > 0; hits--) {
    const ratio = hits / (trials - hits + 1) / odds;
    last *= ratio;
    // From here on masses fall at least as fast as a geometric series of this ratio.
    if (last < NEGLIGIBLE * (1 - ratio)) break;
    mass[--from] = last;
  }
  let to = offset;
  for (let hits = mode, last = peak; to < mass.length - 1; hits++) {
    const ratio = ((trials - hits) / (hits + 1)) * odds;
    last *= ratio;
    if (last < NEGLIGIBLE * (1 - ratio)) break;
    mass[++to] = last;
  }
  return { first: mode - offset + from, mass: mass.subarray(from, to + 1) };
}
