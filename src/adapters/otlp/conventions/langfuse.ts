import { isCount, isObject } from "../../../core/json.ts";
import type { Json, Tokens } from "../../../core/run.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading, SpanKind } from "../staged-span.ts";
import { type Convention, defined, textAttribute } from "./convention.ts";
import { graphAgent, isGraphSpan } from "./graph-agent.ts";
import {
  inputTurns,
  invocationFacts,
  nodeOutput,
  observedAttribute,
  outputTurns,
  toolAnswer,
} from "./observed.ts";

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["generation", "model"],
  ["agent", "agent"],
  ["tool", "tool"],
]);

const METADATA = "langfuse.observation.metadata.";

/**
 * Langfuse: observations as spans, with input, output and usage as JSON text. Metadata has an attribute for each key,
 * JSON too. A failure is a level; handovers of LangGraph, which are raised, have the level DEFAULT.
 */
export const langfuseConvention: Convention = (span) => {
  const type = textAttribute(span, "langfuse.observation.type");
  if (type === undefined) return null;
  const metadata = (key: string) => observedAttribute(span, METADATA + key);
  const kind = isRoot(span, metadata) ? "workflow" : (KINDS.get(type) ?? "other");
  const asked = observedAttribute(span, "langfuse.observation.input");
  const given = observedAttribute(span, "langfuse.observation.output");
  const reading: Reading = {
    convention: "langfuse",
    kind,
    framework: isGraphSpan(metadata) ? "langgraph" : "langfuse",
  };
  const error = levelError(span);
  if (error !== undefined) reading.error = error;
  Object.assign(reading, kind === "agent" ? { agent: span.name } : graphAgent(metadata));
  switch (kind) {
    case "model":
      return Object.assign(reading, defined(generation(span, asked, given)));
    case "agent":
      return Object.assign(
        reading,
        defined({ input: inputTurns(asked), output: outputTurns(given)?.slice(-1) }),
      );
    case "tool": {
      const callId = metadata("tool_call_id");
      const known = typeof callId === "string" ? { callId } : {};
      reading.tool = defined({ name: span.name, args: asked, ...known, ...toolAnswer(given) });
      return reading;
    }
    case "workflow":
      return Object.assign(reading, invocationFacts(asked, given));
    default:
      if (metadata("langgraph_node") === span.name)
        Object.assign(reading, defined({ result: nodeOutput(given) }));
      return reading;
  }
};

/** The application's root, unless it is itself a call or an agent's turn; handlers of LangChain mark theirs. */
function isRoot(span: OtlpSpan, metadata: (key: string) => unknown): boolean {
  if (metadata("is_langchain_root") === true) return true;
  const type = textAttribute(span, "langfuse.observation.type");
  if (type !== "span" && type !== "chain") return false;
  return span.parentId === null || span.attributes.get("langfuse.internal.is_app_root") === true;
}

/** A failed observation may leave the span's own status unset. */
function levelError(span: OtlpSpan): string | undefined {
  if (span.attributes.get("langfuse.observation.level") !== "ERROR") return undefined;
  return textAttribute(span, "langfuse.observation.status_message") ?? "error";
}

function generation(span: OtlpSpan, asked: Json | undefined, given: Json | undefined): Partial<Reading> {
  const tools = offeredTools(asked);
  return {
    model: textAttribute(span, "langfuse.observation.model.name"),
    tokens: usageOf(observedAttribute(span, "langfuse.observation.usage_details")),
    input: inputTurns(asked),
    output: outputTurns(given),
    tools,
  };
}

/** Kinds of tokens are counted apart (`input_cache_read`), each once; a total tells whether they add up. */
function usageOf(usage: Json | undefined): Tokens | undefined {
  if (!isObject(usage)) return undefined;
  const sumOf = (side: string) =>
    Object.entries(usage).reduce(
      (sum, [key, count]) =>
        isCount(count) && (key === side || key.startsWith(`${side}_`)) ? sum + count : sum,
      0,
    );
  const own = (side: string, other: string) => {
    const count = usage[side] ?? usage[other];
    return isCount(count) ? count : undefined;
  };
  const input = own("input", "prompt_tokens");
  const output = own("output", "completion_tokens");
  if (input === undefined && output === undefined) return undefined;
  const total = own("total", "total_tokens");
  const summed = { input: sumOf("input"), output: sumOf("output") };
  if (total !== undefined && summed.input + summed.output === total) return summed;
  return { input: input ?? 0, output: output ?? 0 };
}

/** The handler for LangChain hands the tools that are offered in as messages of role `tool`. */
function offeredTools(asked: Json | undefined): string[] | undefined {
  if (!Array.isArray(asked)) return undefined;
  const names = asked.flatMap((message) => {
    const content = isObject(message) ? message["content"] : undefined;
    const tool = isObject(content) && isObject(content["function"]) ? content["function"]["name"] : undefined;
    return typeof tool === "string" ? [tool] : [];
  });
  return names.length > 0 ? names : undefined;
}
