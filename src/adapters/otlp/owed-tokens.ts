import type { Step, Tokens } from "../../core/run.ts";
import { MANAGER_TOKENS } from "../autogen/agentchat-model-calls.ts";
import type { RunBuilder } from "../run-builder.ts";

/** Tokens of model calls that left no step of their own, until their agent's next step takes them. */
export class OwedTokens {
  private readonly owed = new Map<string, Tokens>();

  /** Of calls by which a manager chose who speaks: they have no step of their own. */
  private choices: Tokens | null = null;
  private hasChoices = false;

  oweNext(tokens: Tokens): void {
    this.hasChoices = true;
    this.choices = addTokens(this.choices, tokens);
  }

  owe(agent: string, tokens: Tokens): void {
    this.owed.set(agent, addTokens(this.owed.get(agent) ?? null, tokens));
  }

  pay(agent: string, step: Step): void {
    this.payChoices(step);
    const owed = this.owed.get(agent);
    if (owed === undefined) return;
    step.tokens = addTokens(step.tokens, owed);
    this.owed.delete(agent);
  }

  /** The end of a run: what no step of an agent took is a turn of its own, choices that nobody followed go to the last step. */
  settle(build: RunBuilder): void {
    const last = build.steps.findLast((step) => step.agent !== null);
    if (last !== undefined) this.payChoices(last);
    if (this.hasChoices) build.infer(MANAGER_TOKENS);
    for (const [agent, tokens] of this.owed) build.step({ kind: "message", agent, tokens, locator: "" });
  }

  private payChoices(step: Step): void {
    if (this.choices !== null) step.tokens = addTokens(step.tokens, this.choices);
    this.choices = null;
  }
}

export function addTokens(a: Tokens | null, b: Tokens): Tokens {
  return a === null ? b : { input: a.input + b.input, output: a.output + b.output };
}
