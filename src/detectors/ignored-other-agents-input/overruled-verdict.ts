import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { saysFinished } from "../cues/finished.ts";
import { claimsSuccess } from "../cues/outcomes.ts";
import { phrases } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import { type Correction, correctionsOf } from "../ledgers/corrections.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf } from "../quote.ts";

const options = z.strictObject({});
type Options = z.infer<typeof options>;

/** FM-2.5: a colleague refuses to let the work pass, and it goes out as it is. */
export const overruledVerdict = defineDetector<Options>({
  meta: {
    id: "ignored-other-agents-input/overruled-verdict",
    mode: "FM-2.5",
    version: 2,
    needs: ["content"],
    decides: "present",
    minAgents: 2,
    englishOnly: true,
    options,
    summary:
      "Looks for an agent that refuses another's work (rejected, not approved, tests fail, do not send), where the next " +
      "who speaks declares the work done or sends it off, with nothing changed or run since, no new verdict and no word " +
      "about the refusal.",
    blindSpots: [
      "refusals in other words",
      "refusals that were followed by some change, whether or not the right one",
    ],
  },
  detect(run, prepared) {
    const findings: Finding[] = [];
    for (const correction of prepared.of(correctionsOf)) {
      if (!correction.remarks.some(({ kind }) => kind === "block")) continue;
      const passing = passedOver(correction, run, prepared);
      if (passing === null) continue;
      findings.push(findingOf(correction, passing, prepared));
      break;
    }
    return { findings };
  },
});

const MOST_STEPS = 12;
const MENTIONS = phrases(
  "i",
  /fail\w*|reject\w*|refus\w*|not approved|approv\w*|object\w*|despite|although|however|because|block\w*|pending|unresolved|issues?|fix\w*|correct\w*|chang\w*|revis\w*|error\w*|verdict|review\w*|known/,
);

/** The step that sends the refused work off or calls it done; null where the refusal had any effect. */
function passedOver({ step, from }: Correction, run: Run, prepared: PreparedRun): Step | null {
  const worked = prepared.attempts.some(
    ({ step: call, effect }) =>
      call.index > step.index &&
      call.index <= step.index + MOST_STEPS &&
      effect !== "wait" &&
      effect !== "read",
  );
  if (worked) return null;
  for (const later of run.steps.slice(step.index + 1, step.index + 1 + MOST_STEPS)) {
    if (later.kind === "thought" || later.kind === "end") continue;
    if (
      later.agent === null ||
      later.agent === from ||
      later.kind !== "message" ||
      !prepared.isOwnWords(later)
    )
      return null;
    if (later.text.includes("```") || MENTIONS.test(later.text)) return null;
    if (later.marker === "terminal" || saysFinished(later.text) || claimsSuccess(later.text)) {
      return isLastWord(later, from, run) ? later : null;
    }
  }
  return null;
}

/** Whether the refusing agent has nothing more to say after that. */
function isLastWord(passing: Step, from: string, run: Run): boolean {
  return !run.steps.slice(passing.index + 1).some((step) => step.agent === from && step.kind === "message");
}

function findingOf({ step, from, remarks }: Correction, passing: Step, prepared: PreparedRun): Finding {
  const block = remarks.find(({ kind }) => kind === "block");
  const quotes = quotesOf(
    block === undefined ? quoteStart(step) : quoteFrom(step, block.start),
    quoteStart(passing),
  );
  const refuser = prepared.nameOf(from, "a colleague");
  return {
    mode: "FM-2.5",
    tier: "high",
    message: `${refuser} refuses the work, and ${prepared.nameOf(passing.agent, "the next")} calls it done with nothing changed and no word about the refusal`,
    agent: passing.agent,
    steps: quotes.map(({ step: at }) => at),
    quotes,
  };
}
