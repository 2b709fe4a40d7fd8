import { UNNAMED_AGENT } from "../langgraph/agents.ts";
import type { RunBuilder } from "../run-builder.ts";
import { type SpanNode, speaksForItself } from "./span-tree.ts";

/** CrewAI's prompt template, which is all that says who acts where only the model calls are traced. */
const CREW_PROMPT = /^You are ([^\n]{1,80}?)\. [\s\S]{0,4000}?\nYour personal goal is: /;
const OPENING = /^You are (?:an? |the )?(\p{L}[\p{L}\p{N} _-]{1,40}?)(?:[.,:;\n]|$)/u;

/** Spans between an agent's model call and the tool call of another agent that is answered by it. */
const MOST_LEVELS = 32;

/** Decides which agent acts on a span, and keeps note of how that is known. */
export class AgentNames {
  private readonly build: RunBuilder;

  constructor(build: RunBuilder) {
    this.build = build;
  }

  /** The id of the agent of a model or tool call or of a turn; null where nobody is known. */
  of(node: SpanNode): string | null {
    const named = node.agent;
    if (named?.agent !== undefined) {
      if (named.agentFrom !== undefined) this.build.infer(`agents are named after ${named.agentFrom}`);
      return this.build.agent(named.agent);
    }
    const speaks = node.span.kind === "model" || speaksForItself(node);
    return speaks ? this.build.agent(this.fromPrompt(node)) : null;
  }

  /** The agent that uses this one as a tool; null where none does. */
  callerOf(node: SpanNode, agent: string): string | null {
    let around = node.parent;
    for (let steps = 0; around !== null && steps < MOST_LEVELS; steps++) {
      const caller = around.span.kind === "tool" ? this.of(around) : null;
      if (caller !== null && caller !== agent) return caller;
      around = around.parent;
    }
    return null;
  }

  /** By the name that the system prompt gives; prompts may change from call to call, so equal names are one agent. */
  private fromPrompt(node: SpanNode): string {
    const prompt = node.span.input?.find((turn) => turn.role === "system")?.text ?? "";
    const head = prompt.slice(0, 5000);
    const role = (CREW_PROMPT.exec(head) ?? OPENING.exec(head))?.[1]?.trim();
    this.build.infer(
      role === undefined
        ? "no span names the agent of some model calls, and neither does its system prompt"
        : "no span names the agents; they are named after the first words of their system prompts",
    );
    return role ?? UNNAMED_AGENT;
  }
}
