import type { Run, Step } from "../core/run.ts";
import { saysFinished } from "./cues/finished.ts";
import { givesUp } from "./cues/outcomes.ts";
import type { PreparedRun } from "./prepared-run.ts";

/** The end of a run that its team or its limit made. */
export interface Close {
  readonly run: Run;
  readonly prepared: PreparedRun;
  /** The last messages in agents' own words, newest first. */
  readonly words: readonly Step[];
  readonly last: Step;
  readonly atLimit: boolean;
}

const WORDS_KEPT = 10;

/** The close, or why the end shows nothing. */
export function closeOf(run: Run, prepared: PreparedRun): Close | string {
  const words: Step[] = [];
  for (let at = run.steps.length - 1; at >= 0 && words.length < WORDS_KEPT; at--) {
    const step = run.steps[at];
    if (step !== undefined && (prepared.isOwnWords(step) || step.marker === "forced-answer"))
      words.push(step);
  }
  const [newest] = words;
  const last = lastActOf(run) ?? newest;
  if (last === undefined) return "no agent says or does anything in this run";
  const close = { run, prepared, words, last, atLimit: run.endReason === "limit" };
  switch (run.endReason) {
    case "completed":
    case "limit":
      return close;
    case "stopped":
      return newest !== undefined && givesUp(newest.text) !== null
        ? close
        : "the run was stopped from outside";
    case "unknown":
      return declaresEnd(run, newest)
        ? close
        : "the format does not say how the run ended, and no agent declares its end";
    case "error":
      return "the run ended with an exception, which neither the team nor its limit decided";
    case "waiting":
      return "the run waits for a person";
    case "truncated":
      return "the trace breaks off";
  }
}

function lastActOf(run: Run): Step | undefined {
  const aside = new Set<Step["kind"]>(["end", "error", "thought"]);
  return run.steps.findLast(
    (step) => step.agent !== null && step.canned !== true && !aside.has(step.kind) && !isBareStop(step),
  );
}

/** A stop word and nothing else: what counts is what was said before it. */
function isBareStop(step: Step): boolean {
  return (
    step.marker === "terminal" && step.kind === "message" && step.text.trim().length <= LONGEST_STOP_WORD
  );
}

const LONGEST_STOP_WORD = 24;

function declaresEnd(run: Run, newest: Step | undefined): boolean {
  if (run.steps.slice(-3).some((step) => step.marker === "terminal")) return true;
  return newest !== undefined && (saysFinished(newest.text) || givesUp(newest.text) !== null);
}
