import type { Step, Tokens } from "../../core/run.ts";

/** Tokens of model calls that left no step of their own, until their agent's next step takes them. */
export class OwedTokens {
  private readonly owed = new Map<string, Tokens>();

  /** Of calls by which a manager chose who speaks: they have no step of their own. */
  private choices: Tokens | null = null;

  oweNext(tokens: Tokens): void {
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

  payChoices(step: Step): void {
    if (this.choices !== null) step.tokens = addTokens(step.tokens, this.choices);
    this.choices = null;
  }

  /** What no step took. */
  get unpaid(): Iterable<[agent: string, tokens: Tokens]> {
    return this.owed;
  }
}

export function addTokens(a: Tokens | null, b: Tokens): Tokens {
  return a === null ? b : { input: a.input + b.input, output: a.output + b.output };
}
