import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Step } from "../../core/run.ts";
import { codeWorkOf } from "../code-work.ts";
import { defineDetector } from "../detector.ts";
import { type GoalClaim, goalClaimOf } from "../goal-claims.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";
import { isNewGoal, type Turn, turnsOf } from "../turns.ts";

const options = z.strictObject({
  restatements: threshold(
    4,
    [3, 50],
    "How often an agent says the same of the goal with nothing new in between: medium. A check and a handover take two or three.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-1.3 in other words: an agent says again and again that the goal is reached, or that it cannot be. */
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
      "Looks for an agent that says the same of the goal again and again, in whatever words: that it is done, or that " +
      "it cannot be done. A result, code, a person's word or the agent's saying something else begins the count anew.",
    blindSpots: ["anything but the goal restated in other words"],
  },
  detect(run, prepared, chosen) {
    if (run.steps.length < chosen.restatements * 2) return { findings: [] };
    const longest = longestStreak(prepared);
    if (longest === null || longest.turns.length < chosen.restatements) return { findings: [] };
    return { findings: [finding(longest, prepared)] };
  },
});

interface Streak {
  readonly claim: GoalClaim;
  readonly turns: Turn[];
}

/** The longest row of turns in which one agent says nothing but the same of the goal. */
function longestStreak(prepared: PreparedRun): Streak | null {
  let longest: Streak | null = null;
  let streaks = new Map<string, Streak>();
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
    const claim = goalClaimOf(turn);
    const before = streaks.get(turn.agent);
    if (claim === null) streaks.delete(turn.agent);
    else if (before?.claim === claim) before.turns.push(turn);
    else streaks.set(turn.agent, { claim, turns: [turn] });
    const streak = streaks.get(turn.agent);
    if (streak !== undefined && streak.turns.length > (longest?.turns.length ?? 0)) longest = streak;
  }
  return longest;
}

/** Whether the step is work beyond words, or a new beginning. */
function isNews({ kind, marker }: Step): boolean {
  return kind === "tool-call" || kind === "artifact" || marker === "restart";
}

const MOST_STEPS = 24;

function finding({ claim, turns }: Streak, prepared: PreparedRun): Finding {
  const words = turns.flatMap(({ words: step }) => (step === null ? [] : [step]));
  const quoted = [words[0], words[1], words.at(-1)].map((step) =>
    step === undefined ? null : quoteStart(step),
  );
  return {
    mode: "FM-1.3",
    tier: "medium",
    message: `${prepared.nameOf(turns[0]?.agent ?? null, "the run")} said ${turns.length} times in other words that ${claim}, with nothing new in between`,
    agent: turns[0]?.agent ?? null,
    steps: words.slice(0, MOST_STEPS).map(({ index }) => index),
    quotes: quotesOf(...quoted).filter(({ step }) =>
      words.slice(0, MOST_STEPS).some(({ index }) => index === step),
    ),
  };
}
