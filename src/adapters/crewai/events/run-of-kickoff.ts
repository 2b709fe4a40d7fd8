import { isObject } from "../../../core/json.ts";
import type { Step } from "../../../core/run.ts";
import type { RunDraft } from "../../adapter.ts";
import { RunBuilder } from "../../run-builder.ts";
import { declaredTools, replyText } from "../replies.ts";
import { type CrewEvent, isCarried } from "./event.ts";
import { type Execution, ExecutionIndex } from "./executions.ts";
import type { Kickoff } from "./kickoffs.ts";
import { ModelSteps } from "./model-steps.ts";
import { describeRun } from "./run-frame.ts";
import { Said } from "./said.ts";
import { StepSink } from "./step-sink.ts";
import { ToolSteps } from "./tool-steps.ts";

/** Between the outputs of earlier tasks in the context of the next one. */
const CONTEXT_SEPARATOR = "\n\n----------\n\n";

/** One kickoff as a run. */
export function runOfKickoff(kickoff: Kickoff, format: string): RunDraft {
  const writer = new KickoffWriter(kickoff, format);
  for (const event of kickoff.events) writer.write(event);
  return writer.finish();
}

class KickoffWriter {
  private readonly kickoff: Kickoff;
  private readonly builder: RunBuilder;
  private readonly index: ExecutionIndex;
  private readonly said = new Said();
  private readonly sink: StepSink;
  private readonly models: ModelSteps;
  private readonly tools: ToolSteps;
  /** The step in which each task's output was said. */
  private readonly answers = new Map<string, Step>();
  private lastAnswer: Step | null = null;

  constructor(kickoff: Kickoff, format: string) {
    const root = kickoff.root ?? kickoff.events[0];
    this.kickoff = kickoff;
    this.index = new ExecutionIndex(kickoff);
    this.builder = new RunBuilder({
      framework: "crewai",
      format,
      nativeKey: nativeKeyOf(kickoff),
      locator: root?.locator ?? "",
      capabilities: {},
    });
    this.sink = new StepSink(this.builder);
    this.models = new ModelSteps(this.sink, this.said);
    this.tools = new ToolSteps(this.sink, this.models);
  }

  write(event: CrewEvent): void {
    const { body, type } = event;
    if (body["hadObjects"] === true) {
      this.builder.lose("repeated-objects", "agent, task and crew objects (settings, credentials) in events");
    }
    const execution = this.index.executionOf(event);
    switch (type) {
      case "task_started":
        this.taskStarted(event);
        break;
      case "task_completed":
        this.taskCompleted(event);
        break;
      case "agent_execution_started":
        if (execution?.role != null) this.sink.agent(execution.role, { tools: declaredTools(body["tools"]) });
        break;
      case "lite_agent_execution_started":
        this.asked(event, execution);
        break;
      case "llm_call_started":
        this.models.started(event, execution);
        break;
      case "llm_call_completed":
        this.models.completed(event, execution);
        break;
      case "llm_call_failed":
        this.models.failed(event, execution);
        break;
      case "tool_usage_started":
        this.tools.started(event, execution, this.index.coworkerOf(event.id));
        break;
      case "tool_usage_finished":
        this.tools.finished(event, execution);
        break;
      case "tool_usage_error":
        this.tools.failed(event, execution);
        break;
      case "agent_logs_execution":
        this.logged(event, execution);
        break;
      case "agent_execution_completed":
      case "lite_agent_execution_completed":
        this.executed(event, execution);
        break;
      case "llm_guardrail_completed":
        this.guarded(event);
        break;
      case "context_window_summarization_completed":
        this.sink.step(event, execution, { kind: "message", text: type, canned: true, marker: "truncation" });
        break;
      default:
        if (typeof body["error"] === "string") this.sink.error(event, execution, body["error"], false);
        else if (!isCarried(type)) this.builder.lose("event-not-carried", `events of type ${type}`);
    }
  }

