import { isObject, stableStringify } from "../../../core/json.ts";
import type { Json, Step } from "../../../core/run.ts";
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
  private readonly lastCalls = new Map<Execution | null, Step>();

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
    const tool = toolName(replyText(event.body["tool_name"]));
    const args = toolArguments(event.body["tool_args"]);
    const requested = turn.requested.findIndex((call) => call.tool === tool);
    if (requested >= 0) turn.requested.splice(requested, 1);
    const again = turn.asked === null && requested < 0 ? this.failedBefore(execution, tool, args) : null;
    turn.asked = null;
    const tokens = this.models.takeTokens(execution);
    const call = this.sink.step(event, execution, {
      kind: "tool-call",
      callId: event.id,
      tool,
      args,
      tokens,
      ...(again === null ? {} : { retryOf: again.index }),
    });
    this.calls.set(event.id, call);
    this.lastCalls.set(execution, call);
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
    if (turn.asked === null) {
      this.unanswered(event, execution, answer);
      return;
    }
    turn.asked = null;
    const tool = toolName(replyText(answer["tool"]));
    const args = toolArguments(answer["tool_input"]);
    const tokens = this.models.takeTokens(execution);
    const callId = event.id;
    this.sink.step(event, execution, { kind: "tool-call", callId, tool, args, executed: false, tokens });
    const text = this.own(replyText(answer["result"]));
    this.sink.step(event, execution, { kind: "tool-result", callId, tool, text, ok: false });
  }

  /** A call that has begun and that no other event answers: one above the tool's usage limit. */
  private unanswered(event: CrewEvent, execution: Execution | null, answer: Record<string, unknown>): void {
    const call = this.lastCalls.get(execution);
    if (call?.callId === undefined || this.results.has(call.callId)) return;
    if (call.tool !== toolName(replyText(answer["tool"])) || typeof answer["result"] !== "string") return;
    call.executed = false;
    const { callId, tool } = call;
    const text = this.own(answer["result"]);
    this.results.set(
      callId,
      this.sink.step(event, execution, { kind: "tool-result", callId, tool, text, ok: false }),
    );
  }

  /** The call that the framework repeats by itself because it failed, without asking the model. */
  private failedBefore(execution: Execution | null, tool: string, args: Json): Step | null {
    const last = this.lastCalls.get(execution);
    if (last?.callId === undefined || last.tool !== tool) return null;
    if (this.results.get(last.callId)?.ok !== false) return null;
    return stableStringify(last.args) === stableStringify(args) ? last : null;
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
