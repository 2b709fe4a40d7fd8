import { isObject } from "../../core/json.ts";
import type { Step, Tokens } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { items, parsedArguments, textOf } from "../autogen/agentchat-content.ts";
import { endsWithStopWord } from "../autogen/stop-words.ts";
import { RunBuilder } from "../run-builder.ts";
import { type AgentEvent, textOfParts, tokensOf, unwrapped } from "./log-event.ts";

/** How the words of another speaker of a channel are shown to an agent. */
const SPEAKER = /^\[([^\]\n]{1,200})\]: /;

/** Whether a request shows what others said in a channel. */
export function isChannelRequest({ type, data }: AgentEvent): boolean {
  return type === "ModelRequest" && items(data.parts).some(([, part]) => SPEAKER.test(textOf(part.content)));
}

/** One `ask` of an agent: what it was asked, its model's words, its tools, and the agents that it gave tasks to. */
export class AgentRun {
  private readonly build: RunBuilder;
  private readonly agent: string;
  private readonly calls = new Map<string, Step>();
  /** Tokens of a model call whose step has not come yet. */
  private tokens: Tokens | null = null;
  /** What the agent of a task used in all, told before the task's end. */
  private readonly taskTokens = new Map<string, Tokens>();
  /** Calls that gave a task to another agent, by the task, and what that agent answers them with. */
  private readonly taskCalls = new Map<string, string>();
  private readonly taskAnswers = new Map<string, { agent: string; tokens: Tokens | null }>();
  private answered = false;
  private halted: string | null = null;

  constructor(agent: string, format: string, locator: string) {
    const capabilities = { times: true, tokens: true, toolCalls: true, toolResults: true };
    this.build = new RunBuilder({ framework: "ag2", format, locator, capabilities });
    this.agent = this.build.agent(agent);
  }

  get builder(): RunBuilder {
    return this.build;
  }

  /** Whether the agent has given its answer, so that another request begins a run. */
  get isAnswered(): boolean {
    return this.answered;
  }

  add(event: AgentEvent): void {
    const { data } = event;
    switch (event.type) {
      case "ModelRequest":
      case "DrainedModelRequest":
        this.addRequest(event);
        break;
      case "UsageEvent":
        this.addUsage(data);
        break;
      case "ModelResponse":
        this.addResponse(event);
        break;
      case "ModelReasoning":
        this.step(event, { kind: "thought", text: textOf(data.content) });
        break;
      case "ToolCallEvent":
      case "BuiltinToolCallEvent":
      case "ClientToolCallEvent":
        this.addCall(event);
        break;
      case "ToolResultEvent":
      case "BuiltinToolResultEvent":
      case "ToolErrorEvent":
      case "ToolNotFoundEvent":
        this.addResult(event);
        break;
      case "TaskStarted":
        this.addTask(event);
        break;
      case "TaskCompleted":
      case "TaskFailed":
      case "TaskExpired":
      case "TaskCancelled":
        this.addTaskEnd(event);
        break;
      case "HumanInputRequest":
      case "ToolApprovalRequest":
        this.step(event, { kind: "message", text: textOf(data.content) });
        break;
      case "HumanMessage":
        this.step(event, { kind: "message", text: textOf(data.content), agent: null, to: [this.agent] });
        break;
      case "HaltEvent":
        this.halted = textOf(data.reason) || "halted";
        break;
      // Everything in these stands in events of its own.
      case "ToolCallsEvent":
      case "ToolResultsEvent":
      case "ModelMessage":
        break;
      default:
        this.build.lose("other-event", "events of observers, compaction, aggregation and audio");
    }
  }

  finish(): RunDraft {
    const run = this.build.draft();
    const [first] = run.steps;
    if (this.tokens !== null) {
      const end = this.build.step({ kind: "end", locator: run.steps.at(-1)?.locator ?? "" });
      this.takeTokens(end);
    }
    if (this.taskTokens.size > 0)
      this.build.lose("task-usage", "tokens of tasks whose end is not in the log", this.taskTokens.size);
    run.task = first?.kind === "message" && first.agent !== this.agent ? first.text : null;
    run.startedAt = first?.at ?? null;
    run.endedAt = run.steps.findLast(({ at }) => at !== null)?.at ?? null;
    run.capabilities.task = run.task !== null;
    run.capabilities.recipients = run.steps.some(({ to }) => to.length > 0);
    if (this.halted !== null) {
      run.endReason = "stopped";
      run.endDetail = this.halted;
    } else run.endReason = this.answered ? "completed" : "truncated";
    run.capabilities.endReason = run.endReason !== "truncated";
    const agent = run.agents.find(({ id }) => id === this.agent);
    if (agent !== undefined && run.models.length === 1) agent.model = run.models[0] ?? null;
    return run;
  }

