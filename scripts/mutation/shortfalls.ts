import type { OperatorId } from "./matrix.ts";

/** Least recall of an operator, over the mutants whose run carries what the mode's detectors need. */
export const BAR = 0.95;

export interface Shortfall {
  /** Least recall that is reached; the test fails below it. */
  readonly least: number;
  /** Why no honest rule reaches more. */
  readonly reason: string;
}

/** Operators whose recall stays below the bar. */
export const SHORTFALLS: Partial<Record<OperatorId, Shortfall>> = {};
