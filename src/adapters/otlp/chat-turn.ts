import { deeperThan, isObject } from "../../core/json.ts";
import type { Json } from "../../core/run.ts";

export interface TurnCall {
  id: string | null;
  name: string;
  /** As the convention gives it: JSON text or a value. */
  args: Json;
}

/** One message of a model call, whichever convention wrote it. Absent fields are not written. */
export interface ChatTurn {
  role: "system" | "user" | "assistant" | "tool";
  /** Author or tool, where the message names one. */
  name?: string;
  text?: string;
  /** What a reasoning part says. */
  thought?: string;
  calls?: TurnCall[];
  /** user: the agent that called the prompted one wrote it. */
  byCaller?: boolean;
  /** assistant: the framework made the agent answer now. */
  forced?: boolean;
  /** tool: the call that this answers. */
  callId?: string;
  ok?: boolean;
}

const ROLES: ReadonlyMap<string, ChatTurn["role"]> = new Map([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["human", "user"],
  ["assistant", "assistant"],
  ["ai", "assistant"],
  ["model", "assistant"],
  ["tool", "tool"],
  ["function", "tool"],
  // smolagents repeats its memory under roles of its own.
  ["tool-call", "assistant"],
  ["tool-response", "tool"],
]);

export function turnRole(role: unknown): ChatTurn["role"] {
  return (typeof role === "string" ? ROLES.get(role.toLowerCase()) : undefined) ?? "user";
}

/**
 * What a model call's prompt adds: every call repeats the whole conversation, so only the system prompt and what
 * follows the last words of the assistant are kept, with those words (they may be lost on the span that spoke them).
 */
export function newTurns(turns: readonly ChatTurn[]): ChatTurn[] {
  const last = turns.findLastIndex((turn) => turn.role === "assistant");
  if (last < 0) return [...turns];
  const system = turns.find((turn) => turn.role === "system");
  const rest = turns.slice(last);
  return system === undefined ? rest : [system, ...rest.filter((turn) => turn !== system)];
}

/**
 * Messages of the GenAI conventions (`role` and `parts`) and of chat APIs (`role`, `content`, `tool_calls`), given as
 * JSON text, a list, or one message. Null where the value is nothing like that.
 */
export function readTurns(value: Json | undefined): ChatTurn[] | null {
  const parsed = typeof value === "string" ? parseJson(value) : value;
  if (Array.isArray(parsed)) {
    // LangChain wraps the messages of each prompt of a batch in a list of its own.
    const list = parsed.length === 1 && Array.isArray(parsed[0]) ? parsed[0] : parsed;
    const turns = list.flatMap((item) => readTurn(item));
    return turns.length > 0 || list.length === 0 ? turns : null;
  }
  if (!isObject(parsed)) return null;
  const inner = parsed["messages"] ?? parsed["choices"];
  if (Array.isArray(inner)) return readTurns(inner as Json);
  const turns = readTurn(parsed);
  return turns.length > 0 ? turns : null;
}

/** Deeper JSON inside an attribute stays text: what follows walks values by recursion. */
const MAX_DEPTH = 100;

/** The list or object that a text holds; undefined for any other text. */
export function parseJson(text: string): Json | undefined {
  const first = text.trimStart().charAt(0);
  if (first !== "[" && first !== "{") return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return deeperThan(value, MAX_DEPTH) ? undefined : value;
  } catch {
    return undefined;
  }
}

function readTurn(item: unknown): ChatTurn[] {
  if (
    Array.isArray(item) &&
    item.length === 2 &&
    typeof item[0] === "string" &&
    typeof item[1] === "string"
  ) {
    return [{ role: turnRole(item[0]), text: item[1] }];
  }
  if (!isObject(item)) return [];
  const fields = envelope(item);
  if (fields === null) return [];
  const turn: ChatTurn = { role: turnRole(fields["role"] ?? fields["type"]) };
  if (typeof fields["name"] === "string" && fields["name"] !== "") turn.name = fields["name"];
  if (Array.isArray(fields["parts"])) return readParts(turn, fields["parts"]);
  const text = contentText(fields["content"]);
  if (text !== "") turn.text = text;
  const extra = fields["additional_kwargs"];
  const calls = readCalls(fields["tool_calls"] ?? (isObject(extra) ? extra["tool_calls"] : undefined));
  if (calls.length > 0) turn.calls = calls;
  if (typeof fields["tool_call_id"] === "string") turn.callId = fields["tool_call_id"];
  if (fields["status"] === "error") turn.ok = false;
  return [turn];
}

