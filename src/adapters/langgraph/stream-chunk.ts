import { isObject } from "../../core/json.ts";
import { toIsoTime } from "../../core/time.ts";
import { isMessage } from "./chat-message.ts";

/** `progress`: events of the v3 protocol that only accompany what its other methods tell. */
export type StreamMode =
  | "updates"
  | "values"
  | "debug"
  | "tasks"
  | "checkpoints"
  | "messages"
  | "custom"
  | "progress";

/** One chunk of `graph.stream`, freed of what `subgraphs=True`, several modes or version v2 put around it. */
export interface StreamChunk {
  namespace: string[];
  mode: StreamMode;
  data: unknown;
  /** The record itself names the mode, as version v2 and several modes at once do. */
  declared: boolean;
  /** Version v2 takes interrupts out of a state and puts them beside it. */
  interrupts: readonly unknown[];
  /** The time of the record where it carries one; a debug record has it in its data. */
  at: string | null;
}

const MODES: ReadonlySet<string> = new Set([
  "updates",
  "values",
  "debug",
  "tasks",
  "checkpoints",
  "messages",
  "custom",
]);

/** The chunk in a dumped record; null where it is none. */
export function readChunk(record: unknown): StreamChunk | null {
  if (isObject(record)) {
    if (
      typeof record["type"] === "string" &&
      MODES.has(record["type"]) &&
      "data" in record &&
      Array.isArray(record["ns"])
    )
      return chunkOf(record["ns"], record["type"], record["data"], record["interrupts"]);
    if (isProtocolEvent(record)) return protocolChunk(record);
    const mode = isMessage(record) ? null : modeOf(record);
    return mode === null ? null : bareChunk([], mode, record);
  }
  if (!Array.isArray(record)) return null;
  if (isMessagePair(record)) return bareChunk([], "messages", record);
  const [first, second, third] = record;
  if (record.length === 2 && typeof first === "string" && MODES.has(first)) return chunkOf([], first, second);
  if (record.length === 3 && typeof second === "string" && MODES.has(second))
    return chunkOf(first, second, third);
  if (record.length !== 2 || !isNamespace(first)) return null;
  const inner = isMessagePair(second) ? "messages" : isObject(second) ? modeOf(second) : null;
  return inner === null ? null : bareChunk(first, inner, second);
}

/** A chunk whose mode and namespace stand beside it; null where the name is no mode. */
export function readNamedChunk(namespace: string[], mode: string, data: unknown): StreamChunk | null {
  return MODES.has(mode) ? chunkOf(namespace, mode, data) : null;
}

/** People who catch the exception around `stream` add a line that says so. */
export function isErrorLine(value: unknown): value is { error: unknown } {
  return isObject(value) && "error" in value && Object.keys(value).length <= 2 && !isObject(value["error"]);
}

function bareChunk(namespace: string[], mode: StreamMode, data: unknown): StreamChunk {
  return { namespace, mode, data, declared: false, interrupts: [], at: null };
}

type ProtocolEvent = { method: string; params: Record<string, unknown> };

/** A record of `astream_events(version="v3")`. */
export function isProtocolEvent(record: unknown): record is ProtocolEvent {
  if (!isObject(record)) return false;
  const { type, method, params } = record;
  return type === "event" && typeof method === "string" && isObject(params) && "data" in params;
}

function protocolChunk({ method, params }: ProtocolEvent): StreamChunk | null {
  const mode = MODES.has(method) ? method : "progress";
  const { timestamp } = params;
  const chunk = chunkOf(params["namespace"] ?? [], mode, params["data"], params["interrupts"]);
  return chunk === null ? null : { ...chunk, at: toIsoTime(timestamp) };
}

function chunkOf(
  namespace: unknown,
  mode: string,
  data: unknown,
  interrupts: unknown = null,
): StreamChunk | null {
  if (!isNamespace(namespace)) return null;
  return {
    namespace,
    mode: mode as StreamMode,
    data,
    declared: true,
    interrupts: Array.isArray(interrupts) ? interrupts : [],
    at: null,
  };
}

function isNamespace(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((segment) => typeof segment === "string");
}

function isMessagePair(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [message, metadata] = value;
  return (
    isObject(metadata) && ("langgraph_node" in metadata || "langgraph_step" in metadata) && isMessage(message)
  );
}

/** Which mode wrote a bare chunk. States and updates of plain channels look alike: see `looksLikeUpdates`. */
function modeOf(chunk: Record<string, unknown>): StreamMode | null {
  const { type } = chunk;
  if (
    "payload" in chunk &&
    "step" in chunk &&
    (type === "task" || type === "task_result" || type === "checkpoint")
  )
    return "debug";
  if (typeof chunk["id"] === "string" && typeof chunk["name"] === "string") {
    if ("input" in chunk && "triggers" in chunk) return "tasks";
    if ("result" in chunk && "interrupts" in chunk) return "tasks";
  }
  if ("config" in chunk && "values" in chunk && "next" in chunk && "metadata" in chunk) return "checkpoints";
  if (isMessageList(chunk["messages"])) return "values";
  const values = Object.entries(chunk);
  if (values.length === 0) return null;
  if (values.every(([key, value]) => key.startsWith("__") || isUpdate(value))) return "updates";
  return "values";
}

/** What one node wrote: its channels, or null where it wrote nothing, or a list where it ran several times. */
function isUpdate(value: unknown): boolean {
  return (
    value === null || isObject(value) || (Array.isArray(value) && value.length > 0 && value.every(isObject))
  );
}

export function isMessageList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && isMessage(value[0]);
}
