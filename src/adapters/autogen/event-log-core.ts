import { isObject } from "../../core/json.ts";
import { lowerBound } from "../../core/lower-bound.ts";
import type { Json } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import { embeddedJson } from "../json-text.ts";
import { RunBuilder, type StepInput } from "../run-builder.ts";
import { isHollowEnvelope } from "./agentchat-hollow.ts";
import { addModelCalls, type ModelCall } from "./agentchat-model-calls.ts";
import type { LogEvent, Party } from "./event-log-line.ts";

type Entry = StepInput & { line: number; topic?: string };
/** What a model answered, until the agent sends it on or turns out to have kept it. */
interface Answer {
  line: number;
  agent: string | null;
  text: string;
}

/** The name given to the one who calls the model outside any agent of the runtime. */
const NAMELESS = "assistant";
/** How deep the words of a message type of the application's own are looked for. */
const WORDS_DEPTH = 4;

/**
 * The run of an application on AutoGen Core, whose message types are its own: each message that an agent sent, each
 * call of a tool, and model answers that no message repeats.
 */
export class CoreLog {
  private readonly entries: Entry[] = [];
  private readonly calls: { line: number; call: ModelCall }[] = [];
  private readonly open = new Map<string | null, Answer>();
  private task: string | null = null;
  private unreadable = 0;
  private wordless = 0;
  private toolCalls = 0;

  add(event: LogEvent, line: number): void {
    if (event.kind === "message") this.addMessage(event, line);
    else if (event.kind === "model-call") this.addModelCall(event, line);
    else if (event.kind === "tool-call") this.addToolCall(event, line);
    else if (event.kind === "failure") {
      const agent = event.agent?.name ?? null;
      this.entries.push({ kind: "error", text: event.exception, agent, locator: `line:${line}`, line });
    }
  }

  /** The run; null where the log holds nothing that an agent did. */
  draft(format: string): RunDraft | null {
    for (const answer of this.open.values()) this.keep(answer);
    this.open.clear();
    if (this.entries.length === 0) return null;
    this.entries.sort((a, b) => a.line - b.line);
    const capabilities = { toolCalls: true, toolResults: true, reasoning: false };
    const build = new RunBuilder({ framework: "autogen", format, capabilities });
    const asked = this.entries.some(({ agent, kind }) => agent == null && kind === "message");
    if (!asked && this.task !== null) build.step({ kind: "message", text: this.task, locator: "" });
    const lines: number[] = build.steps.map(() => 0);
    const authors = new Set(this.entries.map(({ agent }) => agent));
    for (const { line, topic, ...step } of this.entries) {
      if (step.agent != null) build.agent(step.agent);
      const to = step.to ?? (topic !== undefined && authors.has(topic) ? [topic] : []);
      for (const name of to) build.agent(name);
      build.step({ ...step, to });
      lines.push(line);
    }
    if (this.unreadable > 0)
      build.lose("unreadable-message", "messages whose type the runtime could not write", this.unreadable);
    if (this.wordless > 0)
      build.lose(
        "wordless-message",
        "messages of a team that this release of AutoGen logs without words",
        this.wordless,
      );
    if (authors.has(NAMELESS)) build.infer("the log does not name the agent that called the model");
    const draft = build.draft();
    addModelCalls(
      draft,
      this.calls.map(({ line, call }) => ({
        from: lowerBound(lines.length, (index) => (lines[index] ?? 0) < line),
        ...call,
      })),
    );
    return closed(draft);
  }

  private addMessage(event: Extract<LogEvent, { kind: "message" }>, line: number): void {
    const agent = event.sender?.name ?? null;
    const payload = embeddedJson(event.payload);
    if (isHollowEnvelope(payload)) {
      this.wordless += 1;
      return;
    }
    const text = wordsOf(payload, event.payload);
    if (text === null) {
      this.unreadable += 1;
      return;
    }
    if (text === "") return;
    const answer = this.open.get(agent);
    if (answer !== undefined && (text.includes(answer.text) || answer.text.includes(text)))
      this.open.delete(agent);
    const entry: Entry = { kind: "message", text, agent, locator: `line:${line}`, line };
    if (event.receiver !== null && event.route !== "publish") entry.to = [event.receiver.name];
    else if (event.receiver !== null) entry.topic = event.receiver.name;
    this.entries.push(entry);
  }

  private addModelCall(event: Extract<LogEvent, { kind: "model-call" }>, line: number): void {
    const agent = nameOf(event.agent);
    const before = this.open.get(agent);
    if (before !== undefined) this.keep(before);
    this.open.delete(agent);
    if (event.text !== "") this.open.set(agent, { line, agent, text: event.text });
    this.calls.push({ line, call: { ...event.call, agent } });
    this.task ??= event.task;
  }

  private addToolCall(event: Extract<LogEvent, { kind: "tool-call" }>, line: number): void {
    const { tool, args, result } = event;
    const agent = nameOf(event.agent);
    const common = { tool, agent, callId: `call ${this.toolCalls}`, locator: `line:${line}`, line };
    this.toolCalls += 1;
    const text = typeof args === "string" ? args : JSON.stringify(args ?? null);
    this.entries.push({ kind: "tool-call", ...common, text, args: (args ?? null) as Json });
    this.entries.push({ kind: "tool-result", ...common, text: result });
  }

  /** An answer that no message repeats is the agent's own step. */
  private keep({ agent, text, line }: Answer): void {
    this.entries.push({ kind: "message", agent, text, locator: `line:${line}`, line });
  }
}

function nameOf(agent: Party | null): string {
  return agent?.name ?? NAMELESS;
}

function closed(draft: RunDraft): RunDraft {
  const [first] = draft.steps;
  draft.task = first?.agent === null && first.kind === "message" ? first.text : null;
  draft.capabilities.task = draft.task !== null;
  draft.capabilities.recipients = draft.steps.some(({ to }) => to.length > 0);
  const last = draft.steps.at(-1);
  if (last?.kind === "error") {
    draft.endReason = "error";
    draft.endDetail = last.text;
    draft.outcome = "failed";
    draft.outcomeSource = "the run ended with an exception";
    draft.capabilities.endReason = true;
  }
  return draft;
}

/** The words of a message: its only text, its `content`, else the whole as written; null where it could not be written. */
function wordsOf(parsed: unknown, payload: string): string | null {
  let value = parsed;
  if (value === undefined) return null;
  for (let depth = 0; depth < WORDS_DEPTH && isObject(value); depth += 1) {
    const fields = Object.values(value).filter((field) => field !== null);
    if (fields.length === 0) return "";
    if (typeof value.content === "string") return value.content;
    const [only] = fields;
    if (fields.length > 1) return payload;
    value = only;
  }
  return typeof value === "string" ? value : payload;
}
