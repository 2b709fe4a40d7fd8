import { defineDetector } from "./detector.ts";
import { cutOffAtWork } from "./premature-termination/cut-off.ts";
import { deliveryFailed, missingFile, unfinishedCode } from "./premature-termination/deliverables.ts";
import { emptyAnswer, forcedAnswer } from "./premature-termination/final-answer.ts";
import { givenUp } from "./premature-termination/given-up.ts";
import { itemOpen, promiseLeft, requestLeft } from "./premature-termination/last-words.ts";
import { endsOnOpenResult } from "./premature-termination/no-answer.ts";
import { type PrematureOptions, prematureOptions, type Rule } from "./premature-termination/rule.ts";
import { closeOf } from "./run-close.ts";

/** FM-3.1: the run stops, or is called finished, while part of what was ordered is plainly missing and within reach. */
export const prematureTermination = defineDetector<PrematureOptions>({
  meta: {
    id: "premature-termination",
    mode: "FM-3.1",
    version: 2,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: prematureOptions,
    summary:
      "Looks at how the run ends: at a forced or empty answer, giving up after the first attempts, success claimed over " +
      "a failed delivery, code left as a placeholder, a file that was asked for and never appears, and last words that " +
      "name something as open, promise a step that never comes or are none at all after a call that failed or is pending. Only ends that the team or its limit made count; " +
      "exceptions, waiting for a person and traces that break off never do.",
    blindSpots: [
      "items of a list that were left out without a word",
      "a requirement that is met in form only",
      "ends that the format does not record",
    ],
  },
  detect(run, prepared, chosen) {
    const close = closeOf(run, prepared);
    if (typeof close === "string") return { findings: [], unknown: close };
    for (const rule of RULES) {
      const finding = rule(close, chosen);
      if (finding !== null) return { findings: [finding] };
    }
    return { findings: [] };
  },
});

/** In the order of their strength; the first that applies is reported. */
const RULES: readonly Rule[] = [
  forcedAnswer,
  givenUp,
  deliveryFailed,
  emptyAnswer,
  itemOpen,
  promiseLeft,
  requestLeft,
  cutOffAtWork,
  endsOnOpenResult,
  missingFile,
  unfinishedCode,
];
