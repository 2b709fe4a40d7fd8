import type { ModeId } from "./finding.ts";
import type { GateTest, RateMode } from "./gate.ts";

/** `appeared`: found now and not before; `gone`: the reverse; else how the share of examined runs moved. */
export type Change = "appeared" | "gone" | "more" | "fewer" | "same";

/** `open`: chance may have made the difference. */
export type DiffVerdict = "rise" | "fall" | "open";

/** Two reports side by side. */
export interface ReportDiff {
  schema: "mast-diff/1";
  before: DiffSide;
  after: DiffSide;
  /** What else than the runs may have made a difference. */
  notes: string[];
  /** All runs first, then by framework; only modes that one side shows. */
  rows: DiffRow[];
  /** Tasks that both sides ran and that show other modes now. */
  tasks: DiffTask[];
}

export interface DiffSide {
  name: string;
  mast: string;
  taxonomy: string;
  runs: number;
}

export interface DiffCount {
  runs: number;
  examined: number;
  /** Runs that show the mode, as tables count them. */
  found: number;
  /** Those of them that gates count and that are compared. */
  counted: number;
}

export interface DiffRow {
  /** Empty = all runs. */
  by: Record<string, string>;
  mode: RateMode;
  change: Change;
  before: DiffCount;
  after: DiffCount;
  /** Of counted / examined, −1 to 1, over pairs where there are pairs; null where one side examined nothing. */
  difference: number | null;
  /** 95 %, for display. */
  interval: [number, number] | null;
  test: GateTest | null;
  pairs: null | { tasks: number; onlyNow: number; onlyBefore: number };
  /** Two-sided. */
  p: number | null;
  /** Corrected over all rows. */
  adjustedP: number | null;
  /** `rise` and `fall` are wrong anywhere in at most 1 % of comparisons. */
  verdict: DiffVerdict;
}

export interface DiffTask {
  taskKey: string;
  by: Record<string, string>;
  appeared: ModeId[];
  gone: ModeId[];
  /** Runs of it where the side names its runs. */
  runsBefore: DiffRun[];
  runsAfter: DiffRun[];
}

export interface DiffRun {
  id: string;
  uri: string;
}
