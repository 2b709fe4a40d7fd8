import type { ModeId, Verdict } from "../core/finding.ts";
import type { RateMode } from "../core/gate.ts";
import type { TaskGating, TaskRow } from "../core/report.ts";
import type { RunSummary } from "../core/summary.ts";
import type { Cell, CellReader } from "./cells.ts";
import { compareText } from "./rates.ts";

interface Task {
  taskKey: string;
  framework: string;
  runs: number;
  verdicts: Partial<Record<ModeId, Verdict>>;
  gating: TaskGating[];
}

/**
 * One row per task and framework, for pairing. Several runs of one task: present if one shows the mode, absent if all
 * are free of it; modes about which nothing is known are left out.
 */
export class TaskTable {
  private readonly modes: readonly ModeId[];
  private readonly ids: readonly RateMode[];
  private readonly tasks = new Map<string, Task>();

  constructor(modes: readonly ModeId[], { ids }: CellReader) {
    this.modes = modes;
    this.ids = ids;
  }

  /** `cells`: what the reader says of the run. */
  add(run: RunSummary, cells: readonly Cell[]): void {
    const { taskKey, framework } = run;
    if (taskKey === null) return;
    const key = `${taskKey}\0${framework}`;
    let task = this.tasks.get(key);
    if (task === undefined) {
      const gating = this.ids.map(() => ({ examined: 0, present: 0, absent: 0 }));
      task = { taskKey, framework, runs: 0, verdicts: {}, gating };
      this.tasks.set(key, task);
    }
    for (const mode of this.modes) {
      const verdict = run.verdicts[mode]?.verdict ?? "unknown";
      task.verdicts[mode] = task.runs === 0 ? verdict : both(task.verdicts[mode] ?? "unknown", verdict);
    }
    task.runs++;
    for (const [index, count] of task.gating.entries()) {
      const cell = cells[index];
      if (cell === undefined) continue;
      if (cell.examined) count.examined++;
      if (cell.gating === "present") count.present++;
      else if (cell.gating === "absent") count.absent++;
    }
  }

  rows(): TaskRow[] {
    return [...this.tasks.values()]
      .sort((a, b) => compareText(a.taskKey, b.taskKey) || compareText(a.framework, b.framework))
      .map((task) => ({
        taskKey: task.taskKey,
        by: { framework: task.framework },
        verdicts: knownOnly(task.verdicts),
        runs: task.runs,
        gating: this.telling(task),
      }));
  }

  /** Most modes of most tasks were looked for in vain, and that needs no words. */
  private telling({ runs, gating }: Task): TaskRow["gating"] {
    const counts = this.ids.flatMap((id, index): [RateMode, TaskGating][] => {
      const count = gating[index];
      if (count === undefined) return [];
      return count.examined === runs && count.present === 0 && count.absent === 0 ? [] : [[id, count]];
    });
    return Object.fromEntries(counts);
  }
}

function both(a: Verdict, b: Verdict): Verdict {
  if (a === "present" || b === "present") return "present";
  return a === "absent" && b === "absent" ? "absent" : "unknown";
}

function knownOnly(verdicts: TaskRow["verdicts"]): TaskRow["verdicts"] {
  return Object.fromEntries(Object.entries(verdicts).filter(([, verdict]) => verdict !== "unknown"));
}
