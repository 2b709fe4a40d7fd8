import type { Change, DiffCount, DiffRow, DiffRun, DiffSide, DiffTask, ReportDiff } from "../core/diff.ts";
import type { ModeId } from "../core/finding.ts";
import type { RateMode } from "../core/gate.ts";
import type { TaskRow } from "../core/report.ts";
import { comparisonNotes } from "./comparison-notes.ts";
import { type GateReport, type Group, runsIn } from "./groups.ts";
import type { Comparison } from "./judge-increase.ts";
import { FAMILY_ERROR } from "./judge-rate.ts";
import { TaskPairing } from "./pair-tasks.ts";
import type { RuleSpec } from "./rule.ts";

/** A report with the name that messages use, and its runs where they are known. */
export interface ComparedReport {
  name: string;
  report: GateReport;
  /** By task and framework, `taskKey\0framework`. */
  runs?: ReadonlyMap<string, readonly DiffRun[]>;
}

/** What appeared, went and changed from one report to another, by mode and framework, and what of it is no chance. */
export async function diffReports(before: ComparedReport, after: ComparedReport): Promise<ReportDiff> {
  const there = new TaskPairing(before.report.tasks, after.report.tasks);
  const back = new TaskPairing(after.report.tasks, before.report.tasks);
  const { compareAll } = await import("./compare-all.ts");
  const cells = cellsOf(before.report, after.report);
  const specs = cells.map(({ mode, group }) => ({ spec: anyRise(mode), group }));
  const compared = await compareAll(specs, before.report, after.report, there, back);
  const rows = cells.map(({ mode, group, was, is }, index): DiffRow => {
    const { rise, p, adjustedP, interval } = compared[index] ?? NOTHING;
    const difference = rise?.rise ?? null;
    const test = difference === null ? null : pairsOf(rise) === null ? "exact-unpaired" : "exact-paired";
    const isSure = adjustedP !== null && adjustedP <= FAMILY_ERROR && difference !== null;
    return {
      ...{ by: group, mode, change: changeOf(was, is), before: was, after: is, difference, interval, test },
      pairs: pairsOf(rise),
      ...{ p, adjustedP, verdict: isSure ? (difference > 0 ? "rise" : "fall") : "open" },
    };
  });
  return {
    schema: "mast-diff/1",
    before: sideOf(before),
    after: sideOf(after),
    notes: comparisonNotes(before.report, after.report, specs, there),
    rows,
    tasks: changedTasks(before, after),
  };
}

const NOTHING = { rise: null, p: null, adjustedP: null, interval: null };

function anyRise(mode: RateMode): RuleSpec {
  return { kind: "max-increase", mode, scope: null, uses: "atLeast", limit: 0 };
}

function pairsOf(comparison: Comparison | null): DiffRow["pairs"] {
  if (comparison === null || comparison.pairs === null) return null;
  const { tasks, onlyNow, onlyBefore } = comparison.pairs;
  return { tasks, onlyNow, onlyBefore };
}

interface Cell {
  mode: RateMode;
  group: Group;
  was: DiffCount;
  is: DiffCount;
}

function cellsOf(before: GateReport, after: GateReport): Cell[] {
  const rates = [...before.rates, ...after.rates].filter(({ by }) => "framework" in by);
  const frameworks = [...new Set(rates.map(({ by }) => by["framework"] ?? ""))].sort();
  const modes = [...new Set(rates.map(({ mode }) => mode))].filter((mode) => !mode.startsWith("FC"));
  const order = ["any", ...modes.filter((mode) => mode !== "any").sort()] as RateMode[];
  const groups: Group[] = [
    {},
    ...(frameworks.length > 1 ? frameworks.map((framework) => ({ framework })) : []),
  ];
  return groups.flatMap((group) =>
    order
      .map((mode) => ({ mode, group, was: countIn(before, mode, group), is: countIn(after, mode, group) }))
      .filter(({ was, is }) => was.found + is.found > 0),
  );
}

function countIn({ rates }: GateReport, mode: RateMode, group: Group): DiffCount {
  const framework = group["framework"];
  const count: DiffCount = { runs: 0, examined: 0, found: 0, counted: 0 };
  for (const row of rates) {
    if (row.outcome !== "all" || row.mode !== mode || row.by["framework"] === undefined) continue;
    if (framework !== undefined && row.by["framework"] !== framework) continue;
    count.runs += row.runs;
    count.examined += row.examined;
    count.found += row.present;
    count.counted += row.gating.present;
  }
  return count;
}

function changeOf(was: DiffCount, is: DiffCount): Change {
  if (was.found === 0) return "appeared";
  if (is.found === 0) return "gone";
  const moved = is.found * was.examined - was.found * is.examined;
  return moved > 0 ? "more" : moved < 0 ? "fewer" : "same";
}

function changedTasks(before: ComparedReport, after: ComparedReport): DiffTask[] {
  const known = new Map(before.report.tasks.map((row) => [keyOf(row), row]));
  return after.report.tasks.flatMap((row): DiffTask[] => {
    const key = keyOf(row);
    const was = known.get(key);
    if (was === undefined) return [];
    const appeared = shownOnlyIn(row, was);
    const gone = shownOnlyIn(was, row);
    if (appeared.length + gone.length === 0) return [];
    return [
      {
        ...{ taskKey: row.taskKey, by: row.by, appeared, gone },
        runsBefore: [...(before.runs?.get(key) ?? [])],
        runsAfter: [...(after.runs?.get(key) ?? [])],
      },
    ];
  });
}

function shownOnlyIn({ verdicts }: TaskRow, other: TaskRow): ModeId[] {
  const modes = Object.entries(verdicts) as [ModeId, string][];
  return modes
    .filter(([mode, verdict]) => verdict === "present" && other.verdicts[mode] !== "present")
    .map(([mode]) => mode)
    .sort();
}

function keyOf({ taskKey, by }: TaskRow): string {
  return `${taskKey}\0${by["framework"] ?? ""}`;
}

function sideOf({ name, report }: ComparedReport): DiffSide {
  return { name, mast: report.mast, taxonomy: report.taxonomy, runs: runsIn(report) };
}
