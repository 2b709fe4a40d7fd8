import { z } from "zod";
import type { Finding, Tier } from "../core/finding.ts";
import type { Run, Step } from "../core/run.ts";
import { cueSentencesOf } from "./cues/cue-sentences.ts";
import { saysFinished } from "./cues/finished.ts";
import { MAY_BE_VERDICT, namesFailure, type VerdictWords, verdictIn } from "./cues/verdicts.ts";
import { defineDetector } from "./detector.ts";
import { type Check, checksOf, isAboutOtherFiles, outcomeOf } from "./ledgers/verifications.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { quoteStart, quotesOf, quoteWords } from "./quote.ts";

/** FM-3.3: the latest check fails, and the work is called passing or approved all the same. */
export const incorrectVerification = defineDetector({
  meta: {
    id: "incorrect-verification",
    mode: "FM-3.3",
    version: 2,
    needs: ["content", "toolResults"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Looks for checks that fail (tests, compilers, validators, programs) and are followed, with no other check and no " +
      "change in between, by words that call the work passing or approved, or close it as done without a word about " +
      "the failure.",
    blindSpots: [
      "checks that look at the wrong thing, and faults that no output shows",
      "failures that the output words in another way than test runners, compilers and exit codes do",
      "verdicts that depend on what a failing check means",
    ],
  },
  detect(run, prepared) {
    const checks = prepared.of(checksOf);
    const changes = prepared.actions.filter(({ effect }) => effect === "change");
    let change = 0;
    for (const [at, check] of checks.entries()) {
      while ((changes[change]?.step.index ?? Number.POSITIVE_INFINITY) < check.result.index) change++;
      const next = [checks[at + 1]?.action, changes[change]].map(
        (action) => action?.step.index ?? run.steps.length,
      );
      const until = Math.min(...next);
      if (!mayApproveBetween(check, until, run, prepared)) continue;
      const { verdict, evidence } = outcomeOf(check);
      if (verdict !== "fail") continue;
      const approval = approvalBetween(check, until, run, prepared);
      if (approval !== null) return { findings: [finding(check, evidence, approval, prepared)] };
    }
    return { findings: [] };
  },
});

interface Approval {
  readonly step: Step;
  readonly words: string;
  readonly tier: Tier;
  readonly does: string;
}

/** A cheap refusal: between a check and the next one or the next change, nobody has words of a verdict or the last word. */
function mayApproveBetween(check: Check, until: number, run: Run, prepared: PreparedRun): boolean {
  const sentences = prepared.of(cueSentencesOf);
  for (let at = check.result.index + 1; at < until; at++) {
    const step = run.steps[at];
    if (step === undefined || !prepared.isOwnWords(step)) continue;
    if (sentences.has(step, MAY_BE_VERDICT.any)) return true;
    if (check.kind === "test" && run.endReason === "completed" && isLastWord(step, run, prepared))
      return true;
  }
  return false;
}

/** The verdict that goes against a failing check, before the next check or the next change of the work. */
function approvalBetween(check: Check, until: number, run: Run, prepared: PreparedRun): Approval | null {
  for (let at = check.result.index + 1; at < until; at++) {
    const step = run.steps[at];
    if (step === undefined || !prepared.isOwnWords(step)) {
      if (step?.kind === "thought" && namesFailure(step.text)) return null;
      continue;
    }
    if (namesFailure(step.text) || step.text.includes("```")) return null;
    if (isAboutOtherFiles(step.text, check)) continue;
    const verdict = verdictIn(step.text);
    if (verdict !== null) {
      const tier = tierOf(check, verdict);
      return tier === null ? null : { step, words: verdict.words, tier, does: DOES[verdict.kind] };
    }
    if (check.kind === "test" && run.endReason === "completed" && isLastWord(step, run, prepared)) {
      if (saysFinished(step.text))
        return { step, words: "", tier: "medium", does: "closes the work as done" };
    }
  }
  return null;
}

const DOES: Record<VerdictWords["kind"], string> = {
  passes: "calls it passing",
  approves: "approves the work",
  mended: "calls the fault mended",
};

function tierOf({ kind }: Check, verdict: VerdictWords): Tier | null {
  if (kind === "test") return "high";
  return verdict.kind === "passes" ? "high" : null;
}

function isLastWord(step: Step, run: Run, prepared: PreparedRun): boolean {
  return run.steps.findLast((other) => prepared.isOwnWords(other)) === step;
}

function finding(
  check: Check,
  evidence: string | null,
  { step, words, tier, does }: Approval,
  prepared: PreparedRun,
): Finding {
  const failure = evidence === null ? null : quoteWords(check.result, evidence);
  const quotes = quotesOf(
    quoteStart(check.action.step),
    failure ?? quoteStart(check.result),
    (words === "" ? null : quoteWords(step, words)) ?? quoteStart(step),
  );
  const what = check.kind === "test" ? "The check" : "The program";
  return {
    mode: "FM-3.3",
    tier,
    message: `${what} that ${prepared.nameOf(check.action.agent, "the run")} ran failed, and ${prepared.nameOf(step.agent, "the run")} ${does} without another one`,
    agent: step.agent,
    steps: [...new Set([check.action.step.index, check.result.index, step.index])].sort((a, b) => a - b),
    quotes,
  };
}
