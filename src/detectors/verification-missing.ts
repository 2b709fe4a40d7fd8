import { codeWorkOf } from "./code-work.ts";
import { defineDetector } from "./detector.ts";
import { changedAfterLastRun, neverRun, testsNeverRun } from "./verification-missing/code-never-run.ts";
import { tracedByHand } from "./verification-missing/hand-traced.ts";
import {
  type Rule,
  type VerificationOptions,
  verificationOptions,
  whyNotShipped,
} from "./verification-missing/rule.ts";

/** FM-3.2 in the domain of code: a result is shipped that nobody tried. */
export const verificationMissing = defineDetector<VerificationOptions>({
  meta: {
    id: "verification-missing",
    mode: "FM-3.2",
    version: 4,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: verificationOptions,
    summary:
      "Looks at runs that write code: tests that were written and never run, code changed after its last run, code " +
      "that nobody ran although the team could or was asked to, and a tester who follows the code by hand without showing work, " +
      "or although a run was asked for. A run of any " +
      "kind after the last change is a check, passed or not; so is a colleague's review that goes into the code, unless " +
      "a run was asked for.",
    blindSpots: [
      "everything but code: numbers never recomputed, settings never read back",
      "checks that leave out what matters",
      "runs of the code that the trace does not record",
    ],
  },
  detect(run, prepared, chosen) {
    const outside = whyNotShipped(run, prepared);
    if (outside !== null) return { findings: [], unknown: outside };
    const work = prepared.of(codeWorkOf);
    if (work.changes.length === 0) return { findings: [], unknown: "no code is written in this run" };
    for (const rule of RULES) {
      const finding = rule(work, run, prepared, chosen);
      if (finding !== null) return { findings: [finding] };
    }
    return { findings: [] };
  },
});

/** In the order of their strength; the first that applies is reported. */
const RULES: readonly Rule[] = [testsNeverRun, changedAfterLastRun, neverRun, tracedByHand];
