import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Step } from "../../core/run.ts";
import { codeWorkOf } from "../code-work.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { mayBeImpossible } from "../cues/finished.ts";
import { defineDetector } from "../detector.ts";
import { goalClaimOf } from "../goal-claims.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";
import { isNewGoal, type Turn, turnsOf } from "../turns.ts";

const options = z.strictObject({
  restatements: threshold(
    4,
    [3, 50],
    "How often an agent says that the goal cannot be reached, with nothing new in between: medium. A check and a handover take two or three.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-1.3 in other words: an agent says again and again that the goal cannot be reached; that it is, is FM-1.5. */
export const claimRestated = defineDetector<Options>({
  meta: {
    id: "step-repetition/claim-restated",
    mode: "FM-1.3",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options,
    summary:
      "Looks for an agent that says again and again, in whatever words, that the goal cannot be reached. A result, code, " +
      "a person's word or the agent's saying something else begins the count anew. That the work is done, said again, " +
      "is a matter of FM-1.5.",
    blindSpots: ["anything else that is said again in other words"],
  },
  detect(run, prepared, chosen) {
    if (run.steps.length < chosen.restatements * 2) return { findings: [] };
    const sentences = prepared.of(cueSentencesOf);
    const hopeless = run.steps.filter(
      (step) => prepared.isOwnWords(step) && mayBeImpossible(step, sentences),
    );
    if (hopeless.length < chosen.restatements) return { findings: [] };
    const longest = longestStreak(prepared);
    if (longest.length < chosen.restatements) return { findings: [] };
    return { findings: [finding(longest, prepared)] };
  },
});

/** The longest row of turns in which one agent says nothing but that the goal cannot be reached. */
function longestStreak(prepared: PreparedRun): readonly Turn[] {
  const sentences = prepared.of(cueSentencesOf);
  let longest: Turn[] = [];
  let streaks = new Map<string, Turn[]>();
  const written = new Set(prepared.of(codeWorkOf).changes.map(({ step }) => step));
  for (const turn of prepared.of(turnsOf)) {
    if (
      turn.kind === "output" ||
      isNewGoal(turn) ||
      turn.steps.some((step) => isNews(step) || written.has(step))
    ) {
      streaks = new Map();
      continue;
    }
    if (turn.kind !== "agent" || turn.agent === null || turn.words === null) continue;
    const isStuck = goalClaimOf(turn, sentences) === "it cannot be done";
    const streak = isStuck ? (streaks.get(turn.agent) ?? []) : [];
    if (isStuck) streak.push(turn);
    streaks.set(turn.agent, streak);
    if (streak.length > longest.length) longest = streak;
  }
  return longest;
}

/** Whether the step is work beyond words, or a new beginning. */
function isNews({ kind, marker }: Step): boolean {
  return kind === "tool-call" || kind === "artifact" || marker === "restart";
}

const MOST_STEPS = 24;

function finding(turns: readonly Turn[], prepared: PreparedRun): Finding {
  const words = turns.flatMap(({ words: step }) => (step === null ? [] : [step]));
  const quoted = [words[0], words[1], words.at(-1)].map((step) =>
    step === undefined ? null : quoteStart(step),
  );
  return {
    mode: "FM-1.3",
    tier: "medium",
    message: `${prepared.nameOf(turns[0]?.agent ?? null, "the run")} said ${turns.length} times in other words that it cannot be done, with nothing new in between`,
    agent: turns[0]?.agent ?? null,
    steps: words.slice(0, MOST_STEPS).map(({ index }) => index),
    quotes: quotesOf(...quoted).filter(({ step }) =>
      words.slice(0, MOST_STEPS).some(({ index }) => index === step),
    ),
  };
}