  /** A request may show the words of several speakers of a channel, a part each. */
  private addRequest(event: AgentEvent): void {
    const pieces: { speaker: string | null; texts: string[] }[] = [];
    for (const part of Array.isArray(event.data.parts) ? event.data.parts : []) {
      const written = textOfParts([part], () => this.loseMedia());
      const prefix = SPEAKER.exec(written);
      const text = prefix === null ? written : written.slice(prefix[0].length);
      const last = pieces.at(-1);
      if (prefix === null && last !== undefined) last.texts.push(text);
      else pieces.push({ speaker: prefix?.[1] ?? null, texts: [text] });
    }
    for (const { speaker, texts } of pieces) {
      const agent = speaker === null ? null : this.build.agent(speaker);
      this.step(event, { kind: "message", text: texts.join("\n"), agent, to: [this.agent] });
    }
    this.answered = false;
  }

  private addUsage({ kind, label, usage, model }: Record<string, unknown>): void {
    this.build.model(textOf(model) || null);
    if (kind === "model_call") this.tokens = tokensOf(usage);
    else if (kind === "subtask") {
      const tokens = tokensOf(usage);
      if (tokens !== null) this.taskTokens.set(textOf(label), tokens);
    } else this.build.lose("other-usage", "tokens of compaction, aggregation and the like");
  }

  private addResponse(event: AgentEvent): void {
    const { message, tool_calls: calls, usage, model } = event.data;
    this.build.model(textOf(model) || null);
    // The usage stands in an event of its own; logs of older releases have only the response's.
    this.tokens ??= tokensOf(usage);
    const text = isObject(message) ? textOf(message.content) : "";
    const hasCalls = isObject(calls) && Array.isArray(calls.calls) && calls.calls.length > 0;
    if (text !== "") {
      const step = this.step(event, { kind: "message", text });
      this.takeTokens(step);
      if (endsWithStopWord(text)) step.marker = "terminal";
    }
    this.answered = !hasCalls;
  }

  private addCall(event: AgentEvent): void {
    const { id, name, arguments: args } = event.data;
    const step = this.step(event, {
      kind: "tool-call",
      text: textOf(args),
      tool: textOf(name),
      args: parsedArguments(args),
    });
    this.takeTokens(step);
    if (textOf(id) === "") return;
    step.callId = textOf(id);
    this.calls.set(step.callId, step);
  }

  private addResult(event: AgentEvent): void {
    const { parent_id: id, name, result } = event.data;
    const call = this.calls.get(textOf(id));
    const text = textOfParts(unwrapped(result).parts, () => this.loseMedia());
    const failed = event.type === "ToolErrorEvent" || event.type === "ToolNotFoundEvent";
    const step = this.step(event, { kind: "tool-result", text, ok: !failed });
    const answer = this.taskAnswers.get(textOf(id));
    if (answer !== undefined) Object.assign(step, answer, { to: [this.agent] });
    const tool = textOf(name) || call?.tool;
    if (tool !== undefined && tool !== "") step.tool = tool;
    if (call?.callId !== undefined) step.callId = call.callId;
    if (event.type === "ToolNotFoundEvent" && call !== undefined) call.executed = false;
  }

  private addTask(event: AgentEvent): void {
    const { task_id: id, agent_name: name, objective, parent_tool_call_id: call } = event.data;
    const to = [this.build.agent(textOf(name) || "task")];
    this.step(event, { kind: "handoff", text: textOf(objective), to });
    if (textOf(call) !== "") this.taskCalls.set(textOf(id), textOf(call));
  }

  /** A task that a call brought about answers with the call's result; any other one with words of its own. */
  private addTaskEnd(event: AgentEvent): void {
    const { task_id: id, agent_name: name, result, error } = event.data;
    const agent = this.build.agent(textOf(name) || "task");
    const tokens = this.taskTokens.get(textOf(name)) ?? null;
    this.taskTokens.delete(textOf(name));
    const call = this.taskCalls.get(textOf(id));
    if (call !== undefined && this.calls.has(call)) {
      this.taskAnswers.set(call, { agent, tokens });
      return;
    }
    const said = typeof result === "string" ? result : result == null ? "" : JSON.stringify(result);
    const cause = isObject(error)
      ? `${textOf(error.__exception__)}: ${textOf(error.message)}`
      : textOf(error);
    const step =
      event.type === "TaskCompleted"
        ? this.step(event, { kind: "message", agent, to: [this.agent], text: said })
        : this.step(event, { kind: "error", agent, text: cause || event.type });
    step.tokens = tokens;
  }

  private step(event: AgentEvent, input: Omit<Parameters<RunBuilder["step"]>[0], "locator">): Step {
    const at = toIsoTime(event.data.created_at);
    return this.build.step({ agent: this.agent, at, locator: event.locator, ...input });
  }

  private takeTokens(step: Step): void {
    step.tokens = this.tokens;
    this.tokens = null;
  }

  private loseMedia(): void {
    this.build.lose("media", "files, images and links inside messages");
  }
}
