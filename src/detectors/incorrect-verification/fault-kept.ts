import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { givesReason } from "../cues/corrections.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { type Replacement, stands } from "../cues/replacements.ts";
import { MAY_BE_VERDICT, namesFailure, type VerdictWords, verdictIn } from "../cues/verdicts.ts";
import { defineDetector } from "../detector.ts";
import { type Correction, correctionsOf } from "../ledgers/corrections.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf, quoteWords } from "../quote.ts";
import type { Work } from "../work.ts";

/** FM-3.3: a reviewer names a fault and approves the next version, which still has it. */
export const faultKept = defineDetector({
  meta: {
    id: "incorrect-verification/fault-kept",
    mode: "FM-3.3",
    version: 1,
    needs: ["content"],
    decides: "present",
    minAgents: 2,
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Looks for a reviewer that says literally what is to stand in another's work in place of what, and later approves " +
      "that work or calls the fault mended, where the latest version still holds the wrong words and not the right ones.",
    blindSpots: [
      "faults that the reviewer does not name by what stands there and what should",
      "works that are edited by their parts, so that no version shows the whole",
    ],
  },
  detect(run, prepared) {
    for (const correction of prepared.of(correctionsOf)) {
      if (correction.replacements.length === 0 || correction.after.length === 0) continue;
      const approval = approvalAfter(correction, run, prepared);
      const kept = approval === null ? null : keptIn(correction, approval.step);
      if (approval !== null && kept !== null)
        return { findings: [finding(correction, approval, kept, prepared)] };
    }
    return { findings: [] };
  },
});

interface Approval {
  readonly step: Step;
  readonly verdict: VerdictWords;
}

/** The reviewer's next words, where they are a verdict in favour, and nobody has given a reason or overruled it. */
function approvalAfter({ step, from, to }: Correction, run: Run, prepared: PreparedRun): Approval | null {
  const sentences = prepared.of(cueSentencesOf);
  for (let at = step.index + 1; at < run.steps.length; at++) {
    const later = run.steps[at];
    if (later === undefined || later.kind === "thought") continue;
    if (prepared.isPerson(later)) return null;
    if (!prepared.isOwnWords(later)) continue;
    if (later.agent === to && givesReason(later.text.slice(0, OPENING))) return null;
    if (later.agent !== from) continue;
    const verdict = sentences.has(later, MAY_BE_VERDICT.any) ? verdictIn(later.text, KINDS) : null;
    return verdict === null || namesFailure(later.text.replace(MENDED, " "))
      ? null
      : { step: later, verdict };
  }
  return null;
}

const KINDS = ["mended", "approves", "passes"] as const;
/** What is said of a fault that is gone names no failure. */
const MENDED =
  /\b(?:faults?|errors?|bugs?|issues?|mistakes?|problems?) (?:is|are|was|were|has been|have been)\b/gi;
/** An author gives its reasons in its first words. */
const OPENING = 240;

interface Kept {
  readonly work: Work;
  readonly replacement: Replacement;
}

/** What was to be replaced and still stands in the latest version before the verdict, whose own words do not speak of it. */
function keptIn({ after, replacements }: Correction, verdict: Step): Kept | null {
  const work = after.findLast(({ step }) => step.index < verdict.index);
  if (work === undefined) return null;
  const replacement = replacements.find(
    ({ old, now }) => stands(old, work.content) && !stands(now, work.content) && !stands(old, verdict.text),
  );
  return replacement === undefined ? null : { work, replacement };
}

function finding(
  { step, from, to, remarks }: Correction,
  approval: Approval,
  { work, replacement }: Kept,
  prepared: PreparedRun,
): Finding {
  const [remark] = remarks;
  const reviewer = prepared.nameOf(from, "the reviewer");
  const author = prepared.nameOf(to, "the author");
  return {
    mode: "FM-3.3",
    tier: "medium",
    message: `${reviewer} wants "${replacement.now}" in place of "${replacement.old}" and approves ${author}'s next version, which still has "${replacement.old}"`,
    agent: from,
    steps: [...new Set([step.index, work.step.index, approval.step.index])].sort((a, b) => a - b),
    quotes: quotesOf(
      remark === undefined ? quoteStart(step) : quoteFrom(step, remark.start),
      quoteWords(work.step, replacement.old),
      quoteWords(approval.step, approval.verdict.words),
    ),
  };
}
