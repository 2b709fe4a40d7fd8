import { isObject } from "../../core/json.ts";
import { type ChatMessage, fieldOf, readMessage } from "../langgraph/chat-message.ts";
import { isMessageList } from "../langgraph/stream-chunk.ts";

/** A tool run's arguments are its inputs; older clients wrote them as text in `input`. */
export function argumentsOf(inputs: unknown): unknown {
  const keys = isObject(inputs) ? Object.keys(inputs) : [];
  return keys.length === 1 && keys[0] === "input" ? fieldOf(inputs, "input") : inputs;
}

/** The result message of a tool run: its output, or the one that its Command carries. */
export function resultIn(output: unknown, callId: string): ChatMessage | null {
  const direct = readMessage(output);
  if (direct !== null) return direct;
  for (const update of updatesIn({ output })) {
    for (const list of Object.values(update)) {
      if (!isMessageList(list)) continue;
      for (const item of list) {
        const message = readMessage(item);
        if (message?.role === "tool" && message.callId === callId) return message;
      }
    }
  }
  return null;
}

/** What a node wrote: its outputs, or the updates of the Commands that it returned. */
export function updatesIn(outputs: unknown): Record<string, unknown>[] {
  if (!isObject(outputs)) return [];
  const { output } = outputs;
  const list = Array.isArray(output) ? output : output === undefined ? [outputs] : [output];
  return list.flatMap((item) => {
    if (!isObject(item)) return [];
    return "goto" in item && "update" in item ? (isObject(item["update"]) ? [item["update"]] : []) : [item];
  });
}
