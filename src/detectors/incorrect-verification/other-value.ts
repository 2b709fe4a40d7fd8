import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { cueGate } from "../cues/cue-gate.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { namesFailure } from "../cues/verdicts.ts";
import { phrases } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import { followsFrom, isSameQuantity, type Numeral, numeralsOf } from "../numbers.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf, quoteWords } from "../quote.ts";

/** FM-3.3: a value is confirmed right after a check of it gave another one. */
export const otherValue = defineDetector({
  meta: {
    id: "incorrect-verification/other-value",
    mode: "FM-3.3",
    version: 2,
    needs: ["content", "toolResults"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Looks for an agent whose own computation gives one number and that, right after it, confirms another number " +
      "which somebody else had stated, without naming the one it got.",
    blindSpots: ["checks with several numbers in their result", "values that are no numbers"],
  },
  detect(run, prepared) {
    for (const action of prepared.actions) {
      if (!mayCompute(action)) continue;
      const verdict = wordsAfter(action, run, prepared);
      if (verdict === null || !prepared.of(cueSentencesOf).has(verdict, MAY_CONFIRM)) continue;
      const computed = computedIn(action);
      if (computed === null || !CONFIRMS.test(verdict.text) || namesFailure(verdict.text)) continue;
      const stated = numeralsOf(verdict.text);
      if (stated.some((numeral) => isSameQuantity(numeral, computed))) continue;
      const confirmed = stated.find((numeral) => isStatedByOther(numeral, action, run, prepared));
      if (
        confirmed === undefined ||
        followsFrom(confirmed, [computed, ...stated.filter((other) => other !== confirmed)], true)
      )
        continue;
      return { findings: [finding(action, computed, confirmed, verdict, prepared)] };
    }
    return { findings: [] };
  },
});

const CONFIRMS = phrases(
  "i",
  /(?:confirm|verif(?:y|ied)|check(?:s|ed) out|correct|matches|agrees?|approved?|is right)(?:ed|s)?/,
);
const MAY_CONFIRM = cueGate("confirm*|verif*|check*|correct*|match*|agree*|approve*|right");
const COMPUTES = /calc|comput|count|sum|total|convert|math|eval|solve|verif|recomput/i;
const MOST_OF_RESULT = 300;

function mayCompute({ result, failed, effect, tool }: Action): boolean {
  if (result === null || failed || result.text.length > MOST_OF_RESULT) return false;
  return effect === "run" || COMPUTES.test(tool);
}

/** The only number that a computation gave. */
function computedIn({ result }: Action): Numeral | null {
  if (result === null) return null;
  const [only, ...others] = numeralsOf(result.text.replace(/^\s*exitcode: -?\d+[^\n]*/, ""), 2);
  return only === undefined || others.length > 0 ? null : only;
}

/** What the same agent says next, with nothing else in between. */
function wordsAfter({ agent, result }: Action, run: Run, prepared: PreparedRun): Step | null {
  let at = (result?.index ?? run.steps.length) + 1;
  while (run.steps[at]?.kind === "thought") at++;
  const step = run.steps[at];
  return step !== undefined &&
    step.agent === agent &&
    prepared.isOwnWords(step) &&
    step.text.length <= MOST_OF_VERDICT
    ? step
    : null;
}

const MOST_OF_VERDICT = 600;
const STEPS_BACK = 12;

function isStatedByOther(
  { text }: Numeral,
  { step, agent }: Action,
  run: Run,
  prepared: PreparedRun,
): boolean {
  return run.steps
    .slice(Math.max(1, step.index - STEPS_BACK), step.index)
    .some((other) => other.agent !== agent && prepared.isOwnWords(other) && other.text.includes(text));
}

function finding(
  { step, result, agent }: Action,
  computed: Numeral,
  confirmed: Numeral,
  verdict: Step,
  prepared: PreparedRun,
): Finding {
  return {
    mode: "FM-3.3",
    tier: "high",
    message: `${prepared.nameOf(agent, "the run")} computes ${computed.text} and confirms ${confirmed.text}`,
    agent,
    steps: [...new Set([step.index, result?.index ?? step.index, verdict.index])],
    quotes: quotesOf(
      quoteStart(step),
      result && quoteWords(result, computed.text),
      quoteWords(verdict, confirmed.text),
    ),
  };
}
