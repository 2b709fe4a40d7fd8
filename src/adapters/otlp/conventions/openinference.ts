import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { authorOf } from "../../langgraph/agents.ts";
import { type ChatTurn, newTurns, parseJson, readTurns, valueText } from "../chat-turn.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading, SpanKind } from "../staged-span.ts";
import { teamOf } from "./autogen.ts";
import {
  type Convention,
  countAttribute,
  defined,
  stringList,
  textAttribute,
  tokensOf,
} from "./convention.ts";
import { readFlattened } from "./flattened.ts";

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["LLM", "model"],
  ["TOOL", "tool"],
  ["AGENT", "agent"],
]);

/** OpenInference: `openinference.span.kind` and messages flattened into attributes. */
export const openInferenceConvention: Convention = (span) => {
  const kind = textAttribute(span, "openinference.span.kind")?.toUpperCase();
  if (kind === undefined) return null;
  const metadata = metadataOf(span);
  const base: Reading = defined<Reading>({
    convention: "openinference",
    kind: KINDS.get(kind) ?? "other",
    framework: frameworkOf(span, metadata),
    ...agentOf(span, kind, metadata),
  });
  switch (base.kind) {
    case "model":
      return modelCall(span, base);
    case "tool":
      return toolCall(span, base);
    default:
      return invocation(span, base, metadata);
  }
};

function metadataOf(span: OtlpSpan): Record<string, unknown> {
  const text = textAttribute(span, "metadata");
  const value = text === undefined ? undefined : parseJson(text);
  return isObject(value) ? value : {};
}

/** `openinference.instrumentation.crewai` → crewai; LangChain's spans are LangGraph's where a graph is named. */
function frameworkOf(span: OtlpSpan, metadata: Record<string, unknown>): string | undefined {
  const name = /^(?:@arizeai\/openinference-instrumentation-|openinference\.instrumentation\.)([\w-]+)/.exec(
    span.scope.name,
  )?.[1];
  if (name === "autogen_agentchat") return "autogen";
  if (name !== "langchain") return name?.replaceAll("_", "-");
  const graph = metadata["ls_integration"] ?? metadata["langgraph_node"] ?? metadata["langgraph_step"];
  return graph === undefined || graph === "langchain_chat_model" ? "langchain" : "langgraph";
}

function agentOf(
  span: OtlpSpan,
  kind: string,
  metadata: Record<string, unknown>,
): Pick<Reading, "agent" | "agentFrom"> {
  const named = textAttribute(span, "agent.name") ?? metadata["lc_agent_name"];
  if (typeof named === "string" && named !== "") return { agent: named };
  const node = textAttribute(span, "graph.node.id") ?? textAttribute(span, "graph.node.name");
  if (node !== undefined) return { agent: node };
  const graphNode = metadata["langgraph_node"];
  if (typeof graphNode === "string") {
    const namespace = valueText(metadata["langgraph_checkpoint_ns"]).split("|").slice(0, -1);
    const author = authorOf(namespace, graphNode);
    return author === null ? {} : { agent: author, agentFrom: "the graph's node" };
  }
  const prefix = kind === "AGENT" ? /^(.+?)\.[\w]+$/.exec(span.name)?.[1] : undefined;
  return prefix === undefined ? {} : { agent: prefix, agentFrom: "the span's name" };
}

function modelCall(span: OtlpSpan, base: Reading): Reading {
  const { attributes } = span;
  const input =
    readFlattened(attributes, "llm.input_messages.", "message.") ?? valueTurns(span, "input.value", "user");
  const output =
    readFlattened(attributes, "llm.output_messages.", "message.") ??
    valueTurns(span, "output.value", "assistant");
  return defined<Reading>({
    ...base,
    model: textAttribute(span, "llm.response.model_name") ?? textAttribute(span, "llm.model_name"),
    ...tokensOf(
      countAttribute(span, "llm.token_count.prompt"),
      countAttribute(span, "llm.token_count.completion"),
    ),
    finish: textAttribute(span, "llm.finish_reason"),
    input: input === undefined ? undefined : newTurns(input),
    output: output?.filter(saysSomething),
    tools: offeredTools(span),
  });
}

function saysSomething(turn: ChatTurn): boolean {
  return turn.text !== undefined || turn.calls !== undefined || turn.thought !== undefined;
}

