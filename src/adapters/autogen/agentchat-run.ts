import { isCount, isObject } from "../../core/json.ts";
import type { Step } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { RunBuilder } from "../run-builder.ts";
import { Attempts } from "./agentchat-attempts.ts";
import {
  items,
  joinedContents,
  messageText,
  parsedArguments,
  textOf,
  withoutTaskEcho,
} from "./agentchat-content.ts";
import { closeRun, type RunEnd } from "./agentchat-end.ts";
import { findHandoffs, type Handoffs, handoffTarget } from "./agentchat-handoffs.ts";
import { ORCHESTRATOR, Speakers } from "./agentchat-speakers.ts";
import { endsWithStopWord } from "./stop-words.ts";

/** One AgentChat message or event (a `model_dump()`, or what a console block says of it) and its place. */
export interface ChatRecord {
  value: Record<string, unknown>;
  locator: string;
  /** Calls and results inside have places of their own (JSON pointers below the record's). */
  nested: boolean;
}

export interface AgentchatInit {
  format: string;
  locator: string;
  nativeKey: string | null;
  /** Whether the source tells thoughts from messages. */
  reasoning: boolean;
}

const TRANSFER = "transfer_to_";
/** What an agent writes as the result of a call of a tool that there is not. */
const NOT_FOUND = /^Error: tool '[^'\n]{0,200}' not found in any workbench$/;

/** Turns the messages of one team run into steps: each message, call, result, handoff and token once. */
export class AgentchatRun {
  private readonly build: RunBuilder;
  private readonly handoffs: Handoffs;
  private readonly speakers: Speakers;
  private readonly calls = new Map<string, Step>();
  private readonly unanswered = new Set<Step>();
  /** A thought whose model call has not named its tokens yet. */
  private openThought: Step | null = null;
  private chunks: { record: ChatRecord; text: string[] } | null = null;
  private lastResults: string | null = null;
  private readonly attempts = new Attempts();

  constructor(records: readonly ChatRecord[], init: AgentchatInit) {
    this.build = new RunBuilder({
      framework: "autogen",
      format: init.format,
      locator: init.locator,
      nativeKey: init.nativeKey,
      capabilities: { toolCalls: true, toolResults: true, reasoning: init.reasoning },
    });
    this.speakers = new Speakers(this.build);
    this.handoffs = findHandoffs(records);
    for (const record of records) this.add(record);
    this.closeChunks();
  }

  infer(sentence: string): void {
    this.build.infer(sentence);
  }

  lose(code: string, detail: string, count: number): void {
    this.build.lose(code, detail, count);
  }

  /** The run, closed by what the source says of its end. */
  finish(end: RunEnd): RunDraft {
    closeRun(this.build, end, ORCHESTRATOR);
    const run = this.build.draft();
    // A call without a result was never carried out, unless the run broke off or died over it.
    if (run.endReason !== "error" && run.endReason !== "truncated") {
      for (const call of this.unanswered) call.executed = false;
    }
    return run;
  }

  private add(record: ChatRecord): void {
    const { value } = record;
    const type = textOf(value.type);
    if (type === "ModelClientStreamingChunkEvent") {
      this.addChunk(record);
      return;
    }
    if (this.chunks?.record.value.source === value.source) this.chunks = null;
    const first = this.build.steps.length;
    switch (type) {
      case "ToolCallRequestEvent":
        this.addCalls(record);
        break;
      case "ToolCallExecutionEvent":
        this.addResults(record);
        break;
      case "HandoffMessage":
        if (!this.handoffs.echoes.has(record)) this.addHandoff(record);
        break;
      case "ThoughtEvent":
        this.openThought = this.say(record, "thought");
        break;
      case "CodeExecutionEvent":
        this.addExecution(record);
        break;
      case "MemoryQueryEvent":
        this.addMemory(record);
        break;
      case "SelectSpeakerEvent":
      case "SelectorEvent":
        this.build.lose("speaker-selection", "the manager's choice of the next speaker is no agent's step");
        break;
      case "UserInputRequestedEvent":
        this.speakers.asksForInput(value);
        break;
      default:
        this.addMessage(record, type);
    }
    this.addUsage(value, this.build.steps[first]);
    this.attempts.link(value, this.build.steps[first]);
    if (type !== "ThoughtEvent")
      this.lastResults = type === "ToolCallExecutionEvent" ? joinedContents(value.content) : null;
  }

  private addMessage(record: ChatRecord, type: string): void {
    const { content } = record.value;
    // By default a summary is the results again, joined by line feeds; with a format of its own it is a template. Where
    // the type is not told, the words tell: older releases began a summary with "Tool calls:".
    const mayBeSummary = type === "ToolCallSummaryMessage" || (type === "" && this.lastResults !== null);
    if (mayBeSummary && content === this.lastResults) return;
    const step = this.say(record, "message");
    if (mayBeSummary && (type !== "" || step.text.startsWith("Tool calls:\n"))) step.canned = true;
    if (type === "StopMessage") step.marker = "terminal";
  }

