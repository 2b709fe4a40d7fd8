import { type Conversation, clock, Echo, type Turn } from "../conversation.ts";
import { Random } from "../random.ts";
import { type BenchFormat, jsonLines, jsonList } from "./format.ts";

/** A span of a run before an export gives it its form: the run, below it an agent per turn, below that what it does. */
interface Span {
  id: string;
  parent: string | null;
  kind: "run" | "agent" | "model" | "tool";
  name: string;
  start: string;
  end: string;
  turn: Turn | null;
  heard: string;
}

interface Trace {
  id: string;
  task: string;
  spans: Span[];
}

function traceOf({ number, task, turns }: Conversation, echo: Echo): Trace {
  const random = new Random(number + 17);
  const now = clock(number);
  const id = random.hex(32);
  const spans: Span[] = [];
  let heard = task;
  const add = (kind: Span["kind"], name: string, parent: string | null, turn: Turn | null): string => {
    const span = { id: random.hex(16), parent, kind, name, turn, heard };
    const start = now();
    const at = (ms: number): string => new Date(ms).toISOString().replace("Z", "000+00:00");
    spans.push({ ...span, start: at(start), end: at(start + 500) });
    return span.id;
  };
  const root = add("run", "team", null, null);
  for (const turn of turns) {
    const agent = add("agent", turn.agent, root, turn);
    add("model", "ChatCompletion", agent, turn);
    if (turn.kind === "tool") add("tool", turn.tool, agent, turn);
    heard = echo.of(turn.kind === "say" ? turn.text : turn.result);
  }
  return { id, task, spans };
}

const KINDS = { run: "CHAIN", agent: "AGENT", model: "LLM", tool: "TOOL" } as const;

/** Attributes of OpenInference. */
function attributesOf({ kind, name, turn, heard }: Span, task: string): Record<string, string | number> {
  if (kind === "run") return { "input.value": task, "input.mime_type": "text/plain" };
  if (turn === null || kind === "agent") return { "agent.name": name };
  if (kind === "tool") {
    if (turn.kind !== "tool") return {};
    const input = { "input.value": JSON.stringify(turn.args), "input.mime_type": "application/json" };
    return { "tool.name": name, ...input, "output.value": turn.result, "output.mime_type": "text/plain" };
  }
  const answer = "llm.output_messages.0.message";
  const call = `${answer}.tool_calls.0.tool_call`;
  return {
    ...{ "llm.model_name": "gpt-4o-mini", "llm.token_count.prompt": 400, "llm.token_count.completion": 50 },
    ...{ "llm.input_messages.0.message.role": "user", "llm.input_messages.0.message.content": heard },
    [`${answer}.role`]: "assistant",
    ...(turn.kind === "say"
      ? { [`${answer}.content`]: turn.text }
      : {
          [`${call}.id`]: turn.callId,
          [`${call}.function.name`]: turn.tool,
          [`${call}.function.arguments`]: JSON.stringify(turn.args),
        }),
  };
}

/** Spans as Phoenix' client returns them, the last one first. */
export const phoenixSpans: BenchFormat = {
  id: "phoenix spans",
  extension: ".json",
  bareParse: "json",
  fileBytes: 4 << 20,
  open: () => {
    const echo = new Echo();
    return jsonList((conversation) => {
      const { id, task, spans } = traceOf(conversation, echo);
      return spans.reverse().map((span, index) => ({
        ...{ id: Buffer.from(`Span:${spans.length - index}`).toString("base64"), name: span.name },
        ...{
          context: { trace_id: id, span_id: span.id },
          span_kind: KINDS[span.kind],
          parent_id: span.parent,
        },
        ...{ start_time: span.start, end_time: span.end, status_code: "OK", status_message: "" },
        ...{ attributes: attributesOf(span, task), events: [] },
      }));
    });
  },
};

interface TreeSpan {
  span_id: string;
  child_spans: TreeSpan[];
  [field: string]: unknown;
}

/** Spans inside each other, a trace per file, as TRAIL has them. */
export const spanTree: BenchFormat = {
  id: "span tree",
  extension: ".json",
  bareParse: "json",
  fileBytes: 0,
  open: () => {
    const echo = new Echo();
    return { add: (conversation) => JSON.stringify(treeOf(traceOf(conversation, echo))) };
  },
};

