import { type Conversation, clock, Echo } from "../conversation.ts";
import { Random } from "../random.ts";
import { type BenchFormat, jsonLines } from "./format.ts";

interface Message {
  node: string;
  text: string;
  value: Record<string, unknown>;
}

/** The task, then each answer and each tool's result. Messages as LangChain's `model_dump` writes them. */
export function messagesOf({ number, task, turns }: Conversation): Message[] {
  const random = new Random(number + 1);
  const bare = { additional_kwargs: {}, response_metadata: {} };
  const usage = { input_tokens: 400, output_tokens: 50, total_tokens: 450 };
  const ai = (name: string, content: string, calls: unknown[]): Record<string, unknown> => ({
    ...{ content, ...bare, type: "ai", name, id: `lc_run--${random.uuid()}-0` },
    ...{ tool_calls: calls, invalid_tool_calls: [], usage_metadata: usage },
  });
  const messages: Message[] = [
    {
      node: "planner",
      text: task,
      value: { content: task, ...bare, type: "human", name: null, id: random.uuid() },
    },
  ];
  for (const turn of turns) {
    if (turn.kind === "say") {
      messages.push({ node: turn.agent, text: turn.text, value: ai(turn.agent, turn.text, []) });
      continue;
    }
    const { agent, tool: name, callId, args, result } = turn;
    messages.push({
      node: agent,
      text: "",
      value: ai(agent, "", [{ name, args, id: callId, type: "tool_call" }]),
    });
    const output = { content: result, ...bare, type: "tool", name, id: random.uuid(), tool_call_id: callId };
    messages.push({ node: agent, text: result, value: { ...output, artifact: null, status: "success" } });
  }
  return messages;
}

export const graphUpdates: BenchFormat = {
  id: "langgraph updates",
  extension: ".jsonl",
  bareParse: "json-lines",
  fileBytes: 0,
  open: () => ({
    add: (conversation) =>
      jsonLines(messagesOf(conversation).map(({ node, value }) => ({ [node]: { messages: [value] } }))),
  }),
};

/** An export of traced runs: a root, a model run per answer, a tool run per call. */
function runsOf(conversation: Conversation, echo: Echo): Record<string, unknown>[] {
  const random = new Random(conversation.number + 7);
  const now = clock(conversation.number);
  const root = random.uuid();
  const at = (ms: number): string => new Date(ms).toISOString().replace("Z", "000Z");
  let order = 0;
  let rootPlace = "";
  const run = (name: string, type: string, agent: string, inputs: unknown, outputs: unknown) => {
    const id = order === 0 ? root : random.uuid();
    const begun = now();
    const place = `${at(begun).replaceAll(/[-:.TZ]/g, "")}${String(order).padStart(6, "0")}Z${id}`;
    if (order++ === 0) rootPlace = place;
    const dotted = id === root ? place : `${rootPlace}.${place}`;
    const metadata = {
      ls_integration: "langchain_create_agent",
      lc_agent_name: agent,
      langgraph_node: agent,
    };
    return {
      ...{
        id,
        name,
        start_time: at(begun),
        run_type: type,
        end_time: at(begun + 500),
        extra: { metadata },
        error: null,
      },
      ...{
        serialized: null,
        events: [],
        inputs,
        outputs,
        parent_run_id: id === root ? null : root,
        tags: [],
      },
      ...{
        session_id: "00000000-0000-4000-8000-000000000001",
        status: "success",
        trace_id: root,
        dotted_order: dotted,
      },
    };
  };
  const messages = messagesOf(conversation);
  const first = { messages: [{ role: "user", content: conversation.task }] };
  const runs = [run("LangGraph", "chain", "planner", first, { messages: [] })];
  let heard = "";
  for (const { node, text, value } of messages.slice(1)) {
    if (value["type"] === "tool") {
      runs.push(run(String(value["name"]), "tool", node, { input: "{}" }, { output: value }));
    } else {
      const generation = {
        text,
        type: "ChatGeneration",
        message: { lc: 1, type: "constructor", kwargs: value },
      };
      const inputs = {
        messages: [[{ lc: 1, type: "constructor", kwargs: { content: heard, type: "human" } }]],
      };
      runs.push(run("ChatOpenAI", "llm", node, inputs, { generations: [[generation]], llm_output: null }));
    }
    heard = echo.of(text);
  }
  return runs;
}

export const langsmithRuns: BenchFormat = {
  id: "langsmith runs",
  extension: ".jsonl",
  bareParse: "json-lines",
  fileBytes: 4 << 20,
  open: () => {
    const echo = new Echo();
    return { add: (conversation) => jsonLines(runsOf(conversation, echo)) };
  },
};

/** What the client posts at the end of a run: all that began and ended since the last time, and the end of the root. */
export const langsmithBatch: BenchFormat = {
  id: "langsmith batch",
  extension: ".json",
  bareParse: "json",
  fileBytes: 0,
  open: () => {
    const echo = new Echo();
    return {
      add: (conversation) => {
        const [root, ...post] = runsOf(conversation, echo);
        if (root === undefined) return "";
        const { id, trace_id, dotted_order, parent_run_id, end_time, outputs, ...begun } = root;
        const place = { id, trace_id, dotted_order, parent_run_id };
        const body = { post: [{ ...begun, ...place }, ...post], patch: [{ ...place, end_time, outputs }] };
        return JSON.stringify(body);
      },
    };
  },
};
