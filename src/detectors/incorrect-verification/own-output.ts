import { z } from "zod";
import type { Step } from "../../core/run.ts";
import { codeBlocks } from "../actions.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { MAY_BE_VERDICT, namesFailure, verdictIn } from "../cues/verdicts.ts";
import { withoutCode } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import { failureLine } from "../ledgers/verifications.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteWords } from "../quote.ts";

/** FM-3.3: a message shows an output with failed tests and calls it a pass. */
export const contradictedByOutput = defineDetector({
  meta: {
    id: "incorrect-verification/own-output",
    mode: "FM-3.3",
    version: 2,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Looks for messages that show the output of a test runner with failed tests and say after it that the tests pass, " +
      "without a word about the failure.",
    blindSpots: ["outputs outside code blocks", "failures that no test runner's summary names"],
  },
  detect(run, prepared) {
    for (const step of run.steps) {
      if (step.index === 0 || !step.text.includes("```") || !prepared.isOwnWords(step)) continue;
      if (!/ailed|FAILED/.test(step.text) || !mayPass(step, prepared)) continue;
      const block = codeBlocks(step.text).findLast(
        ({ code }) => code.includes("ailed") || code.includes("FAILED"),
      );
      const failure = block === undefined ? null : failureLine(block.code.slice(-4000));
      if (block === undefined || failure === null) continue;
      const rest = withoutCode(step.text.slice(block.start + block.code.length + 3));
      const verdict = verdictIn(rest);
      if (verdict?.kind !== "passes" || namesFailure(rest.replace(/\berror messages?\b/gi, ""))) continue;
      const [shown, said] = [quoteWords(step, failure), quoteWords(step, verdict.words)];
      return {
        findings: [
          {
            mode: "FM-3.3",
            tier: "high",
            message: `${prepared.nameOf(step.agent, "the run")} shows an output with failed tests and calls it passing`,
            agent: step.agent,
            steps: [step.index],
            quotes: [shown, said].filter((quote) => quote !== null),
          },
        ],
      };
    }
    return { findings: [] };
  },
});

/** Whether the words outside the code may call something passing; the ends of long texts alone do not tell. */
function mayPass(step: Step, prepared: PreparedRun): boolean {
  return step.text.length > MOST_KNOWN || prepared.of(cueSentencesOf).has(step, MAY_BE_VERDICT.passes);
}

const MOST_KNOWN = 1200;