function treeOf({ id, task, spans }: Trace): unknown {
  const nodes = new Map<string, TreeSpan>();
  const roots: TreeSpan[] = [];
  for (const span of spans) {
    const node: TreeSpan = {
      ...{ timestamp: span.start.replace("+00:00", "Z"), trace_id: id, span_id: span.id },
      ...{ parent_span_id: span.parent, trace_state: "", span_name: span.name, span_kind: "Internal" },
      ...{ service_name: "bench", resource_attributes: { "service.name": "bench" } },
      ...{ scope_name: "openinference.instrumentation.openai_agents", scope_version: "1.0.0" },
      span_attributes: { "openinference.span.kind": KINDS[span.kind], ...attributesOf(span, task) },
      ...{ duration: "PT0.5S", status_code: "Ok", status_message: "", events: [], links: [], logs: [] },
      child_spans: [],
    };
    nodes.set(span.id, node);
    const siblings = span.parent === null ? roots : nodes.get(span.parent)?.child_spans;
    siblings?.push(node);
  }
  return { trace_id: id, spans: roots };
}

/** A trace with its observations, as Langfuse's API gives it. */
export const langfuseTrace: BenchFormat = {
  id: "langfuse trace",
  extension: ".json",
  bareParse: "json",
  fileBytes: 0,
  open: () => {
    const echo = new Echo();
    return {
      add: (conversation) => {
        const { id, task, spans } = traceOf(conversation, echo);
        const observations = spans.map((span) => observationOf(span, id, task));
        const trace = { id, name: "team", timestamp: spans[0]?.start, scores: [], tags: [], metadata: {} };
        return JSON.stringify({ ...trace, observations });
      },
    };
  },
};

const TYPES = { run: "SPAN", agent: "AGENT", model: "GENERATION", tool: "TOOL" } as const;

function observationOf(
  { id, parent, kind, name, start, end, turn, heard }: Span,
  traceId: string,
  task: string,
) {
  const bare = { id, traceId, type: TYPES[kind], name, startTime: start, endTime: end };
  const common = {
    ...bare,
    parentObservationId: parent,
    level: "DEFAULT",
    statusMessage: null,
    metadata: {},
  };
  if (kind === "run") return { ...common, input: { task }, output: null };
  if (turn === null || kind === "agent") return { ...common, input: null, output: null };
  if (kind === "tool")
    return turn.kind === "tool" ? { ...common, input: turn.args, output: turn.result } : common;
  const usageDetails = { input: 400, output: 50, total: 450 };
  const called = { input: [{ role: "user", content: heard }], model: "gpt-4o-mini", usageDetails };
  return { ...common, ...called, output: answerOf(turn) };
}

function answerOf(turn: Turn): object {
  if (turn.kind === "say") return { role: "assistant", content: turn.text };
  const wanted = { name: turn.tool, arguments: JSON.stringify(turn.args) };
  return {
    role: "assistant",
    content: "",
    tool_calls: [{ id: turn.callId, type: "function", function: wanted }],
  };
}

/** What a tracing processor of the OpenAI Agents SDK gets: spans as they end, the trace at last. */
export const agentsSdkTrace: BenchFormat = {
  id: "openai agents trace",
  extension: ".jsonl",
  bareParse: "json-lines",
  fileBytes: 4 << 20,
  open: () => {
    const echo = new Echo();
    return {
      add: (conversation) => {
        const { id, task, spans } = traceOf(conversation, echo);
        const items = spans.map((span) => ({
          ...{ object: "trace.span", id: `span_${span.id}`, trace_id: `trace_${id}` },
          parent_id: span.parent === null ? null : `span_${span.parent}`,
          ...{ started_at: span.start, ended_at: span.end, span_data: spanDataOf(span, task), error: null },
        }));
        // An inner span ends before the one around it.
        const trace = { object: "trace", id: `trace_${id}`, workflow_name: "Agent workflow" };
        return jsonLines([...items.reverse(), { ...trace, group_id: null, metadata: null }]);
      },
    };
  },
};

function spanDataOf({ kind, name, turn, heard }: Span, task: string): object {
  if (kind === "run")
    return { type: "custom", name: "task", data: { sdk_span_type: "task", name: "Agent workflow" } };
  if (turn === null || kind === "agent")
    return { type: "agent", name, handoffs: [], tools: [], output_type: "str" };
  if (kind === "tool") {
    if (turn.kind !== "tool") return { type: "function", name };
    return { type: "function", name, input: JSON.stringify(turn.args), output: turn.result, mcp_data: null };
  }
  const input = [
    { content: `You are the ${turn.agent}.`, role: "system" },
    // What a filter of the model's input leaves of the history.
    ...(heard === "" ? [] : [{ role: heard === task ? "user" : "assistant", content: heard }]),
  ];
  const usage = { input_tokens: 400, output_tokens: 50 };
  const call = { input, output: [answerOf(turn)], model: "gpt-4o-mini", model_config: {}, usage };
  return { type: "generation", ...call };
}
