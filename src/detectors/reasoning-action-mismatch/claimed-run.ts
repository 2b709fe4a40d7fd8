import { z } from "zod";
import type { Finding, Quote } from "../../core/finding.ts";
import type { Run } from "../../core/run.ts";
import { defineDetector } from "../detector.ts";
import { type Claim, deedClaimsOf } from "../ledgers/claims.ts";
import { type UnfoundedResult, unfoundedResultsOf } from "../ledgers/unfounded-results.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotesOf, quoteWords } from "../quote.ts";

/** FM-2.6: test results or runs are reported, and nothing ran. */
export const claimedRun = defineDetector({
  meta: {
    id: "reasoning-action-mismatch/claimed-run",
    mode: "FM-2.6",
    version: 2,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Looks for results that nothing produced: tests or programs that an agent reports as run in a trace that would " +
      "show runs and shows none, output written out as what a run would give, which the next agent takes for real, and " +
      "deeds (sent, booked, saved …) that an agent with tools reports where no tool was ever called.",
    blindSpots: [
      "invented results where other code was run before",
      "invented contents of files, searches and answers",
      "runs of the trace's own systems that it does not record",
    ],
  },
  detect(run, prepared) {
    const results = prepared.of(unfoundedResultsOf);
    const claimed = results.filter(({ kind }) => kind === "claimed");
    const [first] = claimed;
    const findings: Finding[] = [];
    const deed = mayClaimDeeds(run, prepared) ? prepared.of(deedClaimsOf)[0] : undefined;
    if (deed !== undefined) findings.push(deedFinding(deed, prepared));
    if (first !== undefined) findings.push(claimedFinding(first, claimed, prepared));
    const supposed = results.find(({ kind }) => kind === "supposed");
    if (supposed !== undefined) findings.push(supposedFinding(supposed, prepared));
    return { findings };
  },
});

/** Deeds show as calls of tools: their absence says something where the trace carries calls, and there is none. */
function mayClaimDeeds(run: Run, prepared: PreparedRun): boolean {
  return run.capabilities.toolCalls && prepared.attempts.length === 0;
}

function deedFinding({ step, words }: Claim, prepared: PreparedRun): Finding {
  return {
    mode: "FM-2.6",
    tier: "high",
    message: `${prepared.nameOf(step.agent, "the run")} reports a deed, and no tool was ever called`,
    agent: step.agent,
    steps: [step.index],
    quotes: quotesOf(quoteWords(step, words)),
  };
}

function claimedFinding(
  first: UnfoundedResult,
  all: readonly UnfoundedResult[],
  prepared: PreparedRun,
): Finding {
  const own = all.filter(({ step }) => step.agent === first.step.agent);
  const isSure =
    own.some(({ claim }) => claim === "output" || claim === "run") ||
    new Set(own.map(({ words }) => words)).size > 1;
  return {
    mode: "FM-2.6",
    tier: isSure ? "high" : "medium",
    message: `${prepared.nameOf(first.step.agent, "the run")} reports results of a run, and up to there nothing was run`,
    agent: first.step.agent,
    steps: [...new Set(own.map(({ step }) => step.index))],
    quotes: quotesOf(...own.slice(0, 3).map(({ step, words }): Quote | null => quoteWords(step, words))),
  };
}

function supposedFinding({ step, words, accepted }: UnfoundedResult, prepared: PreparedRun): Finding {
  const reader = accepted === null ? null : prepared.nameOf(accepted.step.agent, "the run");
  return {
    mode: "FM-2.6",
    tier: "medium",
    message: `${prepared.nameOf(step.agent, "the run")} writes out what a run would give, and ${reader} goes on from it as from a result`,
    agent: step.agent,
    steps: [step.index, ...(accepted === null ? [] : [accepted.step.index])],
    quotes: quotesOf(quoteWords(step, words), accepted && quoteWords(accepted.step, accepted.words)),
  };
}