/** Where only `input.value` and `output.value` are there: message lists as JSON, else plain text. */
function valueTurns(span: OtlpSpan, key: string, role: ChatTurn["role"]): ChatTurn[] | undefined {
  const value = textAttribute(span, key);
  if (value === undefined) return undefined;
  const parsed = parseJson(value);
  const turns = parsed === undefined ? null : readTurns(parsed);
  if (turns !== null) return turns;
  const text = isObject(parsed) && typeof parsed["text"] === "string" ? parsed["text"] : value;
  return [{ role, text }];
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

function toolCall(span: OtlpSpan, base: Reading): Reading {
  const args = textAttribute(span, "input.value") ?? textAttribute(span, "tool.parameters");
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

/** LangChain's tools answer with a whole ToolMessage as JSON, AG2's with a pair of success and message. */
function toolResult(value: string | undefined): { text: string | undefined; callId?: string; ok?: boolean } {
  const parsed = value === undefined ? undefined : parseJson(value);
  if (Array.isArray(parsed) && parsed.length === 2 && typeof parsed[0] === "boolean" && isObject(parsed[1])) {
    return { text: valueText(parsed[1]["content"]), ok: parsed[0] };
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

/** A team, crew or graph, an agent's turn, or a link of a chain. */
function invocation(span: OtlpSpan, base: Reading, metadata: Record<string, unknown>): Reading {
  if (base.framework === "crewai") return crewInvocation(span, base);
  if (base.framework === "autogen") return teamInvocation(span, base);
  const isGraph = base.framework === "langgraph" && metadata["langgraph_node"] === undefined;
  if (isGraph) {
    return defined<Reading>({
      ...base,
      kind: "workflow",
      // A graph with a name of its own: an agent made by create_agent, or what its author called it.
      task: taskText(span),
      result: resultText(span),
      waiting: textAttribute(span, "output.value")?.includes('"__interrupt__"') === true ? true : undefined,
    });
  }
  if (base.kind === "agent") return { ...base, ...agentTurns(span) };
  const isNode = metadata["langgraph_node"] === span.name;
  return isNode
    ? defined<Reading>({ ...base, result: nodeOutput(span) })
    : { convention: base.convention, kind: "other" };
}

/** Input and output of an agent's turn, used where no model call below it tells the same. */
function agentTurns(span: OtlpSpan): Pick<Reading, "input" | "output"> {
  const input = valueTurns(span, "input.value", "user");
  const output = valueTurns(span, "output.value", "assistant");
  return defined<Pick<Reading, "input" | "output">>({
    input: input === undefined ? undefined : newTurns(input),
    output: output?.slice(-1),
  });
}

/** A node that calls no model speaks only through its output; outputs of subgraphs repeat what is inside them. */
const MAX_NODE_OUTPUT = 16_384;

function nodeOutput(span: OtlpSpan): string | undefined {
  const value = textAttribute(span, "output.value");
  return value === undefined || value.length > MAX_NODE_OUTPUT ? undefined : value;
}

function teamInvocation(span: OtlpSpan, base: Reading): Reading {
  const team = textAttribute(span, "team_id");
  if (team === undefined) return base;
  const result = textAttribute(span, "output.value");
  const parsed = result === undefined ? undefined : parseJson(result);
  const names = stringList(span.attributes.get("participant_names"));
  const descriptions = stringList(span.attributes.get("participant_descriptions"));
  const members = names.map((name, index) =>
    defined<{ name: string; role?: string }>({ name, role: descriptions[index] }),
  );
  return defined<Reading>({
    ...base,
    kind: "workflow",
    runKey: teamOf(team) ?? team,
    members,
    task: taskText(span),
    messages:
      isObject(parsed) && Array.isArray(parsed["messages"]) ? (parsed["messages"] as Json[]) : undefined,
    stop: isObject(parsed) && typeof parsed["stop_reason"] === "string" ? parsed["stop_reason"] : undefined,
  });
}

function crewInvocation(span: OtlpSpan, base: Reading): Reading {
  const agents = listAttribute(span, "crew_agents");
  if (base.kind === "agent") return defined<Reading>({ ...base, output: spoken(resultText(span)) });
  if (agents === null && textAttribute(span, "flow_id") === undefined) return base;
  const tasks = listAttribute(span, "crew_tasks") ?? [];
  const task = tasks.flatMap((item) =>
    typeof item["description"] === "string" ? [item["description"]] : [],
  );
  const members = (agents ?? []).flatMap((item) => {
    if (typeof item["role"] !== "string") return [];
    const role = [item["goal"], item["backstory"]]
      .filter((text) => typeof text === "string" && text !== "")
      .join("\n");
    return [{ name: item["role"], role, tools: stringList(item["tools_names"] as Json) }];
  });
  return defined<Reading>({
    ...base,
    kind: "workflow",
    members,
    tasks: task.length > 0 ? task : undefined,
    result: resultText(span),
  });
}

function spoken(text: string | undefined): ChatTurn[] | undefined {
  return text === undefined ? undefined : [{ role: "assistant", text }];
}

function listAttribute(span: OtlpSpan, key: string): Record<string, unknown>[] | null {
  const text = textAttribute(span, key);
  const value = text === undefined ? undefined : parseJson(text);
  return Array.isArray(value) ? (value as unknown[]).filter(isObject) : null;
}

/** What the caller asked for: the last user message of the input, its only text, or the input as it is. */
function taskText(span: OtlpSpan): string | undefined {
  const value = textAttribute(span, "input.value");
  const turns =
    readFlattened(span.attributes, "llm.input_messages.", "message.") ??
    (value === undefined ? null : readTurns(value)) ??
    [];
  const user = turns.findLast((turn) => turn.role === "user")?.text;
  if (user !== undefined || value === undefined) return user;
  const parsed = parseJson(value);
  if (!isObject(parsed)) return value;
  if (typeof parsed["task"] === "string") return parsed["task"];
  const texts = Object.values(parsed).filter(
    (item): item is string => typeof item === "string" && item !== "",
  );
  return texts.length === 1 ? texts[0] : undefined;
}

function resultText(span: OtlpSpan): string | undefined {
  const value = textAttribute(span, "output.value");
  const parsed = value === undefined ? undefined : parseJson(value);
  if (isObject(parsed) && typeof parsed["raw"] === "string") return parsed["raw"];
  const turns = parsed === undefined ? null : readTurns(parsed);
  if (turns !== null) return turns.findLast((turn) => turn.role === "assistant")?.text;
  return parsed === undefined ? value : undefined;
}
