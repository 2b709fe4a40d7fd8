/**
 * p-values such that rejecting those up to `error` errs anywhere in at most that share of all families, whatever their
 * dependence. In the order given; null (nothing could be tested) counts towards the number and stays null.
 * Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979) 65–70.
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const adjusted: (number | null)[] = values.map(() => null);
  const order = [...values.entries()]
    .flatMap(([index, value]) => (value === null ? [] : [{ index, value }]))
    .sort((a, b) => a.value - b.value || a.index - b.index);
  let highest = 0;
  for (const [rank, { index, value }] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (values.length - rank) * value));
    adjusted[index] = highest;
  }
  return adjusted;
}
