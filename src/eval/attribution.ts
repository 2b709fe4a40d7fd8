import type { AttributionScores, Estimate } from "../core/evaluation.ts";
import { wilson } from "../core/wilson.ts";
import type { Blame, ScoredRun } from "./scored-run.ts";

/** How often the agent and the record that a label blames are guessed; null where no label blames anything. */
export function scoreAttribution(runs: readonly ScoredRun[]): AttributionScores | null {
  const blames = runs.flatMap(({ blame }) => blame ?? []);
  if (blames.length === 0) return null;
  const byAgent = blames.filter(({ agent }) => agent !== null);
  const byRecord = blames.filter(({ record }) => record !== null);
  const guessed = (of: readonly Blame[], key: "agent" | "record"): number =>
    of.filter(({ guesses }) => guesses.some((guess) => guess[key] !== null)).length;
  const agentIn = (first: number) => (blame: Blame) =>
    guessesOf(blame, "agent", first).some(({ agent }) => sameAgent(agent, blame.agent));
  const recordIn = (first: number, apart: number) => (blame: Blame) =>
    guessesOf(blame, "record", first).some(({ record }) => within(record, blame.record, apart));
  return {
    agents: { labelled: byAgent.length, guessed: guessed(byAgent, "agent") },
    agentTop1: shareOf(byAgent, agentIn(1)),
    agentTop3: shareOf(byAgent, agentIn(3)),
    agentBaseline: shareOf(byAgent, ({ agent, baseline }) => sameAgent(baseline.agent, agent)),
    steps: {
      labelled: byRecord.length,
      guessed: guessed(byRecord, "record"),
      unmapped: blames.filter(({ unmapped }) => unmapped).length,
    },
    stepExact: shareOf(byRecord, recordIn(1, 0)),
    stepWithin3: shareOf(byRecord, recordIn(1, 3)),
    stepWithin5: shareOf(byRecord, recordIn(1, 5)),
    stepTop3: shareOf(byRecord, recordIn(3, 0)),
    stepBaseline: shareOf(byRecord, ({ record, baseline }) => within(baseline.record, record, 0)),
  };
}

function guessesOf({ guesses }: Blame, key: "agent" | "record", first: number): Blame["guesses"] {
  return guesses.filter((guess) => guess[key] !== null).slice(0, first);
}

function within(guess: number | null, record: number | null, apart: number): boolean {
  return guess !== null && record !== null && Math.abs(guess - record) <= apart;
}

/** Labels differ in case and leave out what a transcript puts in brackets behind a name: `Orchestrator (thought)`. */
function sameAgent(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && plainName(a) === plainName(b);
}

function plainName(name: string): string {
  const bracket = name.indexOf("(", 1);
  return (bracket === -1 ? name : name.slice(0, bracket)).trim().toLowerCase();
}

function shareOf(blames: readonly Blame[], hit: (blame: Blame) => boolean): Estimate {
  const hits = blames.filter(hit).length;
  return { value: blames.length === 0 ? null : hits / blames.length, interval: wilson(hits, blames.length) };
}
