import type { Estimate, Evaluation, EvaluationRow } from "../../core/evaluation.ts";

/** A table of an evaluation, before it is laid out for a terminal or as Markdown. */
export interface Section {
  title: string;
  head: string[];
  rows: string[][];
  /** What the figures mean, a sentence each. */
  notes: string[];
}

export interface EvaluationView {
  /** Titles by mode id. */
  titles: ReadonlyMap<string, string>;
  /** List every cell on which label and verdict differ. */
  list: boolean;
}

/** `FM-1.3 Step repetition`, or which modes are pooled. */
export function nameOf(row: EvaluationRow, { minPositives }: Evaluation, { titles }: EvaluationView): string {
  const [mode = ""] = row.modes;
  if (row.modes.length === 1) return `${mode} ${titles.get(mode) ?? ""}`.trim();
  if (row.of === "all") return `all ${row.modes.length} modes`;
  if (row.of === "claimed")
    return `claimed (≥ ${minPositives}): ${row.modes.map((one) => one.slice(3)).join(" ")}`;
  return `${row.of} as one`;
}

/** `0.81 [0.69, 0.92]`; `–` where there is no value. */
export function estimateText({ value, interval }: Estimate): string {
  if (value === null) return "–";
  return interval === null
    ? numberText(value)
    : `${numberText(value)} [${numberText(interval[0])}, ${numberText(interval[1])}]`;
}

export function numberText(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}
