import type { AttributionShares } from "../core/evaluation.ts";
import type { Blame, Guess } from "./scored-run.ts";

export const MEASURES = [
  "agentTop1",
  "agentTop3",
  "stepExact",
  "stepWithin1",
  "stepWithin3",
  "stepWithin5",
  "stepTop3",
] as const satisfies readonly (keyof AttributionShares)[];

/** By measure the chance of being right in one run, 0–1; null where the label does not say. */
export type Chances = Record<keyof AttributionShares, number | null>;

const FIRST = 3;

/** Whether the guesses are right, as 0 or 1. Guesses that leave agent or record open do not take up a place there. */
export function chancesOf({ agent, record }: Blame, guesses: readonly Guess[]): Chances {
  const agents = guesses.flatMap((guess) => guess.agent ?? []).slice(0, FIRST);
  const records = guesses.flatMap((guess) => guess.record ?? []).slice(0, FIRST);
  const named = (first: number): number | null =>
    agent === null ? null : Number(agents.slice(0, first).some((one) => isSameAgent(one, agent)));
  const near = (first: number, apart: number): number | null =>
    record === null ? null : Number(records.slice(0, first).some((one) => Math.abs(one - record) <= apart));
  return {
    agentTop1: named(1),
    agentTop3: named(FIRST),
    stepExact: near(1, 0),
    stepWithin1: near(1, 1),
    stepWithin3: near(1, 3),
    stepWithin5: near(1, 5),
    stepTop3: near(FIRST, 0),
  };
}

/** The chances of drawing agents and records blindly, without replacement. */
export function randomChances({ agent, record, field }: Blame): Chances {
  const agents = field?.agents ?? [];
  const records = field?.records ?? [];
  const named = agents.filter((one) => agent !== null && isSameAgent(one, agent)).length;
  const near = (apart: number): number =>
    records.filter((one) => record !== null && Math.abs(one - record) <= apart).length;
  const byAgent = (draws: number): number | null =>
    agent === null ? null : chanceOfOne(named, agents.length, draws);
  const byRecord = (draws: number, apart: number): number | null =>
    record === null ? null : chanceOfOne(near(apart), records.length, draws);
  return {
    agentTop1: byAgent(1),
    agentTop3: byAgent(FIRST),
    stepExact: byRecord(1, 0),
    stepWithin1: byRecord(1, 1),
    stepWithin3: byRecord(1, 3),
    stepWithin5: byRecord(1, 5),
    stepTop3: byRecord(FIRST, 0),
  };
}

/** The chance that one of `right` among `all` is drawn in so many draws without replacement. */
function chanceOfOne(right: number, all: number, draws: number): number {
  let none = 1;
  for (let drawn = 0; drawn < Math.min(draws, all); drawn++) {
    none *= Math.max(0, all - right - drawn) / (all - drawn);
  }
  return 1 - none;
}

/** Labels differ in case and leave out what a transcript puts in brackets behind a name: `Orchestrator (thought)`. */
function isSameAgent(a: string, b: string): boolean {
  return plainName(a) === plainName(b);
}

function plainName(name: string): string {
  const bracket = name.indexOf("(", 1);
  return (bracket === -1 ? name : name.slice(0, bracket)).trim().toLowerCase();
}
