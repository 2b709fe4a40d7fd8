/** 97.5 % quantile of the standard normal distribution, for a two-sided 95 % interval. */
const Z = 1.959963984540054;

/**
 * Wilson score interval, 95 %, of a proportion of `hits` in `trials` (0 ≤ hits ≤ trials); null without trials.
 * Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927) 209–212;
 * recommended over the normal approximation for small samples by Brown, Cai, DasGupta, Statistical Science 16 (2001).
 */
export function wilson(hits: number, trials: number): [low: number, high: number] | null {
  if (trials <= 0) return null;
  const p = hits / trials;
  const z2 = Z * Z;
  const centre = p + z2 / (2 * trials);
  const spread = Z * Math.sqrt((p * (1 - p)) / trials + z2 / (4 * trials * trials));
  const scale = 1 + z2 / trials;
  // Rounding may leave the exact bounds 0 and 1 (no hits, only hits) by an ulp.
  const low = hits === 0 ? 0 : Math.max(0, (centre - spread) / scale);
  const high = hits === trials ? 1 : Math.min(1, (centre + spread) / scale);
  return [low, high];
}
