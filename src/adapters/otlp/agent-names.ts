import { UNNAMED_AGENT } from "../langgraph/agents.ts";
import type { RunBuilder } from "../run-builder.ts";
import type { SpanNode } from "./span-tree.ts";

/** CrewAI's prompt template, which is all that says who acts where only the model calls are traced. */
const CREW_PROMPT = /^You are ([^\n]{1,80}?)\. [\s\S]{0,4000}?\nYour personal goal is: /;
const OPENING = /^You are (?:an? |the )?(\p{L}[\p{L}\p{N} _-]{1,40}?)(?:[.,:;\n]|$)/u;

/** Decides which agent acts on a span, and keeps note of how that is known. */
export class AgentNames {
  private readonly build: RunBuilder;
  private readonly byPrompt = new Map<string, string>();
  private readonly given = new Map<string, string>();

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
    return node.span.kind === "model" ? this.build.agent(this.fromPrompt(node)) : null;
  }

  /** One agent for each system prompt, by the name that the prompt gives it. */
  private fromPrompt(node: SpanNode): string {
    const prompt = node.span.input?.find((turn) => turn.role === "system")?.text ?? "";
    const known = this.byPrompt.get(prompt);
    if (known !== undefined) return known;
    const head = prompt.slice(0, 5000);
    const role = (CREW_PROMPT.exec(head) ?? OPENING.exec(head))?.[1]?.trim();
    this.build.infer(
      role === undefined
        ? "no span names the agents; each system prompt is taken for one agent"
        : "no span names the agents; they are named after the first words of their system prompts",
    );
    const name = this.distinct(role ?? UNNAMED_AGENT, prompt);
    this.byPrompt.set(prompt, name);
    return name;
  }

  private distinct(base: string, prompt: string): string {
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base} ${n}`;
      const owner = this.given.get(name);
      if (owner !== undefined && owner !== prompt) continue;
      this.given.set(name, prompt);
      return name;
    }
  }
}
