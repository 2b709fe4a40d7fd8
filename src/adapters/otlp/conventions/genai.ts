import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { type ChatTurn, newTurns, parseJson, readTurns, valueText } from "../chat-turn.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading, SpanKind } from "../staged-span.ts";
import {
  type Convention,
  countAttribute,
  defined,
  stringList,
  textAttribute,
  tokensOf,
} from "./convention.ts";
import { readFlattened } from "./flattened.ts";
import { eventTurns, turnsOrText } from "./genai-events.ts";

/** `gen_ai.operation.name`: standard values first, then those seen in the wild. */
const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["chat", "model"],
  ["generate_content", "model"],
  ["text_completion", "model"],
  ["invoke_agent", "agent"],
  ["execute_tool", "tool"],
  ["invoke_workflow", "workflow"],
  ["create_agent", "setup"],
  ["embeddings", "other"],
  ["retrieval", "other"],
  ["execute_task", "other"],
  ["conversation", "workflow"],
]);

/** OpenTelemetry's GenAI conventions, all eras: messages in JSON attributes, in flattened ones, or in span events. */
export const genAiConvention: Convention = (span) => {
  const operation = textAttribute(span, "gen_ai.operation.name");
  const model = modelOf(span);
  const kind = operation === undefined ? undefined : KINDS.get(operation);
  if (kind === undefined && model === undefined) return null;
  const agent = textAttribute(span, "crewai.agent.role") ?? textAttribute(span, "gen_ai.agent.name");
  const spanName =
    agent === undefined && kind === "agent" ? /^invoke_agent (.+)$/s.exec(span.name)?.[1] : undefined;
  const base: Reading = defined<Reading>({
    convention: "genai",
    kind: kind ?? unlistedKind(span, operation),
    framework: frameworkOf(span),
    agent: agent ?? spanName,
    agentFrom: spanName === undefined ? undefined : "the span's name",
  });
  switch (base.kind) {
    case "model":
      return Object.assign(base, modelFacts(span));
    case "tool":
      return toolCall(span, base);
    case "agent": {
      const tools = offeredTools(span.attributes.get("gen_ai.tool.definitions"));
      return Object.assign(base, turnsOf(span), tools === undefined ? {} : { tools });
    }
    case "workflow":
      return workflow(span, base);
    default:
      return base;
  }
};

/** A span with a model that names no operation, or one that is not in the list: a chat where it says anything. */
function unlistedKind(span: OtlpSpan, operation: string | undefined): SpanKind {
  if (operation === undefined) return isCompletion(span) ? "model" : "other";
  return turnsOf(span).output === undefined ? "other" : "model";
}

/** Older releases of OpenLLMetry say what was asked of a model: embeddings and rankings are no words of an agent. */
export function isCompletion(span: OtlpSpan): boolean {
  const type = span.attributes.get("llm.request.type");
  return type === undefined || type === "chat" || type === "completion";
}

function modelOf(span: OtlpSpan): string | undefined {
  return textAttribute(span, "gen_ai.response.model") ?? textAttribute(span, "gen_ai.request.model");
}

/** Packages are named after the library they watch; a framework may also write the spans itself. */
export function frameworkOf(span: OtlpSpan): string | undefined {
  const scope = span.scope.name;
  const name = /^opentelemetry\.instrumentation\.(?:genai\.)?([\w-]+)/.exec(scope)?.[1];
  if (name === "langchain") return "langgraph";
  const framework =
    name ?? /^(crewai|pydantic-ai|agent_framework|smolagents|strands|langsmith)\b/.exec(scope)?.[1];
  return framework?.replace(/_v2$/, "").replaceAll("_", "-");
}

function turnsOf(span: OtlpSpan): Pick<Reading, "input" | "output"> {
  const events = eventTurns(span.events);
  const input =
    readTurns(span.attributes.get("gen_ai.input.messages")) ??
    readFlattened(span.attributes, "gen_ai.prompt.", "") ??
    someTurns(span.attributes.get("gen_ai.prompt"), "user") ??
    events.input;
  const output =
    readTurns(span.attributes.get("gen_ai.output.messages")) ??
    readFlattened(span.attributes, "gen_ai.completion.", "") ??
    someTurns(span.attributes.get("gen_ai.completion"), "assistant") ??
    events.output;
  const system = systemTurn(span.attributes.get("gen_ai.system_instructions"));
  return defined<Pick<Reading, "input" | "output">>({
    input: input === undefined ? system : newTurns([...(system ?? []), ...input]),
    output,
  });
}

function systemTurn(instructions: Json | undefined): ChatTurn[] | undefined {
  const parsed = typeof instructions === "string" ? (parseJson(instructions) ?? instructions) : instructions;
  if (typeof parsed === "string") return [{ role: "system", text: parsed }];
  if (!Array.isArray(parsed)) return undefined;
  return readTurns([{ role: "system", parts: parsed }]) ?? undefined;
}

function someTurns(value: Json | undefined, role: ChatTurn["role"]): ChatTurn[] | undefined {
  const turns = turnsOrText(value, role);
  return turns.length > 0 ? turns : undefined;
}

type ModelFacts = Pick<Reading, "model" | "tokens" | "finish" | "input" | "output" | "tools">;

/** What the conventions' attributes say of a model call. */
export function modelFacts(span: OtlpSpan): ModelFacts {
  return defined<ModelFacts>({
    model: modelOf(span),
    ...tokensOf(
      countAttribute(span, "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
      countAttribute(span, "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
    ),
    finish: finishReason(span.attributes.get("gen_ai.response.finish_reasons")),
    ...turnsOf(span),
    tools: offeredTools(span.attributes.get("gen_ai.tool.definitions")),
  });
}

/** A list, or (AG2, Microsoft Agent Framework) a list as JSON text. */
export function finishReason(value: Json | undefined): string | undefined {
  return stringList(typeof value === "string" ? parseJson(value) : value)[0];
}

function offeredTools(value: Json | undefined): string[] | undefined {
  const list = typeof value === "string" ? parseJson(value) : value;
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((item) => {
    const spec = isObject(item) && isObject(item["function"]) ? item["function"] : item;
    return isObject(spec) && typeof spec["name"] === "string" ? [spec["name"]] : [];
  });
}

function toolCall(span: OtlpSpan, base: Reading): Reading {
  // The names before the standard's are pydantic-ai's, up to the second version of its format.
  const result = span.attributes.get("gen_ai.tool.call.result") ?? span.attributes.get("tool_response");
  const tool = defined<NonNullable<Reading["tool"]>>({
    name: textAttribute(span, "gen_ai.tool.name") ?? span.name.replace(/^execute_tool /, ""),
    callId: textAttribute(span, "gen_ai.tool.call.id"),
    args: span.attributes.get("gen_ai.tool.call.arguments") ?? span.attributes.get("tool_arguments"),
    result: result === undefined ? undefined : valueText(result),
  });
  return Object.assign(base, { tool });
}

function workflow(span: OtlpSpan, base: Reading): Reading {
  const { input, output } = turnsOf(span);
  return defined<Reading>({
    ...base,
    task: input?.findLast((turn) => turn.role === "user")?.text,
    result: output?.findLast((turn) => turn.role === "assistant")?.text,
  });
}
