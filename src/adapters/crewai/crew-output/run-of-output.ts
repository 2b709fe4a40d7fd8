import { isObject } from "../../../core/json.ts";
import type { RunDraft } from "../../adapter.ts";
import { RunBuilder } from "../../run-builder.ts";
import { nameManager } from "../manager.ts";
import { PhaseLabels } from "../phases.ts";
import { replyText, tokensOf } from "../replies.ts";
import { type TaskTrace, writeTask } from "./task-steps.ts";

/** A `CrewOutput`: the outputs of all tasks and a sum of tokens. */
export function isCrewOutput(value: unknown): value is Record<string, unknown> & { tasks_output: unknown[] } {
  return (
    isObject(value) &&
    Array.isArray(value["tasks_output"]) &&
    value["tasks_output"].some(isTaskOutput) &&
    "raw" in value &&
    "token_usage" in value
  );
}

/** What stood whole of a `CrewOutput` that breaks off: its tokens come last. */
export function isCutOutput(value: unknown): value is Record<string, unknown> & { tasks_output: unknown[] } {
  if (!isObject(value) || !("raw" in value) || "token_usage" in value) return false;
  return Array.isArray(value["tasks_output"]) && value["tasks_output"].some(isTaskOutput);
}

function isTaskOutput(value: unknown): value is Record<string, unknown> {
  return isObject(value) && typeof value["description"] === "string" && "raw" in value && "agent" in value;
}

export interface Place {
  /** Locator of the whole output. */
  whole: string;
  /** Locator of a part of a task's output, by its index and a JSON pointer within it. */
  task(index: number, pointer: string): string;
  /** What stands among the tasks and is no task output. */
  broken(locator: string): void;
}

/** One finished kickoff as a run. */
export function runOfOutput(
  output: Record<string, unknown> & { tasks_output: unknown[] },
  format: string,
  place: Place,
): RunDraft {
  const { builder, traces } = collectTasks(output.tasks_output, format, place);
  const run = builder.draftRun;
  run.capabilities.endReason = true;
  run.endReason = "completed";
  run.endDetail = "a CrewOutput is what a kickoff returns that came to its end";
  addTokens(builder, output["token_usage"], traces);
  return builder.draft();
}

/** Outputs of tasks that were kept one by one; null where none is one. */
export function runOfTasks(tasks: readonly unknown[], format: string, place: Place): RunDraft | null {
  const { builder, traces } = collectTasks(tasks, format, place);
  return traces.length > 0 ? builder.draft() : null;
}

function collectTasks(
  tasks: readonly unknown[],
  format: string,
  place: Place,
): { builder: RunBuilder; traces: TaskTrace[] } {
  const builder = new RunBuilder({ framework: "crewai", format, locator: place.whole, capabilities: {} });
  const phases = new PhaseLabels();
  const traces: TaskTrace[] = [];
  for (const [index, task] of tasks.entries()) {
    if (!isTaskOutput(task)) {
      place.broken(place.task(index, ""));
      continue;
    }
    const description = String(task["description"]);
    const name = typeof task["name"] === "string" && task["name"] !== description ? task["name"] : null;
    const phase = phases.of(String(index), name, description);
    traces.push(writeTask(builder, task, phase, (path) => place.task(index, path)));
  }
  const run = builder.draftRun;
  const complete = traces.every((trace) => trace.hasMessages);
  const delegated = traces.some((trace) => trace.delegated);
  Object.assign(run.capabilities, {
    reasoning: traces.some((trace) => trace.react),
    toolCalls: complete,
    toolResults: complete,
    roles: run.agents.some((agent) => agent.role !== null),
    task: run.task !== null,
    content: complete && !delegated ? "full" : "partial",
  });
  const [first, ...others] = run.agents;
  if (first !== undefined && others.length === 0) nameManager(builder, first.id);
  if (delegated) builder.lose("coworker-steps", "task outputs do not hold what coworkers did for a manager");
  return { builder, traces };
}

/**
 * `token_usage` counts a model once for each agent that shares it. It is taken only where it says as many requests
 * as the messages show model calls, so that nothing can have been counted twice; it stands on the last step.
 */
function addTokens(builder: RunBuilder, usage: unknown, traces: readonly TaskTrace[]): void {
  const tokens = tokensOf(usage);
  const requests = isObject(usage) ? usage["successful_requests"] : null;
  const last = builder.steps.at(-1);
  if (tokens === null || last === undefined || requests === 0) return;
  const shown = traces.reduce((sum, trace) => sum + trace.modelCalls, 0);
  if (requests !== shown) {
    const detail = traces.every((trace) => trace.hasMessages)
      ? `token_usage says ${replyText(requests)} requests, the messages show ${shown}: agents that share a model multiply it`
      : `token_usage says ${replyText(requests)} requests and there are no messages to check it by`;
    builder.lose("token-usage", detail);
    return;
  }
  last.tokens = tokens;
  builder.draftRun.capabilities.tokens = true;
  builder.infer("token_usage covers exactly the model calls shown; the whole sum stands on the last step");
}