  finish(): RunDraft {
    const last = this.kickoff.events.at(-1);
    if (last !== undefined) this.models.finish(last);
    describeRun(this.builder, this.kickoff, this.index, {
      forced: this.lastAnswer?.marker === "forced-answer",
      sawModels: this.models.seen.calls,
      sawTools: this.tools.seen,
      ...this.models.seen,
    });
    return this.builder.draft();
  }

  private taskStarted(event: CrewEvent): void {
    const task = this.index.taskOf(event);
    if (task === null || task.text === "") return;
    const to = task.roles.map((role) => this.sink.agent(role));
    this.sink.plain(event, task, { kind: "message", to, text: task.text });
    this.builder.draftRun.task ??= task.text;
    const context = event.body["context"];
    if (typeof context !== "string") return;
    for (const part of context.split(CONTEXT_SEPARATOR)) addRecipients(this.answers.get(part.trim()), to);
  }

  /** A single agent is asked by the user's code; a guardrail agent by the framework, with what was said already. */
  private asked(event: CrewEvent, execution: Execution | null): void {
    const text = event.body["messages"];
    if (typeof text !== "string" || this.index.isGuardrail(event.parentId)) return;
    const to = execution?.role == null ? [] : [this.sink.agent(execution.role)];
    this.sink.plain(event, execution?.task ?? null, { kind: "message", to, text });
    this.builder.draftRun.task ??= text;
  }

  private taskCompleted(event: CrewEvent): void {
    const { raw, outputAgent } = event.body;
    if (typeof raw !== "string") return;
    const task = this.index.taskOf(event);
    if (!this.said.isEcho(event.type, raw)) {
      const role = typeof outputAgent === "string" ? outputAgent : (task?.roles.at(-1) ?? null);
      this.said.say(raw);
      const agent = role === null ? null : this.sink.agent(role);
      this.lastAnswer = this.sink.plain(event, task, { kind: "artifact", agent, text: raw });
    }
    if (this.lastAnswer !== null) this.answers.set(raw.trim(), this.lastAnswer);
  }

  private logged(event: CrewEvent, execution: Execution | null): void {
    const answer = event.body["formatted_answer"];
    if (!isObject(answer)) return;
    if (typeof answer["tool"] === "string") this.tools.refused(event, execution, answer);
    else if (typeof answer["output"] === "string") this.sayUnlessEcho(event, execution, answer["output"]);
  }

  private executed(event: CrewEvent, execution: Execution | null): void {
    this.sayUnlessEcho(event, execution, replyText(event.body["output"]));
    const answer = this.models.turnOf(execution).lastMessage;
    if (answer === null) return;
    const asker = execution?.delegation == null ? null : this.tools.call(execution.delegation);
    if (asker?.agent != null) addRecipients(answer, [asker.agent]);
    else this.lastAnswer = answer;
  }

  /** A step only where the dump lacks the model's own answer. */
  private sayUnlessEcho(event: CrewEvent, execution: Execution | null, text: string): void {
    if (text === "" || this.said.isEcho(event.type, text)) return;
    this.said.say(text);
    this.models.turnOf(execution).lastMessage = this.sink.step(event, execution, { kind: "message", text });
  }

  /** The verdict of a guardrail function; a guardrail agent gives its own in a message. */
  private guarded(event: CrewEvent): void {
    if (event.startedId !== null && this.index.hasAgentUnder(event.startedId)) return;
    const ok = event.body["success"] === true;
    const text = ok ? "" : replyText(event.body["error"]);
    this.sink.plain(event, this.index.taskOf(event), { kind: "tool-result", tool: "guardrail", text, ok });
  }
}

/** The id of the opening event; without ids its time to the microsecond with the id of what emitted the first event. */
function nativeKeyOf({ root, events }: Kickoff): string | null {
  const first = root ?? events[0];
  if (first === undefined || first.writtenIds) return first?.id ?? null;
  const source = events.find((event) => event.fingerprint !== null)?.fingerprint ?? null;
  return source === null || first.order === "" ? null : `${first.order} ${source}`;
}

function addRecipients(step: Step | undefined, ids: readonly string[]): void {
  for (const id of ids)
    if (step !== undefined && step.agent !== id && !step.to.includes(id)) step.to.push(id);
}
