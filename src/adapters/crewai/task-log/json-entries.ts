import { isObject } from "../../../core/json.ts";
import type { Problem } from "../../adapter.ts";
import { nullWhereNone, type TaskLogEntry } from "./entry.ts";

type Place = Omit<Problem, "uri">;

/** Whether a JSON value is one entry of the log; the five keys are written by every version. */
export function isJsonEntry(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) &&
    typeof value["timestamp"] === "string" &&
    typeof value["task"] === "string" &&
    typeof value["agent"] === "string" &&
    (value["status"] === "started" || value["status"] === "completed")
  );
}

/** The entries of the JSON form, an array; what is no entry becomes a problem at its index. */
export function readJsonEntries(items: readonly unknown[], report: (problem: Place) => void): TaskLogEntry[] {
  const entries: TaskLogEntry[] = [];
  for (const [index, item] of items.entries()) {
    const locator = `/${index}`;
    if (isJsonEntry(item)) entries.push(entryOf(item, locator));
    else
      report({
        locator,
        code: "not-a-task-log-entry",
        message: "expected timestamp, task, agent and status",
      });
  }
  return entries;
}

function entryOf(item: Record<string, unknown>, locator: string): TaskLogEntry {
  const name = item["task_name"];
  const output = item["output"];
  return {
    timestamp: String(item["timestamp"]),
    taskName: typeof name === "string" ? nullWhereNone(name) : null,
    task: String(item["task"]),
    agent: nullWhereNone(String(item["agent"])),
    status: item["status"] === "completed" ? "completed" : "started",
    output:
      typeof output === "string"
        ? output
        : output === undefined || output === null
          ? null
          : JSON.stringify(output),
    locator,
  };
}
