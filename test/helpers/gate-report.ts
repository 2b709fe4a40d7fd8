import { MODE_IDS, type ModeId, type Verdict } from "../../src/core/finding.ts";
import type { RunSummary } from "../../src/core/summary.ts";
import type { GateReport } from "../../src/gate/gate.ts";
import { CellReader } from "../../src/report/cells.ts";
import { type Grouping, RateCounter } from "../../src/report/rates.ts";
import { TaskTable } from "../../src/report/tasks.ts";

export interface GateRun {
  framework?: string;
  task?: string;
  tags?: Record<string, string>;
  /** Modes that are not named were looked for in vain. */
  verdicts?: Partial<Record<ModeId, Verdict | "not-looked">>;
  /** Somebody who looked can say `absent`. */
  decidable?: boolean;
}

/** What a gate reads, counted as reports are. */
export function gateReport(runs: readonly GateRun[], by: readonly Grouping[] = []): GateReport {
  const reader = new CellReader(MODE_IDS, MODE_IDS);
  const counter = new RateCounter(["framework", ...by], reader);
  const tasks = new TaskTable(MODE_IDS, reader);
  for (const [index, run] of runs.entries()) {
    const summary = summaryOf(run, index);
    const cells = reader.read(summary);
    counter.add(summary, cells);
    tasks.add(summary, cells);
  }
  return {
    mast: "9.9.9",
    taxonomy: "mast@1.0.0",
    modes: MODE_IDS.map((id) => ({ id, title: id, severity: "medium", labellers: [`look-for-${id}@1`] })),
    rates: counter.rows(),
    tasks: tasks.rows(),
  };
}

/** So many runs, of which the first so many show the mode; with `tasked`, each has a task of its own. */
export function runsShowing(mode: ModeId, present: number, n: number, tasked = false): GateRun[] {
  return Array.from({ length: n }, (_, index) => ({
    ...(tasked ? { task: `task-${index}` } : {}),
    verdicts: index < present ? { [mode]: "present" as const } : {},
  }));
}

function summaryOf(
  { framework = "autogen", task, tags = {}, verdicts = {}, decidable }: GateRun,
  index: number,
): RunSummary {
  const merged = MODE_IDS.map((mode) => {
    const given = verdicts[mode] ?? "unknown";
    const verdict = given === "not-looked" ? "unknown" : given;
    return [
      mode,
      {
        ...{ verdict, gating: verdict, tier: verdict === "unknown" ? null : "certain", disagreement: false },
        ...{ examined: given !== "not-looked", decidable: decidable ?? false },
      },
    ];
  });
  return {
    ...{
      id: String(index),
      framework,
      format: `${framework}/test`,
      agents: [],
      models: [],
      outcome: "unknown",
    },
    ...{ taskKey: task ?? null, startedAt: null, endedAt: null, tags },
    verdicts: Object.fromEntries(merged) as RunSummary["verdicts"],
  };
}
