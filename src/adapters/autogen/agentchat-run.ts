import { isObject } from "../../core/json.ts";
import type { Step } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { RunBuilder } from "../run-builder.ts";
import { items, messageText, parsedArguments, textOf } from "./agentchat-content.ts";
import { closeRun, type RunEnd } from "./agentchat-end.ts";
import { findHandoffs, type Handoffs, handoffTarget } from "./agentchat-handoffs.ts";
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

const ORCHESTRATOR = "MagenticOneOrchestrator";
/** The orchestrator's ledger message begins by repeating task and team; its own words begin with the fact sheet. */
const LEDGER_HEAD = /^\s*We are working to address the following user request:/;
const LEDGER_FACTS = "Here is an initial fact sheet to consider:";
const PROXY_NAME = /^(?:user|human|customer)_?(?:proxy|agent|input)?\d{0,3}$/i;
/** What an agent writes as the result of a call that it could not carry out at all. */
const NOT_CARRIED_OUT = /^Error: (?:[Tt]ool|The tool) '?[^'\n]{0,200}'? (?:is not available|not found)/;

/** Turns the messages of one team run into steps: each message, call, result, handoff and token once. */
export class AgentchatRun {
  private readonly build: RunBuilder;
  private readonly handoffs: Handoffs;
  private readonly calls = new Map<string, Step>();
  /** Names under which a user proxy of the team asked for input: such a "user" is a member, not the plain user. */
  private readonly asksUser = new Set<string>();
  /** A thought whose model call has not named its tokens yet. */
  private openThought: Step | null = null;
  private chunks: { record: ChatRecord; text: string[] } | null = null;
  private lastResults: string | null = null;
  /** The last code generation or execution of an agent, for those that the framework repeats. */
  private readonly attempts = new Map<string, number>();

  constructor(records: readonly ChatRecord[], init: AgentchatInit) {
    this.build = new RunBuilder({
      framework: "autogen",
      format: init.format,
      locator: init.locator,
      nativeKey: init.nativeKey,
      capabilities: { toolCalls: true, toolResults: true, reasoning: init.reasoning },
    });
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
    return this.build.draft();
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
        this.asksUser.add(textOf(value.source));
        this.build.agent(textOf(value.source) || "user", { kind: "human-proxy" });
        break;
      default:
        this.addMessage(record, type);
    }
    this.addUsage(value, this.build.steps[first]);
    if ("retry_attempt" in value) this.linkAttempt(value, this.build.steps[first]);
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

  /** The agent that wrote a record; null for the plain user who gives the task. */
  private author(value: Record<string, unknown>): string | null {
    const name = textOf(value.source);
    if (name === "" || (name.toLowerCase() === "user" && !this.asksUser.has(name))) return null;
    if (name === ORCHESTRATOR) return this.build.agent(name, { kind: "manager" });
    return this.build.agent(name, PROXY_NAME.test(name) ? { kind: "human-proxy" } : {});
  }

  private say(record: ChatRecord, kind: "message" | "thought"): Step {
    const { value, locator } = record;
    let text = messageText(value, (code, detail) => this.build.lose(code, detail));
    if (value.source === ORCHESTRATOR && LEDGER_HEAD.test(text)) {
      const facts = text.indexOf(LEDGER_FACTS);
      if (facts > 0) {
        text = text.slice(facts);
        this.build.lose("task-echo", "the ledger message repeats task and team");
      }
    }
    const agent = this.author(value);
    const step = this.build.step({ kind, agent, text, at: toIsoTime(value.created_at), locator });
    if (kind === "message" && agent !== null && endsWithStopWord(text)) step.marker = "terminal";
    return step;
  }

  private addCalls(record: ChatRecord): void {
    const { value } = record;
    const agent = this.author(value);
    const at = toIsoTime(value.created_at);
    for (const [index, item] of items(value.content)) {
      const tool = textOf(item.name);
      const callId = textOf(item.id);
      const locator = record.nested ? `${record.locator}/content/${index}` : record.locator;
      const handoff = this.handoffs.byCall.get(callId);
      let step: Step;
      if (handoff !== undefined || tool.startsWith("transfer_to_")) {
        const to = this.recipients(handoff?.target ?? tool.slice("transfer_to_".length));
        step = this.build.step({
          kind: "handoff",
          agent,
          to,
          text: handoff?.text ?? tool,
          at,
          locator,
          tool,
        });
      } else {
        const args = parsedArguments(item.arguments);
        step = this.build.step({
          kind: "tool-call",
          agent,
          text: textOf(item.arguments),
          at,
          locator,
          tool,
          args,
        });
      }
      if (callId === "") continue;
      step.callId = callId;
      this.calls.set(callId, step);
    }
  }

