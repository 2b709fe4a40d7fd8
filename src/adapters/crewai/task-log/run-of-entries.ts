import { toIsoTime } from "../../../core/time.ts";
import type { RunDraft } from "../../adapter.ts";
import { RunBuilder } from "../../run-builder.ts";
import { PhaseLabels } from "../phases.ts";
import { OpenTasks, type TaskLogEntry, taskKey } from "./entry.ts";

/**
 * The log is appended to by every kickoff and has no run key. A crew starts each of its tasks once, so a task that is
 * started again begins the next run.
 */
export function splitKickoffs(entries: readonly TaskLogEntry[]): TaskLogEntry[][] {
  const kickoffs: TaskLogEntry[][] = [];
  let current: TaskLogEntry[] = [];
  const startedTasks = new Set<string>();
  for (const entry of entries) {
    if (entry.status === "started") {
      const key = `${taskKey(entry)}\0${entry.agent ?? ""}`;
      if (startedTasks.has(key)) {
        kickoffs.push(current);
        current = [];
        startedTasks.clear();
      }
      startedTasks.add(key);
    }
    current.push(entry);
  }
  if (current.length > 0) kickoffs.push(current);
  return kickoffs;
}

/** One kickoff as a run: each task's description, then its output. */
export function runOfEntries(entries: readonly TaskLogEntry[], format: string, several: boolean): RunDraft {
  const builder = new RunBuilder({
    framework: "crewai",
    format,
    locator: several ? (entries[0]?.locator ?? "") : "",
    capabilities: { times: true, task: true, endReason: true, content: "partial" },
  });
  const phases = new PhaseLabels();
  const open = new OpenTasks();
  for (const entry of entries) {
    const agent = entry.agent === null ? null : builder.agent(entry.agent);
    const phase = phases.of(taskKey(entry), entry.taskName, entry.task);
    const at = toIsoTime(entry.timestamp);
    if (entry.status === "started") {
      const text = entry.task.trim();
      builder.step({
        kind: "message",
        to: agent === null ? [] : [agent],
        text,
        at,
        phase,
        locator: entry.locator,
      });
      builder.draftRun.task ??= text;
      open.start(entry);
      continue;
    }
    open.complete(entry);
    builder.step({ kind: "message", agent, text: entry.output ?? "", at, phase, locator: entry.locator });
  }
  describeEnd(builder, entries, open);
  builder.infer("times are the writer's local time without a zone, read as UTC");
  if (several) builder.infer("a new run begins where a task of the crew is started again");
  return builder.draft();
}

function describeEnd(builder: RunBuilder, entries: readonly TaskLogEntry[], open: OpenTasks): void {
  const run = builder.draftRun;
  run.startedAt = toIsoTime(entries[0]?.timestamp);
  run.endedAt = toIsoTime(entries.at(-1)?.timestamp);
  const unfinished = entries.find((entry) => open.has(entry));
  if (unfinished === undefined) {
    run.endReason = "completed";
    return;
  }
  run.endReason = "truncated";
  run.endDetail = `no completed entry for the task "${unfinished.taskName ?? unfinished.task.trim()}"`;
}