/** The fields of a message inside LangChain's two envelopes, or of a plain one; null where it is no message. */
function envelope(item: Record<string, unknown>): Record<string, unknown> | null {
  if (isObject(item["kwargs"]) && Array.isArray(item["id"])) return item["kwargs"];
  if (isObject(item["data"]) && typeof item["type"] === "string")
    return { type: item["type"], ...item["data"] };
  // A choice of a completion.
  if (isObject(item["message"]) && item["role"] === undefined) return item["message"];
  const named =
    typeof item["role"] === "string" || (typeof item["type"] === "string" && ROLES.has(item["type"]));
  return named ? item : null;
}

/** A message with several tool results is several turns. */
function readParts(turn: ChatTurn, parts: readonly unknown[]): ChatTurn[] {
  const texts: string[] = [];
  const thoughts: string[] = [];
  const calls: TurnCall[] = [];
  const results: ChatTurn[] = [];
  for (const part of parts) {
    if (typeof part === "string") texts.push(part);
    if (!isObject(part)) continue;
    const content = contentText(part["content"] ?? part["text"]);
    switch (part["type"]) {
      case "reasoning":
      case "thinking":
        thoughts.push(content);
        break;
      case "tool_call":
      case "server_tool_call":
        calls.push({
          id: idText(part["id"]),
          name: idText(part["name"]) ?? "",
          args: (part["arguments"] ?? null) as Json,
        });
        break;
      case "tool_call_response":
      case "server_tool_call_response": {
        const result: ChatTurn = { role: "tool", text: valueText(part["response"] ?? part["result"]) };
        const callId = idText(part["id"]);
        if (callId !== null) result.callId = callId;
        if (turn.name !== undefined) result.name = turn.name;
        results.push(result);
        break;
      }
      default:
        if (content !== "") texts.push(content);
    }
  }
  const text = texts.join("\n");
  const thought = thoughts.join("\n");
  if (text !== "") turn.text = text;
  if (thought !== "") turn.thought = thought;
  if (calls.length > 0) turn.calls = calls;
  return withResults(turn, results);
}

/** A message and the results in it, which are turns of their own; without the message where it says nothing else. */
export function withResults(turn: ChatTurn, results: readonly ChatTurn[]): ChatTurn[] {
  const said = turn.text !== undefined || turn.thought !== undefined || turn.calls !== undefined;
  return said || results.length === 0 ? [turn, ...results] : [...results];
}

/** Text as it is, the texts of content parts joined; "" for anything else. */
function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  const texts: string[] = [];
  for (const part of content) {
    if (typeof part === "string") texts.push(part);
    else if (isObject(part) && typeof part["text"] === "string") texts.push(part["text"]);
  }
  return texts.join("\n");
}

/** Text as it is, anything else as JSON. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

/**
 * A value for an attribute that is read as JSON text or as what the text would hold: a list or object as it is, since
 * writing and parsing it again takes longer than everything else that is done with it.
 */
export function unwritten(value: unknown): Json {
  const isShallow = typeof value === "object" && value !== null && !deeperThan(value, MAX_DEPTH);
  return isShallow ? (value as Json) : valueText(value);
}

function idText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function readCalls(calls: unknown): TurnCall[] {
  if (!Array.isArray(calls)) return [];
  return calls.flatMap((call) => {
    if (!isObject(call)) return [];
    const spec = isObject(call["function"]) ? call["function"] : call;
    const name = idText(spec["name"]);
    if (name === null) return [];
    return [{ id: idText(call["id"]), name, args: (spec["arguments"] ?? spec["args"] ?? null) as Json }];
  });
}
