import type { ModeId, Verdict } from "../core/finding.ts";
import type { RateMode } from "../core/gate.ts";
import type { TaskRow } from "../core/report.ts";
import type { RunSummary } from "../core/summary.ts";
import type { Cell, CellReader } from "./cells.ts";
import { compareText } from "./rates.ts";

interface Task {
  taskKey: string;
  framework: string;
  runs: number;
  /** By position of the mode; only where a run says more than that it was looked through in vain. */
  counts: Map<number, TaskCount>;
}

interface TaskCount {
  present: number;
  absent: number;
  unexamined: number;
  gatingPresent: number;
  gatingAbsent: number;
}

/**
 * One row per task and framework, for pairing. Several runs of one task: present if one shows the mode, absent if all
 * are free of it; modes about which nothing is known are left out.
 */
export class TaskTable {
  private readonly modes: readonly ModeId[];
  private readonly ids: readonly RateMode[];
  private readonly byFramework = new Map<string, Map<string, Task>>();

  constructor(modes: readonly ModeId[], { ids }: CellReader) {
    this.modes = modes;
    this.ids = ids;
  }

  /** `cells`: what the reader says of the run. */
  add({ taskKey, framework }: RunSummary, cells: readonly Cell[]): void {
    if (taskKey === null) return;
    const { counts } = this.taskOf(taskKey, framework);
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index];
      if (cell === undefined) continue;
      const { verdict, gating, examined } = cell;
      // By far the most frequent, and what a row leaves out.
      if (examined && verdict === "unknown" && gating === "unknown") continue;
      const count = counts.get(index) ?? newCount();
      counts.set(index, count);
      if (!examined) count.unexamined++;
      if (verdict === "present") count.present++;
      else if (verdict === "absent") count.absent++;
      if (gating === "present") count.gatingPresent++;
      else if (gating === "absent") count.gatingAbsent++;
    }
  }

  rows(): TaskRow[] {
    return [...this.byFramework.values()]
      .flatMap((tasks) => [...tasks.values()])
      .sort((a, b) => compareText(a.taskKey, b.taskKey) || compareText(a.framework, b.framework))
      .map((task) => ({
        taskKey: task.taskKey,
        by: { framework: task.framework },
        verdicts: this.verdictsOf(task),
        runs: task.runs,
        gating: this.gatingOf(task),
      }));
  }

  private taskOf(taskKey: string, framework: string): Task {
    let tasks = this.byFramework.get(framework);
    if (tasks === undefined) {
      tasks = new Map();
      this.byFramework.set(framework, tasks);
    }
    let task = tasks.get(taskKey);
    if (task === undefined) {
      task = { taskKey, framework, runs: 0, counts: new Map() };
      tasks.set(taskKey, task);
    }
    task.runs++;
    return task;
  }

  private verdictsOf({ runs, counts }: Task): TaskRow["verdicts"] {
    const verdicts: Partial<Record<ModeId, Verdict>> = {};
    for (const [index, mode] of this.modes.entries()) {
      const count = counts.get(index);
      if (count === undefined) continue;
      if (count.present > 0) verdicts[mode] = "present";
      else if (count.absent === runs) verdicts[mode] = "absent";
    }
    return verdicts;
  }

  private gatingOf({ runs, counts }: Task): TaskRow["gating"] {
    const gating: TaskRow["gating"] = {};
    for (const [index, id] of this.ids.entries()) {
      const count = counts.get(index);
      if (count === undefined) continue;
      const { unexamined, gatingPresent: present, gatingAbsent: absent } = count;
      if (unexamined + present + absent > 0) gating[id] = { examined: runs - unexamined, present, absent };
    }
    return gating;
  }
}

function newCount(): TaskCount {
  return { present: 0, absent: 0, unexamined: 0, gatingPresent: 0, gatingAbsent: 0 };
}
