import { z } from "zod";
import type { Tier } from "../core/finding.ts";
import type { Run, Step } from "../core/run.ts";
import { defineDetector } from "./detector.ts";
import { mergeLoops } from "./loops.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { type Repeat, repeatsOf } from "./repeats.ts";
import { findingOf } from "./step-repetition/loop-finding.ts";
import { isCode } from "./step-repetition/loop-message.ts";
import { withRequests } from "./step-repetition/requested-again.ts";
import { threshold } from "./threshold.ts";
import { saysPending, saysTransient } from "./tool-effects.ts";
import { writtenCallsOf } from "./written-calls.ts";

const options = z.strictObject({
  sameResult: threshold(
    3,
    [2, 20],
    "Same call with the same result: how many make a medium finding. 3 is below every loop breaker in use.",
  ),
  sameResultHigh: threshold(
    4,
    [2, 50],
    "Same call with the same result: how many make a high finding. 4 is where OpenHands' stuck detection stops an agent.",
  ),
  sameError: threshold(3, [2, 20], "Same call with the same lasting error: high. 3 as in OpenHands."),
  transientError: threshold(
    8,
    [3, 100],
    "Same call with an error that may pass (rate limit, timeout): medium. Client libraries retry up to 5 times.",
  ),
  waits: threshold(
    25,
    [5, 10_000],
    "Asking the same unfinished job again: a candidate only, since waiting is work.",
  ),
  handoffs: threshold(
    3,
    [2, 20],
    "Handing over to the same agent with nothing done in between: high. Two can be a misunderstanding.",
  ),
  similarity: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.9)
    .describe(
      "Least similarity of two messages (Jaccard of 5-word shingles); 0.9 allows one changed word in 100.",
    ),
  minWords: threshold(
    12,
    [4, 200],
    "Least words of a message that counts: shorter ones ('Yes, go on') recur by nature.",
  ),
  minArtifactWords: threshold(
    40,
    [10, 1000],
    "Least words of code or another artifact that counts as handed in again.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-1.3: finished work is done again although nothing new can come of it. */
export const stepRepetition = defineDetector<Options>({
  meta: {
    id: "step-repetition",
    mode: "FM-1.3",
    version: 4,
    needs: ["content"],
    decides: "present",
    options,
    summary:
      "Looks for the same call (or the same executed code) with the same result, the same message and the same " +
      "handover, made again by the same agent while nothing happened that would call for it: no change by a tool, no " +
      "new result, no word of a person. Waiting, paging, passing errors, retries by the framework, template replies, " +
      "doubled log lines and whatever a restart repeats do not count.",
    blindSpots: [
      "the same message in other words, and the same subtask done again by other calls",
      "repeats shorter than the limits, such as one file read twice",
      "work that another agent had already done",
    ],
  },
  detect(run, prepared, chosen) {
    const rated = repeatsOf(run, prepared, chosen).flatMap((repeat) => {
      const tier = tierOf(repeat, run, prepared, chosen);
      return tier === null ? [] : [{ repeat, tier }];
    });
    return { findings: mergeLoops(withRequests(rated)).map((loop) => findingOf(loop, run, prepared)) };
  },
});

function tierOf(repeat: Repeat, run: Run, prepared: PreparedRun, chosen: Options): Tier | null {
  if (repeat.kind === "handoff") return repeat.occurrences.length >= chosen.handoffs ? "high" : null;
  if (repeat.kind === "message") return tierOfMessage(repeat, run, prepared, chosen);
  return tierOfCall(repeat, chosen);
}

function tierOfCall(repeat: Repeat, chosen: Options): Tier | null {
  const count = repeat.occurrences.length;
  const result = repeat.occurrences[0]?.result ?? null;
  if (result === null) return count >= chosen.sameResultHigh ? "low" : null;
  const clear = repeat.gapsWithNews === 0;
  if (repeat.failed) {
    if (saysTransient(result.text)) return count >= chosen.transientError ? "medium" : null;
    if (count < chosen.sameError) return null;
    return clear ? "high" : "medium";
  }
  if (repeat.effect === "wait" || saysPending(result.text)) return count >= chosen.waits ? "low" : null;
  if (repeat.effect === "advance" && result.text.length < SHORT_RESULT) return null;
  if (count >= chosen.sameResultHigh) return clear ? "high" : "medium";
  if (count >= chosen.sameResult) return clear ? "medium" : "low";
  return clear && result.text.trim() !== "" ? "low" : null;
}

/** "ok" after the next of a row of steps does not say that nothing changed; a page of text that is the same does. */
const SHORT_RESULT = 80;

function tierOfMessage(repeat: Repeat, run: Run, prepared: PreparedRun, chosen: Options): Tier | null {
  const count = repeat.occurrences.length;
  if (repeat.gapsWithNews <= 1 && count >= 3) return "high";
  if (repeat.gapsWithNews === 0) return "medium";
  return isArtifactHandedInAgain(repeat, run, prepared, chosen) ? "medium" : "low";
}

/** In logs without calls, code that only looks at something is a look taken again, and no work handed in. */
function isLookWritten(step: Step, prepared: PreparedRun): boolean {
  return prepared.of(writtenCallsOf).some((call) => call.step === step && call.effect === "read");
}

const ASKS_FOR_IT_AGAIN =
  /\b(?:final|full|complete|entire|whole|again|repost|re-?send|repeat|consolidat\w*|summar\w+|approved?|lgtm|looks? good|well done|no (?:further )?changes)\b/i;

/**
 * Code handed in unchanged although the others had said something in between, and not as the handover that closes
 * approved work: nobody asked for it again, and somebody went on from there.
 */
function isArtifactHandedInAgain(repeat: Repeat, run: Run, prepared: PreparedRun, chosen: Options): boolean {
  const [first, second] = repeat.occurrences;
  if (first === undefined || second === undefined) return false;
  const { text } = second.step;
  if (!isCode(second.step) || isLookWritten(second.step, prepared)) return false;
  if (text.split(/\s+/, chosen.minArtifactWords).length < chosen.minArtifactWords) return false;
  const between = run.steps.slice(first.step.index + 1, second.step.index);
  if (between.some((step) => step.kind === "message" && ASKS_FOR_IT_AGAIN.test(step.text))) return false;
  return run.steps
    .slice(second.step.index + 1)
    .some((step) => step.agent !== repeat.agent && prepared.isOwnWords(step));
}
