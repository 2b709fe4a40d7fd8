import { MastError } from "../core/errors.ts";
import type { GateRate, RateMode } from "../core/gate.ts";
import type { RateRow, Report } from "../core/report.ts";
import type { RuleSpec } from "./rule.ts";

/** What a gate reads of a report: no runs. */
export type GateReport = Pick<Report, "mast" | "taxonomy" | "modes" | "rates" | "tasks"> &
  Partial<Pick<Report, "suppressions">>;

/** The runs that one rule is about. */
export type Group = Record<string, string>;

export interface GroupCount {
  runs: number;
  examined: number;
  unknown: number;
  /** Of `n`. */
  present: number;
  /** Denominator of the rate that is read. */
  n: number;
}

/**
 * The groups that a rule is made for: all runs, the one that it names, or each that the report has (none there: the
 * rule itself, about nothing, so that it is not lost).
 */
export function groupsOf({ scope }: RuleSpec, { rates }: GateReport): Group[] {
  if (scope === null) return [{}];
  const { grouping, value } = scope;
  if (value !== null) return [{ [grouping]: value }];
  const values = new Set(rates.map(({ by }) => by[grouping]).filter((one) => one !== undefined));
  return values.size === 0 ? [{ [grouping]: "*" }] : [...values].map((one) => ({ [grouping]: one }));
}

/** What a report counts for a mode in a group; rows of frameworks add up to all runs, since each run has one. */
export function countOf(report: GateReport, mode: RateMode, group: Group, uses: GateRate): GroupCount {
  const [grouping, value] = Object.entries(group)[0] ?? ["framework", null];
  const none: GroupCount = { runs: 0, examined: 0, unknown: 0, present: 0, n: 0 };
  return report.rates
    .filter((row) => row.outcome === "all" && row.mode === mode && grouping in row.by)
    .filter((row) => value === null || row.by[grouping] === value)
    .map((row) => countOfRow(row, uses))
    .reduce(add, none);
}

/** @throws MastError where a report is not about the mode, as with `--mode` */
export function demandMode({ rates }: GateReport, mode: RateMode, reportName: string): void {
  if (rates.length === 0 || rates.some((row) => row.mode === mode)) return;
  throw new MastError(`${reportName} does not count ${mode}, which a rule of the gate is about`);
}

/** Runs of all frameworks: each run has one. */
export function runsIn({ rates }: GateReport): number {
  const [first] = rates;
  return rates
    .filter(({ by, mode, outcome }) => "framework" in by && outcome === "all" && mode === first?.mode)
    .reduce((sum, row) => sum + row.runs, 0);
}

function countOfRow({ runs, examined, rate, gating }: RateRow, uses: GateRate): GroupCount {
  const { present, absent, unknown } = gating;
  // Without a rate nobody who looked can exclude the mode, and what is present would be all that is decided.
  const decided = rate === null ? 0 : present + absent;
  return uses === "atLeast"
    ? { runs, examined, unknown, present, n: examined }
    : { runs, examined, unknown, present: rate === null ? 0 : present, n: decided };
}

function add(a: GroupCount, b: GroupCount): GroupCount {
  return {
    runs: a.runs + b.runs,
    examined: a.examined + b.examined,
    unknown: a.unknown + b.unknown,
    present: a.present + b.present,
    n: a.n + b.n,
  };
}
