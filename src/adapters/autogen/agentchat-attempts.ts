import type { Step } from "../../core/run.ts";
import { textOf } from "./agentchat-content.ts";

/** The last code generation or execution of each agent: the framework repeats them where the code fails. */
export class Attempts {
  private readonly last = new Map<string, number>();

  /** Marks the step of a record that counts its attempts as a retry of the one before it. */
  link(value: Record<string, unknown>, step: Step | undefined): void {
    if (!("retry_attempt" in value) || step === undefined) return;
    if (Array.isArray(value.code_blocks) && value.code_blocks.length === 0) return;
    const key = `${textOf(value.type)} ${textOf(value.source)}`;
    const earlier = this.last.get(key);
    if (earlier !== undefined && value.retry_attempt !== 0) step.retryOf = earlier;
    this.last.set(key, step.index);
  }
}