  private addResults(record: ChatRecord): void {
    const { value } = record;
    const agent = this.author(value);
    const at = toIsoTime(value.created_at);
    for (const [index, item] of items(value.content)) {
      const callId = textOf(item.call_id);
      const call = this.calls.get(callId);
      if (call?.kind === "handoff") continue;
      const text = textOf(item.content);
      const locator = record.nested ? `${record.locator}/content/${index}` : record.locator;
      const step = this.build.step({ kind: "tool-result", agent, text, at, locator });
      const tool = textOf(item.name) || call?.tool;
      if (tool !== undefined) step.tool = tool;
      if (callId !== "") step.callId = callId;
      if (typeof item.is_error === "boolean") step.ok = !item.is_error;
      if (call !== undefined && NOT_CARRIED_OUT.test(text)) call.executed = false;
    }
  }

  private addHandoff(record: ChatRecord): void {
    const { value, locator } = record;
    const agent = this.author(value);
    const to = this.recipients(handoffTarget(value));
    const kind = agent === null ? "message" : "handoff";
    this.build.step({
      kind,
      agent,
      to,
      text: textOf(value.content),
      at: toIsoTime(value.created_at),
      locator,
    });
  }

  private addExecution(record: ChatRecord): void {
    const { value, locator } = record;
    const result = isObject(value.result) ? value.result : {};
    const at = toIsoTime(value.created_at);
    const text = textOf(result.output) || textOf(value.content);
    const step = this.build.step({ kind: "tool-result", agent: this.author(value), text, at, locator });
    step.tool = "execute_code";
    if (typeof result.exit_code === "number") step.ok = result.exit_code === 0;
  }

  private linkAttempt(value: Record<string, unknown>, step: Step | undefined): void {
    if (step === undefined || (Array.isArray(value.code_blocks) && value.code_blocks.length === 0)) return;
    const key = `${textOf(value.type)} ${textOf(value.source)}`;
    const earlier = this.attempts.get(key);
    if (earlier !== undefined && value.retry_attempt !== 0) step.retryOf = earlier;
    this.attempts.set(key, step.index);
  }

  private addMemory(record: ChatRecord): void {
    const { value, locator } = record;
    const text = typeof value.content === "string" ? value.content : joinedContents(value.content);
    const at = toIsoTime(value.created_at);
    const agent = this.author(value);
    // An id of its own keeps it from being read as the output of executed code.
    const callId = `memory ${this.build.steps.length}`;
    this.build.step({
      kind: "tool-result",
      agent,
      text,
      at,
      locator,
      tool: "memory_query",
      callId,
      ok: true,
    });
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
    const { value, locator } = record;
    this.build.step({
      kind: "message",
      agent: this.author(value),
      text: text.join(""),
      at: toIsoTime(value.created_at),
      locator,
    });
    this.build.infer("the last streamed message never came as a whole and is put together from its chunks");
  }

  private addUsage(value: Record<string, unknown>, step: Step | undefined): void {
    if (value.type === "ThoughtEvent") return;
    const carrier = this.openThought ?? step;
    this.openThought = null;
    const usage = value.models_usage;
    if (!isObject(usage) || carrier === undefined) return;
    const { prompt_tokens: input, completion_tokens: output } = usage;
    if (isCount(input) && isCount(output)) carrier.tokens = { input, output };
  }

  private recipients(target: string): string[] {
    if (target === "" || target.toLowerCase() === "user") return [];
    const known = this.build.draftRun.agents.find(
      (agent) => agent.name.toLowerCase() === target.toLowerCase(),
    );
    return [known?.id ?? this.build.agent(target)];
  }
}

/** The contents of results or memories, one below the other. */
function joinedContents(content: unknown): string {
  return items(content)
    .map(([, item]) => textOf(item.content))
    .join("\n");
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