  /** What every step of a record has in common. */
  private base({ value, locator }: ChatRecord): Pick<Step, "agent" | "at" | "locator"> {
    return { agent: this.speakers.author(value), at: toIsoTime(value.created_at), locator };
  }

  private say(record: ChatRecord, kind: "message" | "thought"): Step {
    const { value } = record;
    const written = messageText(value, (code, detail) => this.build.lose(code, detail));
    const text = value.source === ORCHESTRATOR ? withoutTaskEcho(written) : written;
    if (text !== written) this.build.lose("task-echo", "the ledger message repeats task and team");
    const step = this.build.step({ kind, text, ...this.base(record) });
    if (kind === "message" && step.agent !== null && endsWithStopWord(text)) step.marker = "terminal";
    return step;
  }

  private addCalls(record: ChatRecord): void {
    const base = this.base(record);
    for (const [index, item] of items(record.value.content)) {
      const tool = textOf(item.name);
      const callId = textOf(item.id);
      const common = { tool, ...base, locator: placeOf(record, index) };
      const handoff = this.handoffs.byCall.get(callId);
      let step: Step;
      if (handoff !== undefined || tool.startsWith(TRANSFER)) {
        const to = this.speakers.recipients(handoff?.target ?? tool.slice(TRANSFER.length));
        step = this.build.step({ kind: "handoff", ...common, to, text: handoff?.text ?? tool });
      } else {
        const args = parsedArguments(item.arguments);
        step = this.build.step({ kind: "tool-call", ...common, text: textOf(item.arguments), args });
        this.unanswered.add(step);
      }
      if (callId === "") continue;
      step.callId = callId;
      this.calls.set(callId, step);
    }
  }

  private addResults(record: ChatRecord): void {
    const base = this.base(record);
    for (const [index, item] of items(record.value.content)) {
      const callId = textOf(item.call_id);
      const call = this.calls.get(callId);
      if (call?.kind === "handoff") continue;
      const text = textOf(item.content);
      const step = this.build.step({ kind: "tool-result", ...base, text, locator: placeOf(record, index) });
      const tool = textOf(item.name) || call?.tool;
      if (tool !== undefined) step.tool = tool;
      if (callId !== "") step.callId = callId;
      if (typeof item.is_error === "boolean") step.ok = !item.is_error;
      if (call === undefined) continue;
      this.unanswered.delete(call);
      if (NOT_FOUND.test(text)) call.executed = false;
    }
  }

  private addHandoff(record: ChatRecord): void {
    const base = this.base(record);
    const to = this.speakers.recipients(handoffTarget(record.value));
    const kind = base.agent === null ? "message" : "handoff";
    this.build.step({ kind, ...base, to, text: textOf(record.value.content) });
  }

  /** Output of executed code; it has no call of its own, the code stands in the message before it. */
  private addExecution(record: ChatRecord): void {
    const { result, content } = record.value;
    const { output, exit_code: exitCode } = isObject(result) ? result : {};
    const text = textOf(output) || textOf(content);
    const step = this.build.step({ kind: "tool-result", ...this.base(record), text, tool: "execute_code" });
    if (typeof exitCode === "number") step.ok = exitCode === 0;
  }

  private addMemory(record: ChatRecord): void {
    const { content } = record.value;
    const text = typeof content === "string" ? content : joinedContents(content);
    // An id of its own keeps it from being read as the output of executed code.
    const about = { tool: "memory_query", callId: `memory ${this.build.steps.length}`, ok: true };
    this.build.step({ kind: "tool-result", ...this.base(record), text, ...about });
  }

  /** Chunks repeat the message that follows them; only where it never came are they all there is. */
  private addChunk(record: ChatRecord): void {
    if (this.chunks?.record.value.source !== record.value.source) this.closeChunks();
    this.chunks ??= { record, text: [] };
    this.chunks.text.push(textOf(record.value.content));
  }

  private closeChunks(): void {
    if (this.chunks === null) return;
    const { record, text } = this.chunks;
    this.chunks = null;
    this.build.step({ kind: "message", ...this.base(record), text: text.join("") });
    this.build.infer("the last streamed message never came as a whole and is put together from its chunks");
  }

  private addUsage(value: Record<string, unknown>, step: Step | undefined): void {
    if (value.type === "ThoughtEvent") return;
    const carrier = this.openThought ?? step;
    this.openThought = null;
    const usage = value.models_usage;
    if (!isObject(usage)) return;
    const { prompt_tokens: input, completion_tokens: output } = usage;
    if (!isCount(input) || !isCount(output)) return;
    if (carrier === undefined) this.build.lose("usage-without-step", "tokens of a message that is no step");
    else carrier.tokens = { input, output };
  }
}

/** Where one call or result of a record stands. */
function placeOf(record: ChatRecord, index: number): string {
  return record.nested ? `${record.locator}/content/${index}` : record.locator;
}
