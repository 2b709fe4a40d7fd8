import { isObject } from "../../../../core/json.ts";
import type { Json } from "../../../../core/run.ts";
import { nameKey } from "../../../langgraph/handoffs.ts";
import { parseJson, readTurns, valueText } from "../../chat-turn.ts";
import type { OtlpSpan } from "../../span.ts";
import type { Reading } from "../../staged-span.ts";
import { defined, textAttribute } from "../convention.ts";
import { plainResponse } from "../gemini-contents.ts";

/** The OpenAI Agents SDK has a span of its own for each handoff, beside the call by which the model asked for it. */
const HANDOFF = /^handoff to (.+)$/s;

export function toolCall(span: OtlpSpan, base: Reading): Reading {
  const target = base.framework === "openai-agents" ? HANDOFF.exec(span.name)?.[1] : undefined;
  if (target !== undefined) return { ...base, tool: { name: `transfer_to_${nameKey(target)}` } };
  const args = argumentsOf(span);
  const result = toolResult(textAttribute(span, "output.value"));
  const name = textAttribute(span, "tool.name") ?? span.name.replace(/\.run$/, "");
  const callId = result.callId ?? textAttribute(span, "tool.id") ?? textAttribute(span, "tool_call.id");
  const tool = defined<NonNullable<Reading["tool"]>>({
    name,
    callId,
    args,
    result: result.text,
    ok: result.ok,
  });
  return { ...base, kind: "tool", tool };
}

/** Some packages write what was given as `tool.parameters`, others what could be given: the schema of the tool. */
function argumentsOf(span: OtlpSpan): string | undefined {
  if (span.attributes.has("input.value")) return textAttribute(span, "input.value");
  const parameters = textAttribute(span, "tool.parameters");
  const value = parameters === undefined ? undefined : parseJson(parameters);
  return isObject(value) && isSchema(value) ? undefined : parameters;
}

function isSchema(value: Record<string, unknown>): boolean {
  if (isObject(value["properties"])) return true;
  const fields = Object.values(value);
  return fields.length > 0 && fields.every((field) => isObject(field) && typeof field["type"] === "string");
}

/** LangChain's tools answer with a whole ToolMessage as JSON, AG2's with a pair of success and message, ADK's wrapped. */
function toolResult(value: string | undefined): { text: string | undefined; callId?: string; ok?: boolean } {
  const parsed = value === undefined ? undefined : parseJson(value);
  if (Array.isArray(parsed) && parsed.length === 2 && typeof parsed[0] === "boolean" && isObject(parsed[1])) {
    return { text: valueText(parsed[1]["content"]), ok: parsed[0] };
  }
  if (isObject(parsed) && isObject(parsed["response"]) && "name" in parsed) {
    return { text: plainResponse(parsed["response"]) };
  }
  const isMessage = isObject(parsed) && (isObject(parsed["data"]) || isObject(parsed["kwargs"]));
  const turn = isMessage ? readTurns(parsed as Json)?.[0] : undefined;
  if (turn?.role !== "tool") return { text: value };
  return defined<{ text: string | undefined; callId?: string; ok?: boolean }>({
    text: turn.text ?? "",
    callId: turn.callId,
    ok: turn.ok,
  });
}
