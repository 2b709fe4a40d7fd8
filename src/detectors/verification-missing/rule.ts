import { z } from "zod";
import type { Finding, Quote, Tier } from "../../core/finding.ts";
import type { Run } from "../../core/run.ts";
import type { CodeChange, CodeWork } from "../code-work.ts";
import { saysFinished } from "../cues/finished.ts";
import { claimsSuccess, concludes } from "../cues/outcomes.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";
import { writtenCallsOf } from "../written-calls.ts";

export const verificationOptions = z.strictObject({
  minLines: threshold(
    5,
    [1, 200],
    "Least lines of code in a message that call for a check (half where the team can run code): fewer are read at a glance.",
  ),
  reviewedNames: threshold(
    2,
    [1, 20],
    "Least identifiers of the code that a reviewer must name for the review to count as a check.",
  ),
});
/** The thresholds of FM-3.2 for code as a taxonomy or the defaults set them. */
export type VerificationOptions = z.infer<typeof verificationOptions>;

/** One way in which code is shipped unchecked; null where it is not. */
export type Rule = (
  work: CodeWork,
  run: Run,
  prepared: PreparedRun,
  chosen: VerificationOptions,
) => Finding | null;

/** FM-3.2 at a change of code, with the words that hand the work over where there are such. */
export function finding(
  tier: Tier,
  message: string,
  change: CodeChange,
  prepared: PreparedRun,
  more: (Quote | null)[] = [],
): Finding {
  const code = change.kind === "message" ? quoteFrom(change.step, change.start) : quoteStart(change.step);
  const close = prepared.run.steps.findLast((step) => prepared.isOwnWords(step));
  const ships =
    close !== undefined &&
    close.index > change.step.index &&
    (close.marker === "terminal" || saysFinished(close.text) || claimsSuccess(close.text));
  const quotes = quotesOf(code, ...more, close === undefined ? null : quoteStart(close));
  return {
    mode: "FM-3.2",
    tier,
    message: ships
      ? `${message}; ${prepared.nameOf(close.agent, "the run")} hands the work over as done`
      : message,
    agent: ships && change.isTest ? close.agent : change.step.agent,
    steps: [...new Set([change.step.index, ...quotes.map(({ step }) => step)])].sort((a, b) => a - b),
    quotes,
  };
}

/** Why the end of the run is no delivery; null where it is one. */
export function whyNotShipped(run: Run, prepared: PreparedRun): string | null {
  switch (run.endReason) {
    case "unknown":
      return prepared.of(writtenCallsOf).length > 0 && !endsInConclusion(prepared)
        ? "the log does not say how the run ended, and no agent calls the work done"
        : null;
    case "error":
      return "the run ended with an exception before its work was shipped";
    case "waiting":
      return "the run waits for a person and has shipped nothing yet";
    case "truncated":
      return "the trace breaks off before the work was shipped";
    case "stopped":
      return "the run was stopped before its work was shipped";
    default:
      return null;
  }
}

/** Whether the last words of an agent call the work done and ask for nothing more. */
function endsInConclusion(prepared: PreparedRun): boolean {
  const close = prepared.run.steps.findLast((step) => prepared.isOwnWords(step) && step.text.trim() !== "");
  if (close === undefined) return false;
  return close.marker === "terminal" || saysFinished(close.text) || concludes(close.text);
}

export function lineCount(code: string): number {
  return code.split("\n").filter((line) => /\w/.test(line)).length;
}
