import type { RateRow } from "../core/report.ts";
import { percent } from "./figures.ts";

/** The one rate of a row that a person is shown. */
export interface ShownRate {
  readonly share: number;
  /** `24 %`, `≥ 24 %`. */
  readonly text: string;
  readonly interval: RateRow["interval"];
  /** Its denominator. */
  readonly of: number;
}

/**
 * Of the examined runs so many must be decided before the share among those says anything about the others: a rule decides
 * only where it finds something, so where a judge has read a few of many runs, nearly all that are decided show the mode.
 */
const DECIDED = 0.8;

/** Whether somebody said absent of a run: only then a rate can be more than an "at least". */
export function isDecided({ rates }: { readonly rates: readonly RateRow[] }): boolean {
  return rates.some(({ rate, absent }) => rate !== null && absent > 0);
}

/** For readers of such rates. */
export const SHARE_LEGEND =
  "A rate without ≥ is found / (found + absent), where at least four in five examined runs are decided.";

/** The share of decided runs where most are, else that of examined runs, as least; null where nothing was examined. */
export function shownRate(
  row: Pick<RateRow, "rate" | "interval" | "atLeast" | "atLeastInterval" | "examined" | "present" | "absent">,
): ShownRate | null {
  const { rate, interval, atLeast, atLeastInterval, examined, present, absent } = row;
  if (atLeast === null) return null;
  const decided = present + absent;
  if (rate !== null && decided >= examined * DECIDED) {
    return { share: rate, text: percent(rate), interval, of: decided };
  }
  return { share: atLeast, text: `≥ ${percent(atLeast)}`, interval: atLeastInterval, of: examined };
}

/** `absent in all 21: FM-1.2, FM-2.1; in 19: FM-1.1`, most first. */
export function absentText(rows: readonly RateRow[]): string {
  const counts = new Map<number, RateRow[]>();
  for (const row of rows) counts.set(row.absent, [...(counts.get(row.absent) ?? []), row]);
  const parts = [...counts].sort(([a], [b]) => b - a);
  const words = parts.map(([count, own]) => {
    const all = own.every(({ examined }) => examined === count) ? "all " : "";
    return `in ${all}${count}: ${own.map(({ mode }) => mode).join(", ")}`;
  });
  return `absent ${words.join("; ")}`;
}
