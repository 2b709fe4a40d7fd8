import type { GateRate, RateMode } from "../core/gate.ts";
import type { TaskRow } from "../core/report.ts";
import type { Group } from "./groups.ts";
import type { Pairs } from "./statistics/paired-increase.ts";

/** Tasks that were run once then and once now, and what the runs of them show. */
export interface TaskPairs extends Pairs {
  /** Of the paired runs. */
  presentNow: number;
  presentBefore: number;
  /** Tasks that both sides know, run once or often. */
  shared: number;
  /** Tasks of either side. */
  known: number;
}

interface TaskCount {
  n: number;
  present: number;
}

/** Pairs the tasks of a group; null where tasks are not kept by what the group is made of. */
export function pairTasks(
  before: readonly TaskRow[],
  now: readonly TaskRow[],
  mode: RateMode,
  group: Group,
  uses: GateRate,
): TaskPairs | null {
  if (Object.keys(group).some((grouping) => grouping !== "framework")) return null;
  const was = countTasks(before, mode, group, uses);
  const is = countTasks(now, mode, group, uses);
  const pairs = { tasks: 0, onlyNow: 0, onlyBefore: 0, presentNow: 0, presentBefore: 0, shared: 0 };
  for (const [key, then] of was) {
    const later = is.get(key);
    if (later === undefined) continue;
    pairs.shared++;
    if (then.n !== 1 || later.n !== 1) continue;
    pairs.tasks++;
    pairs.presentNow += later.present;
    pairs.presentBefore += then.present;
    if (later.present > then.present) pairs.onlyNow++;
    else if (later.present < then.present) pairs.onlyBefore++;
  }
  return { ...pairs, known: was.size + is.size - pairs.shared };
}

/** Runs of one task by several frameworks count together where a rule is about all runs. */
function countTasks(
  tasks: readonly TaskRow[],
  mode: RateMode,
  group: Group,
  uses: GateRate,
): Map<string, TaskCount> {
  const framework = group["framework"];
  const counts = new Map<string, TaskCount>();
  for (const { taskKey, by, runs, gating } of tasks) {
    if (framework !== undefined && by["framework"] !== framework) continue;
    const { examined, present, absent } = gating[mode] ?? { examined: runs, present: 0, absent: 0 };
    const n = uses === "atLeast" ? examined : present + absent;
    const known = counts.get(taskKey);
    if (known === undefined) counts.set(taskKey, { n, present });
    else {
      known.n += n;
      known.present += present;
    }
  }
  return counts;
}
