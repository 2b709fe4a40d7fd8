import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { type ChatTurn, parseJson, readTurns } from "../chat-turn.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading, SpanKind } from "../staged-span.ts";
import { type Convention, defined, textAttribute } from "./convention.ts";
import { crewFacts } from "./crew-facts.ts";
import { frameworkOf, isCompletion, modelFacts } from "./genai.ts";
import { graphAgent } from "./graph-agent.ts";
import { inputTurns, invocationFacts, nodeOutput, observed, outputTurns, toolAnswer } from "./observed.ts";

/** Spans of these packages without any attribute of `traceloop.*` are OpenLLMetry's too. */
const SCOPES = /^opentelemetry\.instrumentation\.(?:crewai|langchain|openai\.v[01]|openai_agents)\b/;

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["workflow", "workflow"],
  ["agent", "agent"],
  ["tool", "tool"],
  ["task", "other"],
  ["handoff", "other"],
]);

/** Metadata of the framework, one attribute a key. */
const PROPERTY = "traceloop.association.properties.";

/**
 * OpenLLMetry (Traceloop): `traceloop.span.kind` around GenAI attributes. The GenAI operation beside it is not to be
 * trusted: crews and tasks say `invoke_agent` too, and every agent of a graph has an empty `invoke_agent` sibling.
 */
export const traceloopConvention: Convention = (span) => {
  const kind = textAttribute(span, "traceloop.span.kind");
  const isOurs =
    kind !== undefined || span.attributes.has("traceloop.workflow.name") || SCOPES.test(span.scope.name);
  if (!isOurs) return null;
  const base: Reading = defined<Reading>({
    convention: "traceloop",
    kind: kind === undefined ? unmarkedKind(span) : (KINDS.get(kind) ?? "other"),
    framework: frameworkOf(span),
    ...agentOf(span, kind),
  });
  const crew = crewFacts(span);
  if (crew !== null) return { ...base, ...crew };
  switch (base.kind) {
    case "model":
      return defined<Reading>({ ...base, ...modelCall(span) });
    case "tool":
      return { ...base, tool: toolFacts(span) };
    case "workflow":
      return { ...base, ...invocationFacts(entity(span, "input"), entity(span, "output")) };
    case "agent":
      return defined<Reading>({
        ...base,
        input: inputTurns(entity(span, "input")),
        output: outputTurns(entity(span, "output"))?.slice(-1),
      });
    default:
      return defined<Reading>({
        ...base,
        result: isNode(span) ? nodeOutput(entity(span, "output")) : undefined,
      });
  }
};

/** Older releases (0.47) name the type of a request, and no operation. */
function unmarkedKind(span: OtlpSpan): SpanKind {
  if (span.attributes.has("llm.request.type")) return isCompletion(span) ? "model" : "other";
  const operation = textAttribute(span, "gen_ai.operation.name");
  if (operation === "create_agent") return "setup";
  return operation === "chat" || operation === "text_completion" ? "model" : "other";
}

function agentOf(span: OtlpSpan, kind: string | undefined): Pick<Reading, "agent" | "agentFrom"> {
  const role = textAttribute(span, "crewai.agent.role") ?? textAttribute(span, "crewai.task.agent");
  if (role !== undefined) return { agent: role };
  if (kind === "agent") {
    const name = textAttribute(span, "gen_ai.agent.name") ?? textAttribute(span, "traceloop.entity.name");
    return name === undefined ? {} : { agent: name };
  }
  return graphAgent((key) => span.attributes.get(PROPERTY + key));
}

function modelCall(span: OtlpSpan): Partial<Reading> {
  const facts = modelFacts(span);
  return {
    ...facts,
    input: facts.input?.map(plainText),
    output: facts.output?.map(plainText),
    tools: facts.tools ?? offeredFunctions(span),
  };
}

/** Flattened contents that are no plain text are JSON: parts of a message, or an empty text in quotes. */
function plainText(turn: ChatTurn): ChatTurn {
  if (turn.text === '""') return { ...turn, text: "" };
  if (turn.text?.startsWith('[{"type"') !== true) return turn;
  const [read] = readTurns([{ role: turn.role, content: parseJson(turn.text) ?? turn.text }]) ?? [];
  return { ...turn, text: read?.text ?? turn.text };
}

function offeredFunctions(span: OtlpSpan): string[] | undefined {
  const names: string[] = [];
  for (const [key, value] of span.attributes) {
    if (/^llm\.request\.functions\.\d+\.name$/.test(key) && typeof value === "string") names.push(value);
  }
  return names.length > 0 ? names : undefined;
}

/** What a decorated function or a chain got or gave, out of the envelopes of LangChain's callbacks. */
function entity(span: OtlpSpan, side: "input" | "output"): Json | undefined {
  const value = observed(textAttribute(span, `traceloop.entity.${side}`));
  return isObject(value)
    ? ((value["inputs"] ?? value["outputs"] ?? value["output"] ?? value) as Json)
    : value;
}

function toolFacts(span: OtlpSpan): NonNullable<Reading["tool"]> {
  return defined<NonNullable<Reading["tool"]>>({
    name:
      textAttribute(span, "gen_ai.tool.name") ??
      textAttribute(span, "traceloop.entity.name") ??
      span.name.replace(/\.tool$/, ""),
    callId: textAttribute(span, "gen_ai.tool.call.id"),
    args: entity(span, "input") ?? span.attributes.get("gen_ai.tool.call.arguments"),
    ...toolAnswer(entity(span, "output") ?? span.attributes.get("gen_ai.tool.call.result")),
  });
}

/** A node of a graph is a task by its name. */
function isNode(span: OtlpSpan): boolean {
  return textAttribute(span, "traceloop.entity.name") === span.attributes.get(`${PROPERTY}langgraph_node`);
}
