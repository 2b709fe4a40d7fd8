import { isObject } from "../../core/json.ts";
import type { Recognition } from "../adapter.ts";
import { isLangChainMessage } from "./final-state.ts";
import {
  isErrorLine,
  isMessageList,
  isProtocolEvent,
  readChunk,
  type StreamChunk,
  type StreamMode,
} from "./stream-chunk.ts";

const FORMAT_OF: Readonly<Record<StreamMode, string>> = {
  updates: "langgraph/stream-updates",
  values: "langgraph/stream-values",
  debug: "langgraph/stream-debug",
  tasks: "langgraph/stream-debug",
  checkpoints: "langgraph/stream-values",
  messages: "langgraph/stream-messages",
  custom: "langgraph/stream-updates",
  progress: "langgraph/events-v3",
};

/** Judges the first records of a file; null where they are no LangGraph stream. */
export function recogniseStream(records: readonly unknown[]): Recognition | null {
  const chunks: StreamChunk[] = [];
  for (const record of records) {
    if (isErrorLine(record)) continue;
    const chunk = readChunk(record);
    if (chunk !== null) chunks.push(chunk);
  }
  if (chunks.length === 0 || chunks.length < records.length / 2) return null;
  if (records.some(isProtocolEvent))
    return { score: 0.97, format: "langgraph/events-v3", why: "events of the v3 streaming protocol" };
  const modes = new Set(chunks.map((chunk) => chunk.mode));
  modes.delete("custom");
  const [mode = "custom"] = modes;
  if (chunks.every(isDeclared)) {
    const format = modes.size > 1 ? "langgraph/stream-modes" : FORMAT_OF[mode];
    return { score: 0.95, format, why: `records that name their stream mode: ${[...modes].join(", ")}` };
  }
  const format = FORMAT_OF[mode];
  if (mode === "debug" || mode === "tasks" || mode === "messages" || mode === "checkpoints")
    return { score: 0.95, format, why: `records of the ${mode} stream` };
  if (chunks.some(hasMessages))
    return { score: 0.9, format, why: `${mode} of a graph, with LangChain messages` };
  if (chunks.some((chunk) => chunk.namespace.length > 0))
    return { score: 0.8, format, why: `${mode} of a graph, with namespaces of subgraphs` };
  if (mode === "updates" && looksLikeUpdates(chunks))
    return { score: 0.4, format, why: "one node and its channels a record" };
  if (mode === "values" && looksLikeStates(chunks))
    return { score: 0.3, format, why: "states that keep their channels and gain new ones" };
  return null;
}

/** A pair that begins with "values" alone proves nothing: what follows must be of that mode. */
function isDeclared({ declared, mode, data }: StreamChunk): boolean {
  if (!declared) return false;
  return mode === "messages" ? Array.isArray(data) : mode === "custom" || isObject(data);
}

/** LangChain's own messages: a list of roles and contents alone is anybody's. */
function hasMessages({ mode, data }: StreamChunk): boolean {
  if (!isObject(data)) return false;
  const states = mode === "values" ? [data] : Object.values(data);
  return states.some(
    (state) =>
      (isMessageList(state) && state.some(isLangChainMessage)) ||
      (isObject(state) &&
        Object.values(state).some((list) => isMessageList(list) && list.some(isLangChainMessage))),
  );
}

/** Updates of plain channels: one node a record, its name an identifier, and more than one node. */
function looksLikeUpdates(chunks: readonly StreamChunk[]): boolean {
  const nodes = new Set<string>();
  for (const { data } of chunks) {
    const names = isObject(data) ? Object.keys(data) : [];
    if (names.length !== 1) return false;
    for (const name of names) nodes.add(name);
  }
  return nodes.size > 1 && [...nodes].every((node) => /^[A-Za-z_][\w -]{0,80}$/.test(node));
}

/** States of plain channels: keys are never lost, some are gained, and most values stay from one to the next. */
function looksLikeStates(chunks: readonly StreamChunk[]): boolean {
  let gained = 0;
  let previous: Record<string, unknown> | null = null;
  for (const { data } of chunks) {
    if (!isObject(data)) return false;
    if (previous !== null) {
      const keys = Object.keys(previous);
      const changed = keys.filter(
        (key) => JSON.stringify(previous?.[key]) !== JSON.stringify(data[key]),
      ).length;
      if (keys.some((key) => !(key in data)) || changed > Math.max(2, keys.length / 2)) return false;
      if (Object.keys(data).length > keys.length) gained += 1;
    }
    previous = data;
  }
  return gained > 0 && chunks.length > 2;
}
