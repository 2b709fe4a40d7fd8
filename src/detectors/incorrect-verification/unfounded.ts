import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import { defineDetector } from "../detector.ts";
import { type UnfoundedResult, unfoundedResultsOf } from "../ledgers/unfounded-results.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf, quoteWords } from "../quote.ts";

/** FM-3.3: work is approved on results that nothing produced. */
export const unfoundedApproval = defineDetector({
  meta: {
    id: "incorrect-verification/unfounded",
    mode: "FM-3.3",
    version: 4,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Looks for verdicts that rest on a run that never was: output written out as what a run would give, which the " +
      "next agent takes for its result, and test results reported where the trace shows that nothing ran. Whoever checked " +
      "for itself, or sends the work back, rests on nothing of that.",
    blindSpots: [
      "invented results in the words of a real run, where the trace does not record runs",
      "approval on other grounds besides the invented ones",
    ],
  },
  detect(_run, prepared) {
    const basis = prepared.of(unfoundedResultsOf).find(({ accepted }) => accepted !== null);
    return { findings: basis === undefined ? [] : [finding(basis, prepared)] };
  },
});

function finding({ kind, step, words, accepted }: UnfoundedResult, prepared: PreparedRun): Finding {
  const verdict = accepted?.step ?? step;
  const author = prepared.nameOf(step.agent, "the run");
  const judge = prepared.nameOf(verdict.agent, "the run");
  const basis =
    kind === "supposed"
      ? `output that ${author} only supposed`
      : `test results that ${verdict === step ? "it" : author} reported although nothing had run`;
  return {
    mode: "FM-3.3",
    tier: "medium",
    message: `${judge} takes the work for verified by ${basis}`,
    agent: verdict.agent,
    steps: [...new Set([step.index, verdict.index])].sort((a, b) => a - b),
    quotes: quotesOf(
      quoteWords(step, words),
      accepted === null || accepted.words === "" ? quoteStart(verdict) : quoteWords(verdict, accepted.words),
    ),
  };
}
