import type { GateRate, RateMode } from "../core/gate.ts";
import type { TaskRow } from "../core/report.ts";
import type { Group } from "./groups.ts";
import type { Pairs } from "./statistics/paired-increase.ts";

/** Tasks that were run once then and once now, and what the runs of them show. */
export interface TaskPairs extends Pairs {
  /** Of the paired runs. */
  presentNow: number;
  presentBefore: number;
}

/** How far two reports are about the same tasks. */
export interface TaskOverlap {
  /** Tasks of both. */
  shared: number;
  /** Tasks of either. */
  known: number;
}

/** Rows of one task; several where several frameworks ran it and all runs are asked for. */
interface SharedTask {
  before: TaskRow[];
  now: TaskRow[];
}

/** Brings the tasks of two reports together, once for all rules of a gate. */
export class TaskPairing {
  private readonly before: readonly TaskRow[];
  private readonly now: readonly TaskRow[];
  private readonly byFramework = new Map<string | undefined, { tasks: SharedTask[]; overlap: TaskOverlap }>();

  constructor(before: readonly TaskRow[], now: readonly TaskRow[]) {
    this.before = before;
    this.now = now;
  }

  /** Null where tasks are not kept by what the group is made of. */
  overlap(group: Group): TaskOverlap | null {
    return this.sharedIn(group)?.overlap ?? null;
  }

  /** Null as above, and where no task was run once both times. */
  pairs(mode: RateMode, group: Group, uses: GateRate): TaskPairs | null {
    const pairs = { tasks: 0, onlyNow: 0, onlyBefore: 0, presentNow: 0, presentBefore: 0 };
    for (const { before, now } of this.sharedIn(group)?.tasks ?? []) {
      const was = presentOfOne(before, mode, uses);
      const is = was === null ? null : presentOfOne(now, mode, uses);
      if (was === null || is === null) continue;
      pairs.tasks++;
      pairs.presentNow += is;
      pairs.presentBefore += was;
      if (is > was) pairs.onlyNow++;
      else if (is < was) pairs.onlyBefore++;
    }
    return pairs.tasks === 0 ? null : pairs;
  }

  private sharedIn(group: Group): { tasks: SharedTask[]; overlap: TaskOverlap } | null {
    if (Object.keys(group).some((grouping) => grouping !== "framework")) return null;
    const framework = group["framework"];
    const known = this.byFramework.get(framework) ?? this.share(framework);
    this.byFramework.set(framework, known);
    return known;
  }

  private share(framework: string | undefined): { tasks: SharedTask[]; overlap: TaskOverlap } {
    const was = rowsByTask(this.before, framework);
    const is = rowsByTask(this.now, framework);
    const tasks: SharedTask[] = [];
    for (const [key, before] of was) {
      const now = is.get(key);
      if (now !== undefined) tasks.push({ before, now });
    }
    return { tasks, overlap: { shared: tasks.length, known: was.size + is.size - tasks.length } };
  }
}

function rowsByTask(rows: readonly TaskRow[], framework: string | undefined): Map<string, TaskRow[]> {
  const tasks = new Map<string, TaskRow[]>();
  for (const row of rows) {
    if (framework !== undefined && row.by["framework"] !== framework) continue;
    const known = tasks.get(row.taskKey);
    if (known === undefined) tasks.set(row.taskKey, [row]);
    else known.push(row);
  }
  return tasks;
}

/** 1 or 0 where exactly one run of the task counts, else null. */
function presentOfOne(rows: readonly TaskRow[], mode: RateMode, uses: GateRate): number | null {
  let n = 0;
  let found = 0;
  for (const { runs, gating } of rows) {
    const { examined, present, absent } = gating[mode] ?? { examined: runs, present: 0, absent: 0 };
    n += uses === "atLeast" ? examined : present + absent;
    found += present;
  }
  return n === 1 ? found : null;
}
