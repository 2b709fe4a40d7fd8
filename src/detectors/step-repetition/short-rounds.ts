import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import { defineDetector } from "../detector.ts";
import { normaliseText } from "../normalise-text.ts";
import { type Repetition, repetitionsOf } from "../periods.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";
import { type Turn, turnsOf } from "../turns.ts";

const options = z.strictObject({
  rounds: threshold(
    3,
    [3, 50],
    "How often a round of short messages must come in a row. 6 turns of two agents are where OpenHands' stuck detection sees an alternation.",
  ),
  longestRound: threshold(6, [2, 6], "Most turns of a round."),
});
type Options = z.infer<typeof options>;

/** FM-1.3 as a candidate: agents go round in a few words, "Ready?" – "Not yet." */
export const shortRounds = defineDetector<Options>({
  meta: {
    id: "step-repetition/short-rounds",
    mode: "FM-1.3",
    version: 1,
    needs: ["content"],
    decides: "present",
    options,
    summary:
      "Looks for a round of at most six turns of short messages that comes three times in a row, word for word. Candidates " +
      "only: whether somebody waits for something, or the team goes round in a circle, the words do not say.",
    blindSpots: ["rounds with calls in them, which step-repetition looks at", "rounds in other words"],
  },
  detect(_run, prepared, chosen) {
    const turns = prepared.of(turnsOf);
    if (turns.length < chosen.rounds * 2) return { findings: [] };
    const rounds = repetitionsOf(turns.map(symbolOf), chosen.longestRound, chosen.rounds);
    return { findings: rounds.slice(0, MOST_FOUND).flatMap((round) => findingOf(round, turns, prepared)) };
  },
});

const MOST_FOUND = 5;
const MOST_STEPS = 24;
/** Longer messages are compared by `step-repetition`. */
const SHORT = 120;

/** Equal for two turns of one agent with the same few words; a turn with anything else is like no other. */
function symbolOf({ agent, kind, steps, words }: Turn, nth: number): string | number {
  if (kind !== "agent" || words === null || steps.length > 1 || words.text.length > SHORT) return nth;
  return `${agent}\0${normaliseText(words.text)}`;
}

function findingOf(
  { start, period, times }: Repetition,
  turns: readonly Turn[],
  prepared: PreparedRun,
): Finding[] {
  const stretch = turns
    .slice(start, start + period * times)
    .flatMap(({ words }) => (words === null ? [] : [words]));
  const round = stretch.slice(0, period);
  const names = [...new Set(round.map(({ agent }) => prepared.nameOf(agent, "the user")))];
  if (names.length < 2) return [];
  return [
    {
      mode: "FM-1.3",
      tier: "low",
      message: `${names.join(" and ")} went round ${times} times with the same few words`,
      agent: round[0]?.agent ?? null,
      steps: stretch.slice(0, MOST_STEPS).map(({ index }) => index),
      quotes: quotesOf(...round.map(quoteStart)),
    },
  ];
}
