import type { Step, Tokens } from "../../../core/run.ts";
import { splitReact } from "../react.ts";
import { declaredTools, type RequestedCall, replyText, requestedCalls, tokensOf } from "../replies.ts";
import { isForcedAnswerPrompt } from "../texts.ts";
import { toolArguments, toolName } from "../tools.ts";
import type { CrewEvent } from "./event.ts";
import type { Execution } from "./executions.ts";
import type { Said } from "./said.ts";
import type { StepSink } from "./step-sink.ts";

/** What the last model call of an execution left to be done. */
export interface Turn {
  /** Calls of the answer that the framework has not begun yet. */
  requested: RequestedCall[];
  /** Text mode: the call that the answer asked for, as long as it has not begun. */
  asked: RequestedCall | null;
  /** Tokens of the answer, until its first step takes them. */
  tokens: Tokens | null;
  /** The iteration limit makes the agent answer now. */
  forced: boolean;
  lastMessage: Step | null;
}

/** Steps of model calls: thoughts, messages, and calls that were asked for and never carried out. */
export class ModelSteps {
  readonly seen = { calls: false, react: false, tokens: false, roles: false };
  private readonly sink: StepSink;
  private readonly said: Said;
  private readonly turns = new Map<Execution | null, Turn>();
  private readonly failedCalls = new Set<unknown>();

  constructor(sink: StepSink, said: Said) {
    this.sink = sink;
    this.said = said;
  }

  turnOf(execution: Execution | null): Turn {
    let turn = this.turns.get(execution);
    if (turn === undefined) {
      turn = { requested: [], asked: null, tokens: null, forced: false, lastMessage: null };
      this.turns.set(execution, turn);
    }
    return turn;
  }

  started(event: CrewEvent, execution: Execution | null): void {
    this.seen.calls = true;
    this.dropRequested(event, execution);
    const { system, last } = event.body;
    const model = typeof event.body["model"] === "string" ? event.body["model"] : null;
    const tools = declaredTools(event.body["tools"]);
    if (typeof system === "string") this.seen.roles = true;
    this.sink.builder.model(model);
    this.sink.agentOf(event, execution, { role: typeof system === "string" ? system : null, model, tools });
    const turn = this.turnOf(execution);
    if (typeof last === "string" && isForcedAnswerPrompt(last)) turn.forced = true;
  }

  completed(event: CrewEvent, execution: Execution | null): void {
    this.seen.calls = true;
    this.dropRequested(event, execution);
    const turn = this.turnOf(execution);
    turn.tokens = tokensOf(event.body["usage"]);
    if (turn.tokens !== null) this.seen.tokens = true;
    this.sink.builder.model(typeof event.body["model"] === "string" ? event.body["model"] : null);
    const calls = requestedCalls(event.body["response"]);
    if (calls !== null) {
      turn.requested = calls;
      return;
    }
    const text = replyText(event.body["response"]);
    const react = splitReact(text);
    if (react === null) {
      this.say(event, execution, text);
      return;
    }
    this.seen.react = true;
    if (react.thought !== "") this.step(event, execution, "thought", react.thought);
    if (react.action !== null) {
      turn.asked = { tool: toolName(react.action.tool), args: toolArguments(react.action.input) };
    }
    if (react.answer !== null) this.say(event, execution, react.answer);
  }

  /** One failing call is reported twice under its call id. */
  failed(event: CrewEvent, execution: Execution | null): void {
    const { call_id: callId, error } = event.body;
    if (this.failedCalls.has(callId)) return;
    this.failedCalls.add(callId);
    this.sink.error(event, execution, replyText(error), true);
  }

  /** The tokens of the last answer, for the first step made of it. */
  takeTokens(execution: Execution | null): Tokens | null {
    const turn = this.turnOf(execution);
    const { tokens } = turn;
    turn.tokens = null;
    return tokens;
  }

  /** At the end of a kickoff: calls that were asked for and never begun. */
  finish(event: CrewEvent): void {
    for (const execution of this.turns.keys()) this.dropRequested(event, execution);
  }

  private say(event: CrewEvent, execution: Execution | null, text: string): void {
    const turn = this.turnOf(execution);
    this.said.say(text);
    const step = this.step(event, execution, "message", text);
    // crewai 0.x asks once more with the same prompt when it has a forced answer.
    if (turn.forced && turn.lastMessage?.marker === "forced-answer") step.retryOf = turn.lastMessage.index;
    if (turn.forced) step.marker = "forced-answer";
    turn.forced = false;
    turn.lastMessage = step;
  }

  private step(
    event: CrewEvent,
    execution: Execution | null,
    kind: "thought" | "message",
    text: string,
  ): Step {
    const tokens = this.takeTokens(execution);
    return this.sink.step(event, execution, { kind, text, tokens });
  }

  private dropRequested(event: CrewEvent, execution: Execution | null): void {
    const turn = this.turnOf(execution);
    for (const { tool, args } of turn.asked === null ? turn.requested : [turn.asked]) {
      const tokens = this.takeTokens(execution);
      this.sink.step(event, execution, { kind: "tool-call", tool, args, executed: false, tokens });
    }
    turn.requested = [];
    turn.asked = null;
  }
}
