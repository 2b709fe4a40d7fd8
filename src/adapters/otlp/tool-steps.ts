import type { Json, Step } from "../../core/run.ts";
import { DELEGATION_TOOLS } from "../crewai/tools.ts";
import { handoffTarget, nameKey } from "../langgraph/handoffs.ts";
import type { RunBuilder } from "../run-builder.ts";
import { spelledKey } from "./agent-spellings.ts";
import { type ChatTurn, parseJson, valueText } from "./chat-turn.ts";
import type { SpanNode } from "./span-tree.ts";
import { ToolCalls } from "./tool-calls.ts";

/** The one tool by which agents of Google's ADK hand over; the agent is an argument, and unknown without content. */
const TRANSFER_TOOL = "transfer_to_agent";

export interface Place {
  agent: string | null;
  at: string | null;
  locator: string;
}

/** Tool calls and their results as steps, each once, whether models, tool spans or later prompts tell of them. */
export class ToolSteps {
  private readonly build: RunBuilder;
  private readonly agents: ReadonlyMap<string, string>;
  private readonly calls = new ToolCalls();
  /** Names of the tools that have spans. */
  private readonly traced = new Set<string>();
  private readonly ofSpan = new Map<SpanNode, Step>();
  /** Steps of results by the steps of their calls. */
  private readonly answers = new Map<Step, Step>();
  /** Results by call id, as far as tool spans have them: they confirm handoffs. */
  private readonly results = new Map<string, string>();

  /** `agents`: names of the run's agents, as `agentsByKey` gives them. */
  constructor(build: RunBuilder, agents: ReadonlyMap<string, string>, nodes: readonly SpanNode[]) {
    this.build = build;
    this.agents = agents;
    for (const { span } of nodes) {
      if (span.tool !== undefined) this.traced.add(nameKey(span.tool.name)).add(spelledKey(span.tool.name));
      if (span.tool?.callId !== undefined) this.results.set(span.tool.callId, span.tool.result ?? "");
    }
  }

  hasSpansOf(tool: string): boolean {
    return this.traced.has(nameKey(tool));
  }

  /** A call that a model asked for. */
  ask(tool: string, callId: string | undefined, rawArgs: Json | undefined, place: Place): Step {
    const text = rawArgs === undefined ? "" : valueText(rawArgs);
    const base = { text, tool, ...place, ...(callId === undefined ? {} : { callId }) };
    const result = callId === undefined ? undefined : this.results.get(callId);
    const called = this.agentCalled(tool);
    const confirmed = result === undefined ? undefined : { text: result, handoffTo: null };
    const target = called ?? handoffTarget(tool, confirmed, this.agents);
    if (target !== null) {
      const step = this.build.step({ kind: "handoff", to: [this.build.agent(target)], ...base });
      this.calls.made(step);
      if (called !== null) this.calls.close(step);
      return step;
    }
    const args = argsOf(rawArgs);
    if (tool === TRANSFER_TOOL) {
      const name = textArgument(args, "agent_name");
      const to = name === null ? [] : [this.build.agent(this.agents.get(nameKey(name)) ?? name)];
      const step = this.build.step({ kind: "handoff", to, ...base });
      this.calls.made(step);
      return step;
    }
    const step = this.build.step({ kind: "tool-call", ...base, ...(rawArgs === undefined ? {} : { args }) });
    this.calls.made(step);
    const coworker = DELEGATION_TOOLS.has(nameKey(tool))
      ? (textArgument(args, "coworker") ?? textArgument(args, "co_worker"))
      : null;
    const to = coworker === null ? undefined : this.agents.get(nameKey(coworker));
    if (to !== undefined)
      this.build.step({ kind: "handoff", to: [this.build.agent(to)], text, tool, ...place });
    return step;
  }

  /** An agent that is called as a tool by its own name has its turn on a span, and no span of a tool. */
  private agentCalled(tool: string): string | null {
    const agent = this.agents.get(nameKey(tool));
    return agent === undefined || this.traced.has(nameKey(tool)) ? null : agent;
  }

  /** A span that carries a call out begins. Where no model asked for the call, this is its step. */
  begin(node: SpanNode, place: Place): void {
    const { tool } = node.span;
    if (tool === undefined) return;
    const asked = this.calls.carriedOut(tool.name, tool.callId, JSON.stringify(argsOf(tool.args)));
    if (asked !== null) {
      this.ofSpan.set(node, asked);
      return;
    }
    // The framework carries the same call out once more: a call of its own, without the id that is taken.
    const isTaken = this.calls.find(tool.callId) !== null;
    const step = this.ask(tool.name, isTaken ? undefined : tool.callId, tool.args, place);
    this.calls.close(step);
    this.ofSpan.set(node, step);
  }

  /** The span ends; with the content switched off nothing is left of the result but whether the call failed. */
  end(node: SpanNode, at: string | null, locator: string): void {
    const call = this.ofSpan.get(node);
    const { tool, error } = node.span;
    if (call === undefined || tool === undefined || call.kind === "handoff") return;
    this.answer(
      call,
      tool.result ?? error ?? "",
      { agent: call.agent, at, locator },
      error === undefined && tool.ok !== false,
    );
  }

  /** A span of structure holds what came of a call that its agent made before. */
  came(node: SpanNode, place: Place): void {
    this.begin(node, place);
    this.end(node, place.at, place.locator);
  }

  /** A result that the next prompt hands to the model; null where it is known or answers nothing of this run. */
  inPrompt(turn: ChatTurn, place: Place): void {
    const call = this.calls.find(turn.callId);
    if (call === null) return;
    if (this.calls.isAnswered(call)) {
      // The tool's span was told not to record what the tool gave.
      const known = this.answers.get(call);
      if (known?.text === "" && turn.text !== undefined) known.text = turn.text;
      return;
    }
    this.calls.close(call);
    if (call.kind !== "handoff")
      this.answer(call, turn.text ?? "", { ...place, agent: call.agent ?? place.agent }, turn.ok);
  }

  /** Calls that no span carried out; only sayable where spans of tools are written at all. */
  markNotExecuted(): void {
    for (const call of this.calls.unanswered()) call.executed = false;
  }

  private answer(call: Step, text: string, place: Place, ok: boolean | undefined): void {
    const { tool, callId } = call;
    const step = this.build.step({
      kind: "tool-result",
      text,
      ...place,
      ...(tool === undefined ? {} : { tool }),
      ...(callId === undefined ? {} : { callId }),
      ...(ok === undefined ? {} : { ok }),
    });
    this.answers.set(call, step);
  }
}

function argsOf(raw: Json | undefined): Json {
  return typeof raw === "string" ? (parseJson(raw) ?? raw) : (raw ?? null);
}

function textArgument(args: Json, name: string): string | null {
  if (args === null || typeof args !== "object" || Array.isArray(args)) return null;
  const value = args[name];
  return typeof value === "string" && value !== "" ? value : null;
}
