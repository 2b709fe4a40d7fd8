import { isObject } from "../../core/json.ts";
import type { Tokens } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import { type ChatMessage, fieldOf, readMessage, textOf } from "../langgraph/chat-message.ts";
import { readTokens } from "../langgraph/message-fields.ts";

/**
 * What mast keeps of one LangSmith run ("run" in LangSmith's sense: a span). Inputs repeat whole histories in every
 * ancestor, so that only what a run adds is kept: memory grows with what was said, not with the size of the export.
 */
export interface TracedRun {
  id: string;
  traceId: string;
  parentId: string | null;
  /** Sorts runs in the order of their beginnings, children behind their parents. */
  order: string | null;
  type: string;
  name: string;
  locator: string;
  startedAt: string | null;
  endedAt: string | null;
  error: string | null;
  /** Neither ended nor failed. */
  pending: boolean;
  hidden: boolean;
  node: string | null;
  /** Namespace of the graph that the run belongs to: `disputes:uuid|model:uuid`. */
  namespace: string[];
  agentName: string | null;
  threadId: string | null;
  /** `langgraph`, `langchain` or `langsmith`: whose run it is. */
  library: string;
  /** Answer of an `llm` run. */
  answer: ChatMessage | null;
  system: string | null;
  tools: string[] | null;
  callId: string | null;
  /** Kept of roots, nodes and tools only. */
  inputs: unknown;
  outputs: unknown;
}

/** A run as written, with its place and the run that it is nested in. */
export interface RawRun {
  raw: Record<string, unknown>;
  locator: string;
  /** What a torn run may lack stands in the run around it; null where runs are not nested. */
  inside: { id: string; traceId: string } | null;
}

/** The runs that one value holds: a run with its children, a list, an answer of the API, or an ingest body. */
export function* runsIn(value: unknown, pointer: string): Generator<RawRun> {
  const stack: { value: unknown; locator: string; inside: RawRun["inside"] }[] = [
    { value, locator: pointer, inside: null },
  ];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value: item, locator, inside } = next;
    if (Array.isArray(item)) {
      for (let at = item.length - 1; at >= 0; at -= 1)
        stack.push({ value: item[at], locator: `${locator}/${at}`, inside });
      continue;
    }
    if (!isObject(item)) continue;
    if (isTracedRun(item)) {
      yield { raw: item, locator, inside };
      const id = idOf(item);
      const children = item["child_runs"];
      if (id === null || !Array.isArray(children)) continue;
      const traceId = textOf(item["trace_id"]) ?? inside?.traceId ?? id;
      stack.push({ value: children, locator: `${locator}/child_runs`, inside: { id, traceId } });
      continue;
    }
    for (const list of ["patch", "post", "items", "runs"]) {
      if (Array.isArray(item[list])) stack.push({ value: item[list], locator: `${locator}/${list}`, inside });
    }
  }
}

function isTracedRun(value: unknown): value is Record<string, unknown> {
  if (!isObject(value) || typeof value["id"] !== "string") return isPatch(value);
  if (typeof value["run_type"] !== "string") return isPatch(value);
  return ["trace_id", "dotted_order", "parent_run_id", "parent_run_ids", "child_runs"].some(
    (key) => key in value,
  );
}

/** A patch completes a run posted earlier and need not repeat its type; the id may stand in the order alone. */
function isPatch(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value["dotted_order"] === "string" &&
    ("end_time" in value || "outputs" in value)
  );
}

/** The run's id: its own field, else the last part of its order. */
export function idOf(raw: Record<string, unknown>): string | null {
  return textOf(raw["id"]) ?? textOf(raw["dotted_order"])?.slice(-36) ?? null;
}

