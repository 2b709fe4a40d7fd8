import type { RateRow } from "../core/report.ts";
import type { RunSummary } from "../core/summary.ts";
import { wilson } from "../core/wilson.ts";
import type { Cell, CellReader } from "./cells.ts";

/** What rows are made for. `mode` = one row per mode over all runs. */
export type Grouping = "framework" | "model" | "agent" | "mode" | `tag:${string}`;

interface Count {
  by: Record<string, string>;
  mode: RateRow["mode"];
  outcome: RateRow["outcome"];
  runs: number;
  examined: number;
  present: number;
  absent: number;
  gatingPresent: number;
  gatingAbsent: number;
  decidable: boolean;
}

interface Group {
  by: Record<string, string>;
  counts: Map<RateRow["outcome"], Count[]>;
}

/** Counts run by run and gives the rows at the end; holds one counter per row, never the runs. */
export class RateCounter {
  private readonly groupings: readonly Grouping[];
  private readonly reader: CellReader;
  private readonly groups = new Map<string, Group>();

  constructor(groupings: readonly Grouping[], reader: CellReader) {
    this.groupings = groupings;
    this.reader = reader;
  }

  /** `cells`: what the reader says of the run as a whole. */
  add(run: RunSummary, cells: readonly Cell[]): void {
    for (const grouping of this.groupings) {
      for (const [value, agent] of valuesOf(run, grouping)) {
        const row = agent === null ? cells : this.reader.read(run, agent);
        const group = this.groupOf(grouping, value);
        this.count(group, "all", row);
        if (run.outcome !== "unknown") this.count(group, run.outcome, row);
      }
    }
  }

  /** Rows in a fixed order: grouping as asked, then value, outcome, and the order of the taxonomy. */
  rows(): RateRow[] {
    const order = { all: 0, failed: 1, succeeded: 2 };
    const rank = (count: Count): number => {
      const [name] = Object.keys(count.by);
      return this.groupings.findIndex((grouping) => (name ?? "mode") === grouping);
    };
    return [...this.groups.values()]
      .flatMap(({ counts }) => [...counts.values()])
      .flatMap((counts) => counts.slice(0, 1).map((head) => ({ head, counts })))
      .sort(
        (a, b) =>
          rank(a.head) - rank(b.head) ||
          compareText(Object.values(a.head.by)[0] ?? "", Object.values(b.head.by)[0] ?? "") ||
          order[a.head.outcome] - order[b.head.outcome],
      )
      .flatMap(({ counts }) => counts.map(toRow));
  }

  private groupOf(grouping: Grouping, value: string): Group {
    const key = `${grouping}\0${value}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { by: grouping === "mode" ? {} : { [grouping]: value }, counts: new Map() };
      this.groups.set(key, group);
    }
    return group;
  }

  private count(group: Group, outcome: RateRow["outcome"], cells: readonly Cell[]): void {
    let counts = group.counts.get(outcome);
    if (counts === undefined) {
      counts = this.reader.ids.map((mode) => newCount(group.by, mode, outcome));
      group.counts.set(outcome, counts);
    }
    for (let index = 0; index < counts.length; index++) {
      const [count, cell] = [counts[index], cells[index]];
      if (count === undefined || cell === undefined) continue;
      count.runs++;
      if (cell.examined) count.examined++;
      if (cell.decidable) count.decidable = true;
      if (cell.verdict === "present") count.present++;
      else if (cell.verdict === "absent") count.absent++;
      if (cell.gating === "present") count.gatingPresent++;
      else if (cell.gating === "absent") count.gatingAbsent++;
    }
  }
}

/** The groups a run counts in; with the agent's name where the verdict depends on it. */
function valuesOf(run: RunSummary, grouping: Grouping): [value: string, agent: string | null][] {
  if (grouping === "mode") return [["", null]];
  if (grouping === "framework") return [[run.framework, null]];
  if (grouping === "model") return unique(run.models).map((model) => [model, null]);
  if (grouping === "agent") return unique(run.agents).map((agent) => [agent, agent]);
  const name = grouping.slice("tag:".length);
  const value = Object.hasOwn(run.tags, name) ? run.tags[name] : undefined;
  return value === undefined ? [] : [[value, null]];
}

function newCount(by: Record<string, string>, mode: RateRow["mode"], outcome: RateRow["outcome"]): Count {
  const zero = { runs: 0, examined: 0, present: 0, absent: 0, gatingPresent: 0, gatingAbsent: 0 };
  return { by, mode, outcome, ...zero, decidable: false };
}

function toRow(count: Count): RateRow {
  const { by, mode, outcome, runs, examined, present, absent } = count;
  const decided = present + absent;
  const hasRate = count.decidable && decided > 0;
  return {
    by,
    mode,
    outcome,
    runs,
    examined,
    present,
    absent,
    unknown: examined - decided,
    rate: hasRate ? present / decided : null,
    interval: hasRate ? wilson(present, decided) : null,
    atLeast: examined > 0 ? present / examined : null,
    atLeastInterval: wilson(present, examined),
    gating: {
      present: count.gatingPresent,
      absent: count.gatingAbsent,
      unknown: examined - count.gatingPresent - count.gatingAbsent,
    },
  };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** By code unit: the same on every machine, unlike a locale's order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
