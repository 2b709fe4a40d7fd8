import { isObject } from "../../core/json.ts";
import type { Json, Step } from "../../core/run.ts";
import { parsedOrText } from "../json-text.ts";
import type { RunBuilder } from "../run-builder.ts";

const ROLES = new Set(["system", "developer", "user", "assistant", "tool", "function"]);

/** One message of the OpenAI chat API, as far as mast reads it. */
export interface ChatMessage {
  role: string;
  content: unknown;
  name?: unknown;
  tool_calls?: unknown;
  function_call?: unknown;
  tool_call_id?: unknown;
  reasoning_content?: unknown;
}

export function isChatMessage(value: unknown): value is Record<string, unknown> & ChatMessage {
  return (
    isObject(value) &&
    typeof value["role"] === "string" &&
    ROLES.has(value["role"]) &&
    ("content" in value || "tool_calls" in value || "function_call" in value)
  );
}

/** The text of `content`: a string, a list of lines, or a list of parts; other parts than text are a loss. */
export function contentText(content: unknown, builder: RunBuilder): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  if (content.every((part) => typeof part === "string")) return content.join("\n");
  const texts: string[] = [];
  for (const part of content) {
    if (typeof part === "string") texts.push(part);
    else if (isObject(part) && typeof part["text"] === "string") texts.push(part["text"]);
    else builder.lose("content-part", "message parts other than text (images, audio, files) are not kept");
  }
  return texts.join("\n");
}

/** Parsed JSON where the text is JSON, else the text itself. */
export function argumentsOf(value: unknown): Json {
  return typeof value === "string" ? parsedOrText(value) : ((value ?? {}) as Json);
}

/** The calls that a message asks for, in both spellings of the API. */
export function callsOf(message: ChatMessage): { id: string | null; tool: string; args: Json }[] {
  const listed = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  const calls = listed.flatMap((call) => {
    if (!isObject(call) || !isObject(call["function"])) return [];
    const { name, arguments: args } = call["function"];
    if (typeof name !== "string") return [];
    return [{ id: typeof call["id"] === "string" ? call["id"] : null, tool: name, args: argumentsOf(args) }];
  });
  if (isObject(message.function_call) && typeof message.function_call["name"] === "string") {
    const { name, arguments: args } = message.function_call;
    calls.push({ id: null, tool: String(name), args: argumentsOf(args) });
  }
  return calls;
}

/** Appends what an assistant message did: its reasoning, its words, its calls. Returns the steps, possibly none. */
export function assistantSteps(
  message: ChatMessage,
  agent: string,
  locator: string,
  builder: RunBuilder,
): Step[] {
  const steps: Step[] = [];
  const reasoning = message.reasoning_content;
  if (typeof reasoning === "string" && reasoning !== "") {
    steps.push(builder.step({ kind: "thought", agent, text: reasoning, locator }));
  }
  const text = contentText(message.content, builder);
  const calls = callsOf(message);
  if (text !== "" || calls.length === 0) steps.push(builder.step({ kind: "message", agent, text, locator }));
  for (const { id, tool, args } of calls) {
    const callId = id === null ? {} : { callId: id };
    steps.push(builder.step({ kind: "tool-call", agent, tool, args, locator, ...callId }));
  }
  return steps;
}
