import { isObject } from "../../../../core/json.ts";
import type { Json } from "../../../../core/run.ts";
import { type ChatTurn, newTurns, parseJson } from "../../chat-turn.ts";
import type { OtlpSpan } from "../../span.ts";
import type { Reading } from "../../staged-span.ts";
import { countAttribute, defined, textAttribute, tokensOf } from "../convention.ts";
import { readFlattened } from "../flattened.ts";
import { smolagentsModelCall } from "./smolagents.ts";
import { valueTurns } from "./values.ts";

export function modelCall(span: OtlpSpan, base: Reading): Reading {
  const { attributes } = span;
  const input =
    readFlattened(attributes, "llm.input_messages.", "message.") ?? valueTurns(span, "input.value", "user");
  const output =
    readFlattened(attributes, "llm.output_messages.", "message.") ??
    valueTurns(span, "output.value", "assistant");
  const reading = defined<Reading>({
    ...base,
    model: textAttribute(span, "llm.response.model_name") ?? textAttribute(span, "llm.model_name"),
    ...tokensOf(
      countAttribute(span, "llm.token_count.prompt"),
      countAttribute(span, "llm.token_count.completion"),
    ),
    finish: textAttribute(span, "llm.finish_reason"),
    input: input === undefined ? undefined : newTurns(input),
    output: output?.filter(saysSomething).map(span.scope.name === ADK_SCOPE ? lastAnswer : same),
    tools: offeredTools(span),
  });
  return base.framework === "smolagents" ? smolagentsModelCall(reading, input ?? []) : reading;
}

const ADK_SCOPE = "gcp.vertex.agent";
const same = (turn: ChatTurn): ChatTurn => turn;

/**
 * The instrumentation of Google's ADK writes all model calls of a turn on one span, one over the other: beside an
 * answer stand the calls of an earlier response, which the spans of the tools tell of.
 */
function lastAnswer(turn: ChatTurn): ChatTurn {
  const { calls: _earlier, ...answer } = turn;
  return turn.text === undefined ? turn : answer;
}

function saysSomething(turn: ChatTurn): boolean {
  return turn.text !== undefined || turn.calls !== undefined || turn.thought !== undefined;
}

function offeredTools(span: OtlpSpan): string[] | undefined {
  const names: string[] = [];
  for (const [key, value] of span.attributes) {
    if (!key.startsWith("llm.tools.") || !key.endsWith(".tool.json_schema")) continue;
    const name = toolName(typeof value === "string" ? parseJson(value) : value);
    if (name !== null) names.push(name);
  }
  return names.length > 0 ? names : undefined;
}

function toolName(schema: Json | undefined): string | null {
  if (!isObject(schema)) return null;
  const spec = isObject(schema["function"]) ? schema["function"] : schema;
  return typeof spec["name"] === "string" ? spec["name"] : null;
}
