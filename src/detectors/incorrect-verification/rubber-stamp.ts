import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Step } from "../../core/run.ts";
import { codeWorkOf } from "../code-work.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { MAY_BE_VERDICT, verdictIn } from "../cues/verdicts.ts";
import { defineDetector } from "../detector.ts";
import { checksOf } from "../ledgers/verifications.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";

const options = z.strictObject({
  minCharacters: threshold(
    60,
    [10, 400],
    "Least length of a verdict whose return word for word, over changed work, is a verdict; shorter ones are candidates.",
  ),
});

/** FM-3.3: the same approval, word for word, over different versions. */
export const rubberStamp = defineDetector<z.infer<typeof options>>({
  meta: {
    id: "incorrect-verification/rubber-stamp",
    mode: "FM-3.3",
    version: 2,
    needs: ["content"],
    decides: "present",
    minAgents: 2,
    englishOnly: true,
    options,
    summary:
      "Looks for approvals that one agent gives word for word over versions of code that differ, without a check of its " +
      "own in between.",
    blindSpots: [
      "verdicts in other words each time",
      "work that is no code",
      "whether the work deserved the verdict",
    ],
  },
  detect(run, prepared, { minCharacters }) {
    const sentences = prepared.of(cueSentencesOf);
    const given = new Map<string, Step>();
    let compared = 0;
    for (const step of run.steps) {
      if (step.index === 0 || step.text.length > MOST_OF_VERDICT || !prepared.isOwnWords(step)) continue;
      if (!sentences.has(step, MAY_BE_VERDICT.any)) continue;
      const key = `${step.agent}\0${step.text.trim()}`;
      const first = given.get(key);
      given.set(key, step);
      if (first === undefined || verdictIn(step.text) === null) continue;
      if (compared++ < MOST_COMPARED && isBetween(first, step, prepared)) {
        return { findings: [finding(first, step, minCharacters, prepared)] };
      }
    }
    return { findings: [] };
  },
});

const MOST_OF_VERDICT = 400;
const MOST_COMPARED = 100;

/** Whether the work was changed by others between two steps, and the approving agent ran nothing. */
function isBetween(first: Step, second: Step, prepared: PreparedRun): boolean {
  const within = ({ index }: Step): boolean => index > first.index && index < second.index;
  const changed = prepared
    .of(codeWorkOf)
    .changes.some(({ step }) => within(step) && step.agent !== first.agent);
  const checked = prepared
    .of(checksOf)
    .some(({ action, result }) => action.agent === first.agent && within(result));
  return changed && !checked;
}

function finding(first: Step, second: Step, minCharacters: number, prepared: PreparedRun): Finding {
  return {
    mode: "FM-3.3",
    tier: second.text.trim().length >= minCharacters ? "medium" : "low",
    message: `${prepared.nameOf(second.agent, "the run")} approves a changed version in the very words that it had for the one before`,
    agent: second.agent,
    steps: [first.index, second.index],
    quotes: quotesOf(quoteStart(first), quoteStart(second)),
  };
}
