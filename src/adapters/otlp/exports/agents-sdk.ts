import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { nameKey } from "../../langgraph/handoffs.ts";
import { unwritten, valueText } from "../chat-turn.ts";
import { text } from "../json-values.ts";
import type { Attributes, Decoded } from "../span.ts";
import { exportedSpan, notAnObject } from "./exported-span.ts";
import { instantNanos } from "./instants.ts";

/** What a tracing processor of the OpenAI Agents SDK gets from `trace.export()` and `span.export()`. */
export function isAgentsSdkItem(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (value["object"] === "trace.span") return isObject(value["span_data"]);
  return isTrace(value);
}

function isTrace(value: Record<string, unknown>): boolean {
  return value["object"] === "trace" && "workflow_name" in value;
}

/** A span in the words of the GenAI conventions; the trace itself says nothing that acts. */
export function decodeAgentsSdkItem(value: unknown, locator: string): Decoded[] {
  if (!isObject(value)) return [notAnObject(locator)];
  if (isTrace(value)) return [];
  const data = isObject(value["span_data"]) ? value["span_data"] : {};
  const error = errorOf(value["error"], data);
  const span = exportedSpan(
    {
      traceId: value["trace_id"],
      spanId: value["id"],
      parentId: value["parent_id"],
      name: data["name"] ?? data["type"],
      start: instantNanos(value["started_at"]),
      end: instantNanos(value["ended_at"]),
      attributes: attributesOf(data),
      status: error === null ? "OK" : "ERROR",
      statusMessage: error,
      scope: { name: "opentelemetry.instrumentation.genai.openai_agents", version: "" },
    },
    locator,
  );
  return [span];
}

function errorOf(error: unknown, data: Record<string, unknown>): string | null {
  if (isObject(error)) {
    // The same cause is told on every span that it passes through, each with words of its own.
    const cause = isObject(error["data"]) ? text(error["data"]["error"]) : "";
    return cause || text(error["message"]) || "error";
  }
  return data["type"] === "guardrail" && data["triggered"] === true ? "Guardrail tripwire triggered" : null;
}

function attributesOf(data: Record<string, unknown>): Attributes {
  switch (data["type"]) {
    case "agent":
      return present({ "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": data["name"] });
    case "function":
      return toolCall(text(data["name"]), data["input"], data["output"]);
    case "handoff":
      return toolCall(`transfer_to_${nameKey(text(data["to_agent"]))}`, null, null);
    case "generation":
    case "response":
      return modelCall(data);
    default:
      return present({});
  }
}

function toolCall(name: string, input: unknown, output: unknown): Attributes {
  return present({
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": name,
    "gen_ai.tool.call.arguments": input,
    "gen_ai.tool.call.result": output,
  });
}

/** Spans of the Responses API hold the usage alone: their words stay with OpenAI. */
function modelCall(data: Record<string, unknown>): Attributes {
  const usage = isObject(data["usage"]) ? data["usage"] : {};
  return present({
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": data["model"],
    "gen_ai.usage.input_tokens": usage["input_tokens"],
    "gen_ai.usage.output_tokens": usage["output_tokens"],
    "gen_ai.input.messages": data["input"],
    "gen_ai.output.messages": data["output"],
  });
}

function present(fields: Record<string, unknown>): Attributes {
  const attributes = new Map<string, Json>();
  for (const [key, value] of Object.entries(fields)) {
    if (value === null || value === undefined) continue;
    const isRead = key === "gen_ai.input.messages" || key === "gen_ai.output.messages";
    attributes.set(key, typeof value === "number" ? value : isRead ? unwritten(value) : valueText(value));
  }
  return attributes;
}
