import { isObject } from "../../core/json.ts";
import { PythonObject, pythonValue } from "../python-literal.ts";
import type { ConsoleBlock } from "./console-blocks.ts";

const USAGE = /^\[Prompt tokens: (\d{1,12}), Completion tokens: (\d{1,12})\]$/;
const TRACEBACK = "Traceback (most recent call last):";
/** A message of which the source does not say whether it is an agent's own or a summary of results. */
const UNTYPED_MESSAGE = "";
/** A notebook shows the returned TaskResult below the transcript: every message once more. */
const RESULT_REPR = "TaskResult(messages=[";

/** What follows the last message in a captured log and is no part of it. */
export interface Tail {
  /** The exception that ended the program, with its traceback. */
  traceback: string | null;
  tracebackLine: number;
  /** Stop reason of the shown TaskResult. */
  stopReason: string | null;
  stopLine: number;
  echoed: boolean;
}

/**
 * Cuts from the last block what the program printed after its last message. A traceback counts only where it runs
 * through AutoGen's own code: a message may be about another one.
 */
export function cutTail(block: ConsoleBlock): Tail {
  const tail: Tail = { traceback: null, tracebackLine: 0, stopReason: null, stopLine: 0, echoed: false };
  const { body } = block;
  const repr = body.findIndex((text) => text.startsWith(RESULT_REPR));
  if (repr >= 0) {
    tail.echoed = true;
    tail.stopLine = block.line + repr + 1;
    const close = body.slice(repr).findLast((text) => text.includes(", stop_reason="));
    const reason = close?.slice(close.lastIndexOf(", stop_reason=") + ", stop_reason=".length, -1);
    const value = reason === undefined ? null : printedValue(reason.replace(/\)$/, ""));
    tail.stopReason = typeof value === "string" ? value : null;
    body.length = repr;
    while (body.at(-1) === "") body.pop();
  }
  const trace = body.indexOf(TRACEBACK);
  const lines = trace < 0 ? [] : body.slice(trace);
  if (lines.some((text) => /^ {2}File "[^"]{0,500}autogen(?:_agentchat|_core|_ext)?[/\\]/.test(text))) {
    tail.traceback = lines.join("\n").trimEnd();
    tail.tracebackLine = block.line + trace + 1;
    body.length = trace;
  }
  return tail;
}

/** The line of a traceback that names the exception. */
export function exceptionOf(traceback: string): string {
  const lines = traceback.split("\n");
  return (
    lines.find((text, at) => at > 0 && /^[A-Za-z_][\w.]{0,200}(?:: |$)/.test(text)) ?? lines.at(-1) ?? ""
  );
}

/** The message that a block shows, in the keys that AgentChat's own dump has. */
export function messageOf(block: ConsoleBlock): Record<string, unknown> {
  const body = [...block.body];
  const usage = USAGE.exec(body.at(-1) ?? "");
  if (usage !== null) body.pop();
  const text = body.join("\n");
  const message: Record<string, unknown> = { source: block.source, ...typedContent(block, text) };
  if (usage !== null) {
    message.models_usage = { prompt_tokens: Number(usage[1]), completion_tokens: Number(usage[2]) };
  }
  return message;
}

function typedContent(block: ConsoleBlock, text: string): Record<string, unknown> {
  const type = block.type ?? typeByText(text);
  switch (type) {
    case "ToolCallRequestEvent":
    case "ToolCallExecutionEvent":
    case "MemoryQueryEvent": {
      const list = printedValue(text);
      if (Array.isArray(list) && list.every(isObject)) return { type, content: list };
      return { type: "TextMessage", content: text };
    }
    case "CodeExecutionEvent":
      return { type, result: { output: text } };
    // The chunks are printed one after the other under the first one's header, and the whole message is not.
    case "ModelClientStreamingChunkEvent":
      return { type: "TextMessage", content: text };
    default:
      return { type, content: text };
  }
}

/** Before 0.5.3 headers name the source alone; calls, results and handoffs show in the text. */
function typeByText(text: string): string {
  if (text.startsWith("[FunctionCall(id=")) return "ToolCallRequestEvent";
  if (text.startsWith("[FunctionExecutionResult(content=")) return "ToolCallExecutionEvent";
  if (/^Transferred to [^\s,]{1,200}, adopting the role of /.test(text)) return "HandoffMessage";
  return UNTYPED_MESSAGE;
}

/** A printed Python value with its objects as plain ones; undefined where the text is none. */
function printedValue(text: string): unknown {
  const value = pythonValue(text);
  return Array.isArray(value) ? value.map(plain) : value;
}

function plain(value: unknown): unknown {
  return value instanceof PythonObject ? value.fields : value;
}
