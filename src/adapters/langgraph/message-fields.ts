import { isCount, isObject } from "../../core/json.ts";
import type { Tokens } from "../../core/run.ts";
import { parsedOrText } from "../json-text.ts";

/** A call that a model asked for. */
export interface ToolCall {
  /** Null where the provider gives none. */
  id: string | null;
  tool: string;
  /** The arguments as parsed JSON, or the raw text where they do not parse. */
  args: unknown;
  /** The framework could not parse it and never carries it out. */
  invalid: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The words of a message: its content is a string or a list of typed blocks. Tool-call blocks repeat `tool_calls`
 * and are left out; what cannot be shown as text is named in `dropped`.
 */
export function readContent(content: unknown, dropped: string[]): { text: string; reasoning: string } {
  if (typeof content === "string") return { text: content, reasoning: "" };
  if (content === null || content === undefined) return { text: "", reasoning: "" };
  if (!Array.isArray(content)) return { text: JSON.stringify(content), reasoning: "" };
  const texts: string[] = [];
  const thoughts: string[] = [];
  for (const block of content) {
    if (typeof block === "string") {
      texts.push(block);
      continue;
    }
    if (!isObject(block)) continue;
    const type = block["type"];
    if (
      typeof block["text"] === "string" &&
      (type === "text" || type === "output_text" || type === undefined)
    ) {
      texts.push(block["text"]);
    } else if (type === "reasoning" || type === "thinking" || type === "reasoning_content") {
      const thought = block["reasoning"] ?? block["thinking"] ?? block["text"] ?? block["summary"];
      thoughts.push(
        typeof thought === "string" ? thought : thought === undefined ? "" : JSON.stringify(thought),
      );
    } else if (!CALL_BLOCKS.has(String(type))) {
      dropped.push(`${typeof type === "string" ? type : "unknown"} block`);
    }
  }
  return { text: texts.join("\n"), reasoning: thoughts.filter((thought) => thought !== "").join("\n") };
}

const CALL_BLOCKS = new Set([
  "tool_use",
  "tool_call",
  "function_call",
  "tool_call_chunk",
  "invalid_tool_call",
]);

/** `tool_calls` and `invalid_tool_calls`; the provider's raw list only where the parsed one is missing. */
export function readCalls(fields: Fields): ToolCall[] {
  const parsed = list(fields["tool_calls"]);
  const calls = parsed.map((call) => readCall(call, false));
  for (const call of list(fields["invalid_tool_calls"])) calls.push(readCall(call, true));
  if (calls.length === 0) {
    const raw = isObject(fields["additional_kwargs"]) ? fields["additional_kwargs"] : {};
    for (const call of list(raw["tool_calls"])) calls.push(readCall(call, false));
    if (isObject(raw["function_call"])) calls.push(readCall({ function: raw["function_call"] }, false));
  }
  return calls.filter((call): call is ToolCall => call !== null);
}

function readCall(call: unknown, invalid: boolean): ToolCall | null {
  if (!isObject(call)) return null;
  const inner = isObject(call["function"]) ? call["function"] : call;
  const tool = inner["name"];
  if (typeof tool !== "string" || tool === "") return null;
  const id = call["id"];
  return {
    id: typeof id === "string" && id !== "" ? id : null,
    tool,
    args: parseArguments(inner["args"] ?? inner["arguments"] ?? inner["input"]),
    invalid,
  };
}

function parseArguments(args: unknown): unknown {
  return typeof args === "string" ? parsedOrText(args) : (args ?? {});
}

/** Usage of one model call: LangChain's own field, else what the provider's answer says. */
export function readTokens(usage: unknown, metadata: Fields): Tokens | null {
  for (const source of [usage, metadata["token_usage"], metadata["tokenUsage"], metadata["usage"]]) {
    if (!isObject(source)) continue;
    const input = source["input_tokens"] ?? source["prompt_tokens"] ?? source["promptTokens"];
    const output = source["output_tokens"] ?? source["completion_tokens"] ?? source["completionTokens"];
    if (isCount(input) && isCount(output)) return { input, output };
  }
  return null;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
