import type { Run } from "../../core/run.ts";

const ROUNDS = /\b(?:debate|rounds?|iterations?)\b/i;

/** Whether the task or the opening fixes rounds beforehand: those end when the protocol says so. */
export function hasFixedRounds(run: Run): boolean {
  const opening = run.steps.slice(0, 3).map((step) => step.text.slice(0, 2000));
  return [run.task?.slice(0, 4000) ?? "", ...opening].some((text) => ROUNDS.test(text));
}
