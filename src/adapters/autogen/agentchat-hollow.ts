import { isObject } from "../../core/json.ts";
import type { RunDraft } from "../adapter.ts";

/**
 * A message without its words. Up to 0.7.1 a TaskResult declares its messages by their base class, and a pydantic dump of it
 * leaves out what only the classes below have: type and content.
 */
export function isHollowMessage(value: unknown): value is Record<string, unknown> & { source: string } {
  if (!isObject(value) || typeof value["source"] !== "string") return false;
  return "models_usage" in value && !("type" in value) && !("content" in value);
}

/** A dumped TaskResult whose messages lack their words. */
export function isHollowTaskResult(
  value: unknown,
): value is Record<string, unknown> & { messages: Record<string, unknown>[] } {
  if (!isObject(value) || !("stop_reason" in value) || !Array.isArray(value["messages"])) return false;
  return value["messages"].length > 0 && value["messages"].every(isHollowMessage);
}

/** What the runtime of such a release logs in place of a team's messages. */
export function isHollowEnvelope(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { messages, message, agent_response: response } = value;
  const told = Array.isArray(messages)
    ? messages
    : [message ?? (isObject(response) ? response["chat_message"] : null)];
  return told.length > 0 && told.every(isHollowMessage);
}

/** Marks a run of which only speakers, tokens, times and the end are known. */
export function withoutWords(draft: RunDraft, detail: string): void {
  draft.losses.push({ code: "unrecorded-words", detail, count: draft.steps.length });
  if (draft.task === "") draft.task = null;
  const { capabilities } = draft;
  capabilities.content = "none";
  capabilities.task = capabilities.toolCalls = capabilities.toolResults = capabilities.reasoning = false;
}

/** What to tell whoever has such a file. */
export const HOLLOW_REASON =
  "type and content of the messages are missing: the model_dump() of a TaskResult leaves them out in AutoGen before 0.7.2; " +
  "there, dump each message by itself";
