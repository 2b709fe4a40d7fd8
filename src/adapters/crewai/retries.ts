import { stableStringify } from "../../core/json.ts";
import type { Step } from "../../core/run.ts";

/** One time that an agent was set to work, and the time before that it repeats because the framework started over. */
export interface Attempt {
  readonly role: string | null;
  readonly retries: Attempt | null;
}

/**
 * Marks the steps of an execution that the framework started over (after an exception, or because a guardrail said
 * no) as retries of those of the execution before: pairwise as long as both do the same kind of thing, and the first
 * one in any case. Where the second attempt goes another way its steps count as new.
 */
export class Retries {
  private readonly steps = new Map<Attempt, Step[]>();
  private readonly parted = new Set<Attempt>();

  /** To be called with each step of an execution, in order. */
  add(execution: Attempt, step: Step): void {
    const own = this.steps.get(execution);
    const position = own?.length ?? 0;
    if (own === undefined) this.steps.set(execution, [step]);
    else own.push(step);
    const before = execution.retries;
    if (before === null || before.role !== execution.role || this.parted.has(execution)) return;
    const earlier = this.steps.get(before)?.[position];
    const same = earlier !== undefined && isSameDeed(earlier, step);
    if (!same) this.parted.add(execution);
    if (earlier !== undefined && (same || position === 0)) step.retryOf = earlier.index;
  }
}

function isSameDeed(left: Step, right: Step): boolean {
  return (
    left.kind === right.kind &&
    left.tool === right.tool &&
    stableStringify(left.args) === stableStringify(right.args)
  );
}
