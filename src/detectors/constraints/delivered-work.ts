import type { Json, Run, Step } from "../../core/run.ts";
import { type CodeChange, codeWorkOf } from "../code-work.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { closeOf } from "../run-close.ts";

/** What agents handed in, as far as a constraint looks at it; of a phase with constraints of its own only that phase. */
export interface DeliveredWork {
  readonly run: Run;
  readonly prepared: PreparedRun;
  /** Whether the team brought its work to an end of its own; at a limit or in a cut trace drafts may be all there is. */
  readonly ended: boolean;
  /** Messages and artifacts in agents' own words, in order; never the task. */
  readonly answers: readonly Step[];
  /** The last of them that is more than a stop word or an approval. */
  readonly final: Step | null;
  /** Everything that could be the deliverable: the answers' texts and texts handed to tools. */
  readonly texts: readonly string[];
  /** Code in the order in which it was written. */
  readonly code: readonly CodeChange[];
}

const LONGEST_STOP_WORD = 24;

/** The work of a run, or of one phase of it. Linear in its size. */
export function deliveredWork(run: Run, prepared: PreparedRun, phase: string | undefined): DeliveredWork {
  const within = (step: Step): boolean => phase === undefined || step.phase === phase;
  const answers = run.steps.filter(
    (step) => prepared.isOwnWords(step) && within(step) && step.text !== run.task && step.text.trim() !== "",
  );
  const close = closeOf(run, prepared);
  const final = answers.findLast(
    (step) => step.marker !== "terminal" || step.text.trim().length > LONGEST_STOP_WORD,
  );
  const texts = answers.map(({ text }) => text);
  for (const { step } of prepared.actions) {
    if (step.kind === "tool-call" && within(step)) collectStrings(step.args, texts);
  }
  return {
    ...{ run, prepared, answers, texts },
    ended: typeof close !== "string" && !close.atLimit && run.endReason !== "stopped",
    final: final ?? null,
    get code() {
      return prepared.of(codeWorkOf).changes.filter(({ step }) => within(step));
    },
  };
}

const DEEPEST = 3;

/** The texts among arguments, a few levels deep. */
function collectStrings(args: Json | undefined, into: string[], depth = 0): void {
  if (typeof args === "string") into.push(args);
  else if (typeof args === "object" && args !== null && depth < DEEPEST) {
    for (const value of Object.values(args)) collectStrings(value, into, depth + 1);
  }
}
