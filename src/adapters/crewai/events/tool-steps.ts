import { isObject } from "../../../core/json.ts";
import type { Step } from "../../../core/run.ts";
import { replyText } from "../replies.ts";
import { withoutToolList } from "../texts.ts";
import { delegationOf, toolArguments, toolName, wasCarriedOut } from "../tools.ts";
import type { CrewEvent } from "./event.ts";
import type { Execution } from "./executions.ts";
import type { ModelSteps } from "./model-steps.ts";
import type { StepSink } from "./step-sink.ts";

/** Steps of tool calls: call, handover where it is a delegation, one result. */
export class ToolSteps {
  seen = false;
  private readonly sink: StepSink;
  private readonly models: ModelSteps;
  private readonly calls = new Map<string, Step>();
  private readonly results = new Map<string, Step>();

  constructor(sink: StepSink, models: ModelSteps) {
    this.sink = sink;
    this.models = models;
  }

  /** The step of a call, by the id of its `tool_usage_started`. */
  call(id: string): Step | null {
    return this.calls.get(id) ?? null;
  }

  /** `coworker`: the role that was set to work by this call, where the dump shows it. */
  started(event: CrewEvent, execution: Execution | null, coworker: string | null): void {
    this.seen = true;
    const turn = this.models.turnOf(execution);
    turn.asked = false;
    const tool = toolName(replyText(event.body["tool_name"]));
    const args = toolArguments(event.body["tool_args"]);
    const requested = turn.requested.findIndex((call) => call.tool === tool);
    if (requested >= 0) turn.requested.splice(requested, 1);
    const tokens = this.models.takeTokens(execution);
    const call = this.sink.step(event, execution, {
      kind: "tool-call",
      callId: event.id,
      tool,
      args,
      tokens,
    });
    this.calls.set(event.id, call);
    const delegation = delegationOf(tool, args);
    if (delegation === null) return;
    const to = coworker === null ? this.sink.coworker(delegation.coworker) : this.sink.agent(coworker);
    this.sink.step(event, execution, {
      kind: "handoff",
      to: to === null ? [] : [to],
      text: delegation.request,
    });
  }

  finished(event: CrewEvent, execution: Execution | null): void {
    const { failure, output } = event.body;
    const failed = isObject(failure);
    this.result(event, execution, this.own(replyText(output)), !failed);
    const call = event.startedId === null ? null : this.call(event.startedId);
    if (call !== null && failed && !wasCarriedOut(failure["reason"])) call.executed = false;
  }

  failed(event: CrewEvent, execution: Execution | null): void {
    this.result(event, execution, replyText(event.body["error"]), false);
  }

  /** The log of a text-mode turn alone tells of calls that the framework answered itself, by its guard against repeats. */
  refused(event: CrewEvent, execution: Execution | null, answer: Record<string, unknown>): void {
    const turn = this.models.turnOf(execution);
    if (!turn.asked) return;
    turn.asked = false;
    const tool = toolName(replyText(answer["tool"]));
    const args = toolArguments(answer["tool_input"]);
    const tokens = this.models.takeTokens(execution);
    const callId = event.id;
    this.sink.step(event, execution, { kind: "tool-call", callId, tool, args, executed: false, tokens });
    const text = this.own(replyText(answer["result"]));
    this.sink.step(event, execution, { kind: "tool-result", callId, tool, text, ok: false });
  }

  private own(output: string): string {
    const own = withoutToolList(output);
    if (own !== output) this.sink.builder.lose("tool-list", "lists of all tools, added to outputs by CrewAI");
    return own.trim();
  }

  /** One result for each call, however many events report it. */
  private result(event: CrewEvent, execution: Execution | null, text: string, ok: boolean): void {
    this.seen = true;
    const callId = event.startedId ?? event.id;
    const known = this.results.get(callId);
    if (known !== undefined) {
      known.ok = known.ok === true && ok;
      return;
    }
    const tool = this.call(callId)?.tool ?? toolName(replyText(event.body["tool_name"]));
    this.results.set(
      callId,
      this.sink.step(event, execution, { kind: "tool-result", callId, tool, text, ok }),
    );
  }
}
