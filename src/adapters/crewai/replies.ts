import { isCount, isObject } from "../../core/json.ts";
import type { Json, Tokens } from "../../core/run.ts";
import { pythonValue } from "../python-literal.ts";
import { toolArguments, toolName } from "./tools.ts";

/** A call that a model asked for in an answer. */
export interface RequestedCall {
  tool: string;
  args: Json;
}

/** The calls of an answer that is a list of them (native tool calling); null where the answer is a text. */
export function requestedCalls(response: unknown): RequestedCall[] | null {
  if (!Array.isArray(response)) return null;
  const calls: RequestedCall[] = [];
  for (const item of response) {
    if (!isObject(item)) continue;
    const named = isObject(item["function"]) ? item["function"] : item;
    const name = named["name"];
    const args = named["arguments"] ?? named["args"] ?? named["input"];
    if (typeof name !== "string") continue;
    calls.push({
      tool: toolName(unrepr(name)),
      args: toolArguments(typeof args === "string" ? unrepr(args) : args),
    });
  }
  return calls.length > 0 ? calls : null;
}

/** Names of the tools in an event's declarations; null where it has none. */
export function declaredTools(tools: unknown): string[] | null {
  return Array.isArray(tools) ? tools.map((name) => toolName(unrepr(replyText(name)))) : null;
}

/** Any value of a trace as text, structures as JSON; never by `String`, which an own `toString` in the data breaks. */
export function replyText(response: unknown): string {
  if (typeof response === "string") return response;
  return response === null || response === undefined ? "" : JSON.stringify(response);
}

/** Tokens of one model call; null where the provider gave none. Names are OpenAI's or Anthropic's. */
export function tokensOf(usage: unknown): Tokens | null {
  if (!isObject(usage)) return null;
  const input = usage["prompt_tokens"] ?? usage["input_tokens"];
  const output = usage["completion_tokens"] ?? usage["output_tokens"];
  if (!isCount(input) || !isCount(output)) return null;
  return { input, output };
}

/**
 * The text that a Python string literal stands for, else the text itself. `to_json` writes everything deeper than
 * five levels as `repr` does, strings included.
 */
function unrepr(text: string): string {
  if (!/^(['"])[\s\S]*\1$/.test(text)) return text;
  const value = pythonValue(text);
  return typeof value === "string" ? value : text;
}
