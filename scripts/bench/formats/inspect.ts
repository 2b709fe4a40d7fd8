import { type Conversation, clock, type Turn } from "../conversation.ts";
import { Random } from "../random.ts";
import type { BenchFile, BenchFormat } from "./format.ts";

/** Longer texts of events stand once among the attachments. */
const INLINE = 100;

interface Message {
  id: string;
  role: string;
  content: string;
  [field: string]: unknown;
}

/** One sample, told by its events; prompts refer to a pool of messages. */
class Sample {
  private readonly random: Random;
  private readonly now: () => number;
  private readonly events: object[] = [];
  private readonly pool: Message[] = [];
  private readonly messages: Message[] = [];
  private readonly attachments: Record<string, string> = {};
  private readonly task: string;
  private readonly id: string;

  constructor({ number, task }: Conversation) {
    this.random = new Random(number + 19);
    this.now = clock(number);
    this.task = task;
    this.id = `order-${number}`;
    this.add({ role: "user", source: "input", content: task });
  }

  turn(turn: Turn, solver: string): void {
    const agent = this.begin("agent", turn.agent, solver);
    const calls =
      turn.kind === "say"
        ? undefined
        : [{ id: turn.callId, function: turn.tool, arguments: turn.args, type: "function" }];
    const content = turn.kind === "say" ? turn.text : "";
    const before = this.pool.length;
    const spoken = { source: "generate", role: "assistant", tool_calls: calls, model: "gpt-4o-mini" };
    const message = this.add({ ...spoken, content });
    const choice = { message, stop_reason: calls === undefined ? "stop" : "tool_calls" };
    const usage = { input_tokens: 400, output_tokens: 50, total_tokens: 450 };
    const output = { model: "gpt-4o-mini", choices: [choice], completion: message.content, usage };
    const prompt = { input: [], input_refs: [[0, before]], tools: [], tool_choice: "auto", config: {} };
    const completed = this.time();
    this.event("model", agent, {
      model: "openai/gpt-4o-mini",
      ...prompt,
      output,
      completed,
      working_time: 0.5,
    });
    if (turn.kind === "tool") {
      const scope = this.begin("tool", turn.tool, agent);
      const { content: result, id } = this.add({
        ...{ role: "tool", content: turn.result, tool_call_id: turn.callId, function: turn.tool },
      });
      const call = { type: "function", id: turn.callId, function: turn.tool, arguments: turn.args, result };
      this.event("tool", agent, { ...call, events: [], completed: this.time(), message_id: id });
      this.finish(scope);
    }
    this.finish(agent);
  }

  begin(type: string, name: string, parent: string | null): string {
    const id = this.random.hex(22);
    this.event("span_begin", id, { id, ...(parent === null ? {} : { parent_id: parent }), type, name });
    return id;
  }

  finish(id: string): void {
    this.event("span_end", id, { id });
  }

  close(): object {
    const { id, task: input, messages, events, attachments } = this;
    const usage = { "openai/gpt-4o-mini": { input_tokens: 400, output_tokens: 50, total_tokens: 450 } };
    return {
      ...{
        id,
        epoch: 1,
        input,
        target: "settled",
        messages,
        output: {},
        scores: {},
        metadata: {},
        store: {},
      },
      ...{ events, model_usage: usage, started_at: this.time(), completed_at: this.time() },
      ...{
        uuid: this.random.hex(22),
        error_retries: [],
        attachments,
        events_data: { messages: this.pool, calls: [] },
      },
    };
  }

  /** Puts a message into the sample's list whole, and into the pool as events have it. */
  private add(message: Omit<Message, "id">): Message {
    const whole = { id: this.random.hex(22), ...message } as Message;
    this.messages.push(whole);
    const condensed = { ...whole, content: this.condensed(whole.content) };
    this.pool.push(condensed);
    return condensed;
  }

  private condensed(text: string): string {
    if (text.length <= INLINE) return text;
    const hash = this.random.hex(32);
    this.attachments[hash] = text;
    return `attachment://${hash}`;
  }

  private event(event: string, span: string, fields: object): void {
    const head = { uuid: this.random.hex(22), span_id: span, timestamp: this.time(), working_start: 1.5 };
    this.events.push({ ...head, event, ...fields });
  }

  private time(): string {
    return new Date(this.now()).toISOString().replace("Z", "000+00:00");
  }
}

function sampleOf(conversation: Conversation): object {
  const sample = new Sample(conversation);
  const solver = sample.begin("solver", "team", null);
  for (const turn of conversation.turns) sample.turn(turn, solver);
  sample.finish(solver);
  return sample.close();
}

const HEAD = JSON.stringify({
  ...{
    version: 2,
    status: "success",
    eval: { task: "orders", model: "openai/gpt-4o-mini", config: { epochs: 1 } },
  },
  plan: { name: "plan", steps: [{ solver: "team", params: {} }], config: {} },
  ...{ results: { total_samples: 1, completed_samples: 1, scores: [] }, stats: {}, invalidated: false },
}).slice(0, -1);

function openLog(): BenchFile {
  let before = `${HEAD},"samples":[`;
  return {
    add: (conversation) => {
      const text = before + JSON.stringify(sampleOf(conversation));
      before = ",";
      return text;
    },
    end: () => "]}",
  };
}

/** Inspect's log in JSON, some samples of an evaluation each. */
export const inspectLog: BenchFormat = {
  id: "inspect log",
  extension: ".json",
  bareParse: "json",
  fileBytes: 2 << 20,
  open: openLog,
};
