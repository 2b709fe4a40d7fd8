import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run } from "../../core/run.ts";
import { namesFailure } from "../cues/verdicts.ts";
import { defineDetector } from "../detector.ts";
import { type Commitment, commitmentsIn } from "../ledgers/commitments.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf, quoteWords } from "../quote.ts";
import { closeOf } from "../run-close.ts";
import { effectOfName } from "../tool-effects.ts";

/** FM-2.6: an agent promises to run something before it is done, nothing is run, and it says that it is done. */
export const brokenPromise = defineDetector({
  meta: {
    id: "reasoning-action-mismatch/broken-promise",
    mode: "FM-2.6",
    version: 1,
    needs: ["content", "toolCalls"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Looks for agents that can run code or tests, say that they will, and close the work as done although nothing ran " +
      "after that and nobody says why.",
    blindSpots: [
      "promises of other checks than a run",
      "promises kept by somebody whose steps the trace does not record",
    ],
  },
  detect(run, prepared) {
    if (!canRun(run)) return { findings: [], unknown: "no agent of this run can run anything" };
    const close = closeOf(run, prepared);
    if (typeof close === "string") return { findings: [], unknown: close };
    const lastRun = prepared.attempts.findLast(({ effect }) => effect === "run" || effect === "unknown");
    const closing = close.words[0];
    if (closing === undefined || namesFailure(closing.text) || /\bnot\b|n't\b/.test(closing.text))
      return { findings: [] };
    for (const step of run.steps.slice((lastRun?.result ?? lastRun?.step)?.index ?? 1)) {
      if (step.index >= closing.index || !prepared.isOwnWords(step)) continue;
      const promise = commitmentsIn(step, new Set(), prepared).find(({ promisesRun }) => promisesRun);
      if (promise !== undefined) return { findings: [finding(promise, closing.index, run, prepared)] };
    }
    return { findings: [] };
  },
});

function canRun(run: Run): boolean {
  return run.agents.some(({ tools }) => tools?.some((tool) => effectOfName(tool) === "run"));
}

function finding({ step, words }: Commitment, closing: number, run: Run, prepared: PreparedRun): Finding {
  const close = run.steps[closing];
  return {
    mode: "FM-2.6",
    tier: "medium",
    message: `${prepared.nameOf(step.agent, "the run")} says that it will run it, nothing is run after that, and the work is closed as done`,
    agent: step.agent,
    steps: [step.index, closing],
    quotes: quotesOf(
      quoteWords(step, words) ?? quoteStart(step),
      close === undefined ? null : quoteStart(close),
    ),
  };
}
