import type { ModeId, Verdict } from "../core/finding.ts";
import type { TaskRow } from "../core/report.ts";
import type { RunSummary } from "../core/summary.ts";
import { compareText } from "./rates.ts";

/**
 * One row per task and framework, for pairing. Several runs of one task: present if one shows the mode, absent if all
 * are free of it; modes about which nothing is known are left out.
 */
export class TaskTable {
  private readonly modes: readonly ModeId[];
  private readonly rowsByKey = new Map<string, TaskRow>();

  constructor(modes: readonly ModeId[]) {
    this.modes = modes;
  }

  add(run: RunSummary): void {
    if (run.taskKey === null) return;
    const key = `${run.taskKey}\0${run.framework}`;
    const known = this.rowsByKey.get(key);
    const row: TaskRow = known ?? { taskKey: run.taskKey, by: { framework: run.framework }, verdicts: {} };
    if (known === undefined) this.rowsByKey.set(key, row);
    for (const mode of this.modes) {
      const verdict = run.verdicts[mode]?.verdict ?? "unknown";
      row.verdicts[mode] = known === undefined ? verdict : both(row.verdicts[mode] ?? "unknown", verdict);
    }
  }

  rows(): TaskRow[] {
    const rows = [...this.rowsByKey.values()].map((row) => ({ ...row, verdicts: knownOnly(row.verdicts) }));
    return rows.sort(
      (a, b) =>
        compareText(a.taskKey, b.taskKey) || compareText(a.by["framework"] ?? "", b.by["framework"] ?? ""),
    );
  }
}

function both(a: Verdict, b: Verdict): Verdict {
  if (a === "present" || b === "present") return "present";
  return a === "absent" && b === "absent" ? "absent" : "unknown";
}

function knownOnly(verdicts: TaskRow["verdicts"]): TaskRow["verdicts"] {
  return Object.fromEntries(Object.entries(verdicts).filter(([, verdict]) => verdict !== "unknown"));
}
