import type { Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import type { PreparedRun } from "../prepared-run.ts";

/** Words in which an agent says what came out. */
export interface Report {
  readonly step: Step;
  /** The call whose result they come right after; null for the last words of the run. */
  readonly action: Action | null;
}

const MOST_REPORTED = 200;
/** Longer results are texts that are summed up, not values that are passed on. */
const MOST_OF_RESULT = 200;

/**
 * The words with which agents go on at once from short results of their own calls, in order, at most 200, and at the end
 * the last words of the run that hold a figure. Asked for by `prepared.of(reportsOf)`.
 */
export function reportsOf(run: Run, prepared: PreparedRun): readonly Report[] {
  const reports: Report[] = [];
  for (const action of prepared.actions.slice(0, MOST_REPORTED)) {
    const step = wordsAfter(action, run, prepared);
    if (step !== null) reports.push({ step, action });
  }
  const last = run.steps.findLast((step) => prepared.isOwnWords(step) && /\d/.test(step.text));
  if (last !== undefined && last.index > 0) reports.push({ step: last, action: null });
  return reports;
}

function wordsAfter({ agent, failed, result }: Action, run: Run, prepared: PreparedRun): Step | null {
  if (failed || result === null || result.text.length > MOST_OF_RESULT) return null;
  let at = result.index + 1;
  while (run.steps[at]?.kind === "thought") at++;
  const step = run.steps[at];
  return step !== undefined && step.agent === agent && prepared.isOwnWords(step) ? step : null;
}
