import { isObject } from "../../core/json.ts";
import { items, messageText, type ReportLoss, textOf } from "./agentchat-content.ts";

export interface ClassicCall {
  /** "" for the older function calls, which have no id. */
  id: string;
  tool: string;
  args: string;
}

export interface ClassicResult {
  id: string;
  /** Function results name the function instead of an id. */
  tool: string | null;
  text: string;
}

/** One message of a classic AutoGen or AG2 chat, from JSON or from a transcript. */
export interface ClassicMessage {
  /** Speaker; null where the source does not name it. */
  name: string | null;
  /** Addressee as printed; null where the source does not name it. */
  to: string | null;
  /** Words beside calls and results; null where there are none. */
  text: string | null;
  calls: ClassicCall[];
  results: ClassicResult[];
  locator: string;
  /** Chat of a sequence that it belongs to. */
  phase?: string;
  /** The framework announced that it ran code or made an automatic reply before this message. */
  ranCode?: boolean;
  autoReply?: boolean;
}

const ROLES = new Set(["user", "assistant", "tool", "function", "system"]);

export function isClassicMessage(value: unknown): value is Record<string, unknown> {
  if (!isObject(value) || typeof value.role !== "string" || !ROLES.has(value.role)) return false;
  return "content" in value || "tool_calls" in value || "tool_responses" in value || "function_call" in value;
}

/** Reads one dumped message; `speaker` is used where it has no name of its own. */
export function classicMessage(
  value: Record<string, unknown>,
  locator: string,
  speaker: string | null,
  lose: ReportLoss,
): ClassicMessage {
  const calls: ClassicCall[] = [];
  for (const [, call] of items(value.tool_calls)) {
    const invoked = isObject(call.function) ? call.function : {};
    calls.push({ id: textOf(call.id), tool: textOf(invoked.name), args: argumentText(invoked.arguments) });
  }
  if (isObject(value.function_call)) {
    const { name, arguments: args } = value.function_call;
    calls.push({ id: "", tool: textOf(name), args: argumentText(args) });
  }
  const results: ClassicResult[] = [];
  for (const [, response] of items(value.tool_responses)) {
    results.push({ id: textOf(response.tool_call_id), tool: null, text: messageText(response, lose) });
  }
  // Where there are responses, the content is their texts once more.
  if (results.length === 0 && (value.role === "tool" || value.role === "function")) {
    const tool = value.role === "function" ? textOf(value.name) : null;
    results.push({ id: textOf(value.tool_call_id), tool, text: messageText(value, lose) });
  }
  // A call without words has the content null, "" or, in AG2, the text None.
  const wordless =
    calls.length > 0 && (value.content === null || value.content === "" || value.content === "None");
  const text = results.length > 0 || wordless ? null : messageText(value, lose);
  const name = value.role === "function" ? null : textOf(value.name) || null;
  return { name: name ?? speaker, to: null, text, calls, results, locator };
}

function argumentText(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}
