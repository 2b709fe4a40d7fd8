/** Cells by label and verdict: true and false positives, false and true negatives. */
export interface Counts {
  tp: number;
  fp: number;
  fn: number;
  tn: number;
}

export const NO_COUNTS: Counts = Object.freeze({ tp: 0, fp: 0, fn: 0, tn: 0 });

export function addCounts(a: Counts, b: Counts): Counts {
  return { tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn, tn: a.tn + b.tn };
}

/** Null where nothing was claimed. */
export function precisionOf({ tp, fp }: Counts): number | null {
  return tp + fp === 0 ? null : tp / (tp + fp);
}

/** Null where nothing was there to be found. */
export function recallOf({ tp, fn }: Counts): number | null {
  return tp + fn === 0 ? null : tp / (tp + fn);
}

/** Harmonic mean of precision and recall; null where nothing was claimed and nothing there. */
export function f1Of({ tp, fp, fn }: Counts): number | null {
  return tp + fp + fn === 0 ? null : (2 * tp) / (2 * tp + fp + fn);
}

/**
 * Cohen's κ: how far two raters agree beyond what their rates of "yes" make likely; 1 = always, 0 = as chance.
 * Null where both say the same of everything, so that chance alone makes them agree.
 * Source: J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20 (1960)
 * 37–46.
 */
export function kappaOf({ tp, fp, fn, tn }: Counts): number | null {
  const n = tp + fp + fn + tn;
  if (n === 0) return null;
  const observed = (tp + tn) / n;
  const expected = ((tp + fp) * (tp + fn) + (fn + tn) * (fp + tn)) / (n * n);
  return expected === 1 ? null : (observed - expected) / (1 - expected);
}
