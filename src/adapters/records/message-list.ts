import { isObject } from "../../core/json.ts";
import type { Step } from "../../core/run.ts";
import type { AdapterEvent, Recognition, RunDraft, TraceAdapter } from "../adapter.ts";
import { RunBuilder } from "../run-builder.ts";
import type { TraceSource } from "../source.ts";
import { assistantSteps, type ChatMessage, contentText, isChatMessage } from "./openai-message.ts";

const FORMAT = "messages/openai";
/** Weaker than any format that says whose messages they are. */
const SCORE = 0.2;

/** A list of chat messages as the OpenAI API takes them, alone, under `messages`, or one list or message a line. */
export const messageListAdapter: TraceAdapter = {
  meta: {
    id: "message-list",
    version: 1,
    family: "messages",
    formats: [
      {
        format: FORMAT,
        title: "Plain OpenAI-style message lists",
        signs: ["role", "content"],
        writtenBy:
          'dumping the `messages` of chat-completion calls: a JSON list, `{"messages": […]}`, or JSON lines',
        tested: "openai 6.49 request bodies",
        carries:
          "messages, tool calls with arguments and results, names of agents where messages have a `name`",
        loses: "times, tokens, how the run ended, images and other parts that are no text",
        endReasons: { "(never said)": "unknown" },
      },
    ],
  },
  recognise: ({ probe }) => {
    if (probe.kind === "json") return recognition(messagesOf(probe.value)?.messages ?? null);
    if (probe.kind !== "records") return null;
    const values = probe.records.map(({ value }) => value);
    if (values.every((value) => messagesOf(value) !== null))
      return found("JSON lines with a list of messages each");
    return recognition(values);
  },
  read,
};

function recognition(messages: readonly unknown[] | null): Recognition | null {
  if (messages === null) return null;
  const chat = messages.filter(isChatMessage);
  // A few broken entries do not hide the rest; a list of something else that also has roles is not ours.
  if (chat.length < messages.length * 0.8 || !chat.some(({ role }) => role === "assistant")) return null;
  return found(`${chat.length} messages with role and content`);
}

function found(why: string): Recognition {
  return { score: SCORE, format: FORMAT, why };
}

function messagesOf(value: unknown): { messages: readonly unknown[]; base: string } | null {
  if (Array.isArray(value)) return { messages: value, base: "" };
  if (isObject(value) && Array.isArray(value["messages"]) && value["messages"].some(isChatMessage)) {
    return { messages: value["messages"], base: "/messages" };
  }
  return null;
}

async function* read(source: TraceSource): AsyncGenerator<AdapterEvent> {
  if (source.probe.kind === "json") {
    const list = messagesOf(source.probe.value);
    if (list === null) return;
    yield* oneRun(list.messages, (index) => `${list.base}/${index}`, "", source.probe.damage !== null);
    return;
  }
  const single: { value: unknown; line: number }[] = [];
  for await (const batch of source.records()) {
    for (const { value, line } of batch) {
      const list = messagesOf(value);
      if (list === null) single.push({ value, line });
      else
        yield* oneRun(list.messages, (index) => `line:${line}${list.base}/${index}`, `line:${line}`, false);
    }
  }
  if (single.length === 0) return;
  const values = single.map(({ value }) => value);
  yield* oneRun(values, (index) => `line:${single[index]?.line ?? 0}`, "", false);
}

function* oneRun(
  messages: readonly unknown[],
  locate: (index: number) => string,
  locator: string,
  damaged: boolean,
): Generator<AdapterEvent> {
  const reader = new MessageListReader(locator);
  for (const [index, message] of messages.entries()) {
    if (isChatMessage(message)) reader.add(message, locate(index));
    else {
      const message = "not a chat message (an object with a known role and content)";
      yield { type: "problem", problem: { locator: locate(index), code: "not-a-message", message } };
    }
  }
  if (reader.size > 0) yield { type: "run", draft: reader.draft(damaged) };
}

class MessageListReader {
  private readonly builder: RunBuilder;
  private readonly callers = new Map<string, { agent: string; tool: string }>();
  private lastCall: Step | null = null;
  private systemPrompt: string | null = null;
  private firstAgent: string | null = null;

  constructor(locator: string) {
    this.builder = new RunBuilder({
      framework: "messages",
      format: FORMAT,
      locator,
      capabilities: { toolCalls: true, toolResults: true, roles: true, task: true },
    });
  }

  get size(): number {
    return this.builder.steps.length;
  }

  add(message: ChatMessage, locator: string): void {
    const { builder } = this;
    const name = typeof message.name === "string" && message.name !== "" ? message.name : null;
    switch (message.role) {
      case "system":
      case "developer":
        this.addInstructions(contentText(message.content, builder), locator);
        return;
      case "user": {
        const text = contentText(message.content, builder);
        if (builder.draftRun.task === null) builder.draftRun.task = text;
        builder.step({ kind: "message", agent: name === null ? null : builder.agent(name), text, locator });
        return;
      }
      case "assistant":
        this.addAssistant(message, name, locator);
        return;
      default:
        this.addResult(message, name, locator);
    }
  }

  draft(damaged: boolean): RunDraft {
    if (damaged) this.builder.draftRun.endReason = "truncated";
    return this.builder.draft();
  }

  private addInstructions(text: string, locator: string): void {
    if (this.systemPrompt === null && this.firstAgent === null) {
      this.systemPrompt = text;
      return;
    }
    if (text === this.systemPrompt) return;
    this.builder.step({ kind: "message", text, locator });
  }

  private addAssistant(message: ChatMessage, name: string | null, locator: string): void {
    const agent = this.builder.agent(name ?? "assistant");
    if (name === null)
      this.builder.infer('messages of role assistant without a name are those of one agent, "assistant"');
    if (this.firstAgent === null) {
      this.firstAgent = agent;
      if (this.systemPrompt !== null) this.builder.agent(name ?? "assistant", { role: this.systemPrompt });
    }
    for (const step of assistantSteps(message, agent, locator, this.builder)) {
      if (step.kind !== "tool-call") continue;
      this.lastCall = step;
      if (step.callId !== undefined) this.callers.set(step.callId, { agent, tool: step.tool ?? "" });
    }
  }

  private addResult(message: ChatMessage, name: string | null, locator: string): void {
    const { builder, lastCall } = this;
    const callId = typeof message.tool_call_id === "string" ? message.tool_call_id : null;
    const caller = callId === null ? null : (this.callers.get(callId) ?? null);
    const tool = name ?? caller?.tool ?? (callId === null ? lastCall?.tool : undefined);
    builder.step({
      kind: "tool-result",
      agent: caller?.agent ?? (callId === null ? (lastCall?.agent ?? null) : null),
      text: contentText(message.content, builder),
      locator,
      ...(callId === null ? {} : { callId }),
      ...(tool === undefined ? {} : { tool }),
    });
  }
}
