import type { EndReason } from "../../core/run.ts";

/** What a source says about the end of its last run. */
export interface EndFacts {
  /** The source is only written when the graph has returned, or says itself that it ended. */
  returned: boolean;
  /** Every task that the stream began has ended in it; only streams of tasks say so. */
  tasksEnded: boolean;
  error: string | null;
  waiting: string | null;
  /** Something was begun and its end is not in the source. */
  brokenOff: string | null;
  /** The state counts its remaining steps, and the last task began with so many. */
  remainingSteps: number | null;
}

/** The graph returned, and nothing else is known of its end. */
export const RETURNED: Readonly<EndFacts> = {
  returned: true,
  tasksEnded: false,
  error: null,
  waiting: null,
  brokenOff: null,
  remainingSteps: null,
};

export interface End {
  reason: EndReason;
  detail: string | null;
  inferred: string | null;
}

const LIMIT =
  /GraphRecursionError|Recursion limit of \d+ reached|(?:Model|Tool) call limits? (?:exceeded|reached)/;
const STOPPED = /\b(?:KeyboardInterrupt|CancelledError|NodeCancelledError|GraphDrained)\b/;

/** Replies that the framework itself puts in when a limit leaves the agent no further step. */
const FORCED_ANSWER = /^(?:Sorry, need more steps to process this request\.|Model call limits exceeded: .*)$/;

export function isForcedAnswer(text: string): boolean {
  return text.length < 300 && FORCED_ANSWER.test(text.trim());
}

export function reasonOfError(error: string): EndReason {
  if (LIMIT.test(error)) return "limit";
  return STOPPED.test(error) ? "stopped" : "error";
}

/**
 * `last`: what the last entry was. A stream has no end record, so that an answer with nothing left open is taken
 * for the regular end, and a call or result that nobody took up for a stream that breaks off.
 */
export function endOf(facts: EndFacts, last: "answer" | "forced" | "open" | "other"): End {
  if (facts.error !== null)
    return { reason: reasonOfError(facts.error), detail: facts.error, inferred: null };
  if (facts.waiting !== null) return { reason: "waiting", detail: facts.waiting, inferred: null };
  if (last === "forced")
    return { reason: "limit", detail: "the framework put in its own answer", inferred: null };
  if (facts.returned) return { reason: "completed", detail: null, inferred: null };
  if (facts.remainingSteps !== null && facts.remainingSteps <= 1 && last === "open")
    return {
      reason: "limit",
      detail: `${facts.remainingSteps} steps were left`,
      inferred: "end: the state counts its remaining steps",
    };
  if (facts.brokenOff !== null) return { reason: "truncated", detail: facts.brokenOff, inferred: null };
  if (last === "open")
    return {
      reason: "truncated",
      detail: "the last call, result or handoff is not taken up",
      inferred: null,
    };
  if (facts.tasksEnded) return { reason: "completed", detail: null, inferred: null };
  if (last === "answer")
    return {
      reason: "completed",
      detail: null,
      inferred:
        "end: the stream has no end record; an answer with nothing left open is taken for the regular end",
    };
  return { reason: "unknown", detail: null, inferred: null };
}
