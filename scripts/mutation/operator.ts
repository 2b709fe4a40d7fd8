import type { Run } from "../../src/core/run.ts";
import type { OperatorId } from "./matrix.ts";
import type { Draw } from "./words.ts";

/** One damaged copy of a clean run, or one that only looks damaged. */
export interface Mutation {
  /** Which of the operator's ways. */
  readonly variant: string;
  /** The clean run that is damaged: a sample itself, or a sample with a clean insertion. */
  readonly base: Run;
  readonly mutant: Run;
}

export interface Operator {
  readonly id: OperatorId;
  /** What it does to a run and which runs have a place for it, in one or two sentences. */
  readonly what: string;
  /** All mutations of one clean run; the same for the same run and seed. Empty: the run has no place for it. */
  mutate(run: Run, draw: Draw): Mutation[];
}