/** Reduces a run; null where it has no id. A run that says nothing of its trace is a trace of its own. */
export function readRun({ raw, locator, inside }: RawRun): TracedRun | null {
  const id = idOf(raw);
  if (id === null) return null;
  const order = textOf(raw["dotted_order"]);
  const type = (textOf(raw["run_type"]) ?? "chain").toLowerCase();
  const extra = isObject(raw["extra"]) ? raw["extra"] : {};
  const metadata = isObject(extra["metadata"])
    ? extra["metadata"]
    : isObject(raw["metadata"])
      ? raw["metadata"]
      : {};
  const name = textOf(raw["name"]) ?? type;
  const node = textOf(metadata["langgraph_node"]);
  const parents = raw["parent_run_ids"];
  const parentId =
    textOf(raw["parent_run_id"]) ??
    (Array.isArray(parents) ? textOf(parents[parents.length - 1]) : null) ??
    (order?.includes(".") ? order.slice(0, order.lastIndexOf(".")).slice(-36) : null) ??
    (inside === null ? null : inside.id);
  const tags = Array.isArray(raw["tags"]) ? raw["tags"] : [];
  const endedAt = toIsoTime(raw["end_time"]);
  const error = textOf(raw["error"]);
  const isLlm = type === "llm";
  const keeps = parentId === null || type === "tool" || (node !== null && name === node);
  return {
    id,
    traceId: textOf(raw["trace_id"]) ?? order?.split(".", 1)[0]?.slice(-36) ?? inside?.traceId ?? id,
    parentId,
    order,
    type,
    name,
    locator,
    startedAt: toIsoTime(raw["start_time"]),
    endedAt,
    error,
    pending:
      endedAt === null && error === null && String(raw["status"] ?? "pending").toLowerCase() === "pending",
    hidden: tags.includes("langsmith:hidden"),
    node,
    namespace: textOf(metadata["langgraph_checkpoint_ns"])?.split("|") ?? [],
    agentName: textOf(metadata["lc_agent_name"]),
    threadId: textOf(metadata["thread_id"]) ?? textOf(metadata["session_id"]) ?? textOf(raw["thread_id"]),
    library: libraryOf(metadata, extra),
    answer: isLlm ? answerOf(raw, metadata) : null,
    system: isLlm ? systemOf(raw["inputs"]) : null,
    tools: isLlm ? toolNames(extra["invocation_params"]) : null,
    callId:
      textOf(extra["tool_call_id"]) ??
      (type === "tool" ? (readMessage(fieldOf(raw["outputs"], "output"))?.callId ?? null) : null),
    inputs: keeps && (parentId === null || type === "tool") ? raw["inputs"] : null,
    outputs: keeps ? raw["outputs"] : null,
  };
}

function libraryOf(metadata: Record<string, unknown>, extra: Record<string, unknown>): string {
  const integration = textOf(metadata["ls_integration"]) ?? "";
  if ("langgraph_step" in metadata || integration === "langgraph" || integration === "langchain_create_agent")
    return "langgraph";
  const library = textOf(fieldOf(extra["runtime"], "library")) ?? "";
  return library.startsWith("langchain") ? "langchain" : "langsmith";
}

/** The message that a model call answered with: LangChain's generations, an OpenAI completion, or a message. */
function answerOf(raw: Record<string, unknown>, metadata: Record<string, unknown>): ChatMessage | null {
  const outputs = raw["outputs"];
  if (!isObject(outputs)) return null;
  const generation = first(first(outputs["generations"])) ?? first(outputs["generations"]);
  const candidate =
    fieldOf(generation, "message") ??
    fieldOf(first(outputs["choices"]), "message") ??
    outputs["message"] ??
    outputs["output"] ??
    first(outputs["messages"]) ??
    outputs;
  const text = textOf(fieldOf(generation, "text")) ?? textOf(outputs["output"]);
  const message =
    readMessage(candidate) ?? (text === null ? null : readMessage({ type: "ai", content: text }));
  if (message === null) return null;
  message.role = "ai";
  message.tokens ??= usageOf(raw, outputs, metadata);
  message.model ??= textOf(outputs["model"]) ?? textOf(metadata["ls_model_name"]);
  return message;
}

function usageOf(
  raw: Record<string, unknown>,
  outputs: Record<string, unknown>,
  metadata: Record<string, unknown>,
): Tokens | null {
  const reported = fieldOf(outputs["llm_output"], "token_usage") ?? outputs["usage"];
  return (
    readTokens(outputs["usage_metadata"] ?? metadata["usage_metadata"], { usage: reported }) ??
    readTokens(raw, {})
  );
}

/** The system prompt of a model call; `inputs.messages` is a list of lists in LangChain and a list elsewhere. */
function systemOf(inputs: unknown): string | null {
  const messages = fieldOf(inputs, "messages");
  const list = Array.isArray(first(messages)) ? first(messages) : messages;
  const message = readMessage(first(list));
  return message?.role === "system" ? message.text : null;
}

function toolNames(invocation: unknown): string[] | null {
  const declared = fieldOf(invocation, "tools");
  if (!Array.isArray(declared)) return null;
  const names = declared.map(
    (tool) => textOf(fieldOf(fieldOf(tool, "function"), "name")) ?? textOf(fieldOf(tool, "name")),
  );
  return names.filter((name) => name !== null);
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}
