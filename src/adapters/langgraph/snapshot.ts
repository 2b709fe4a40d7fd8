import { isObject } from "../../core/json.ts";
import { textOf } from "./chat-message.ts";

/** One task of a snapshot: what runs after it, and what came of that as far as the snapshot knows. */
export interface SnapshotTask {
  name: string;
  error: unknown;
  interrupts: readonly unknown[];
  /** What the interrupts were answered with; only a database holds it. */
  answers: readonly unknown[];
  result: unknown;
}

/** A checkpoint with the state that it holds, whoever wrote it down. */
export interface Snapshot {
  values: Record<string, unknown>;
  next: readonly string[];
  tasks: readonly SnapshotTask[];
  threadId: string | null;
  /** Namespace of the subgraph; [] = the graph itself. */
  namespace: string[];
  /** `input`, `loop`, `update` or `fork`. */
  origin: string | null;
  createdAt: unknown;
}

/** Fields of a StateSnapshot in the order of the named tuple, which JSON writes as a list. */
const TUPLE = [
  "values",
  "next",
  "config",
  "metadata",
  "created_at",
  "parent_config",
  "tasks",
  "interrupts",
] as const;

/**
 * A snapshot from `get_state_history` (fields or bare tuple), the `checkpoints` stream or the API server; null where
 * the value is none.
 */
export function readSnapshot(value: unknown): Snapshot | null {
  const fields = isSnapshotTuple(value)
    ? Object.fromEntries(TUPLE.map((name, at) => [name, value[at]]))
    : value;
  if (!isObject(fields) || !Array.isArray(fields["next"]) || !("values" in fields)) return null;
  const config = isObject(fields["config"]) ? fields["config"]["configurable"] : fields["checkpoint"];
  if (!isObject(config) && !("parent_config" in fields || "parentConfig" in fields)) return null;
  const metadata = isObject(fields["metadata"]) ? fields["metadata"] : {};
  const place = isObject(config) ? config : {};
  return {
    values: isObject(fields["values"]) ? fields["values"] : {},
    next: fields["next"].map(writtenOut),
    tasks: (Array.isArray(fields["tasks"]) ? fields["tasks"] : []).flatMap(readTask),
    threadId: textOf(place["thread_id"]) ?? textOf(metadata["thread_id"]),
    namespace: textOf(place["checkpoint_ns"])?.split("|") ?? [],
    origin: textOf(metadata["source"]),
    createdAt: fields["created_at"] ?? fields["createdAt"],
  };
}

/** Text as it is, anything else as JSON: an object with a `toString` of its own has no other text. */
export function writtenOut(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function isSnapshotTuple(value: unknown): value is unknown[] {
  if (!Array.isArray(value) || value.length < 7 || value.length > TUPLE.length) return false;
  const [values, next, config] = value;
  return isObject(values) && Array.isArray(next) && isObject(config) && isObject(config["configurable"]);
}

/** PregelTask is a named tuple too: id, name, path, error, interrupts, state, result. */
function readTask(task: unknown): SnapshotTask[] {
  const [name, error, interrupts, result] = Array.isArray(task)
    ? [task[1], task[3], task[4], task[6]]
    : isObject(task)
      ? [task["name"], task["error"], task["interrupts"], task["result"]]
      : [];
  if (typeof name !== "string") return [];
  return [
    {
      name,
      error: error ?? null,
      interrupts: Array.isArray(interrupts) ? interrupts : [],
      answers: [],
      result: result ?? null,
    },
  ];
}
