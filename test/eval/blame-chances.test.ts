import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chancesOf, MEASURES, randomChances } from "../../src/eval/blame-chances.ts";
import type { Blame, Guess } from "../../src/eval/scored-run.ts";

const NONE = { "first-step": [], "last-error": [], "most-active": [] };

function blame(agent: string | null, record: number | null, agents: string[], records: number[]): Blame {
  return { agent, record, unmapped: false, guesses: [], field: { agents, records, baselines: NONE } };
}

/** All ordered draws of up to three without replacement. */
function draws<T>(from: readonly T[], left = 3): T[][] {
  if (left === 0 || from.length === 0) return [[]];
  return from.flatMap((one, at) => draws(from.toSpliced(at, 1), left - 1).map((rest) => [one, ...rest]));
}

describe("drawing blindly", () => {
  it("has the chances that counting all draws gives", () => {
    const cases = fc.record({
      agents: fc.uniqueArray(fc.constantFrom("a", "b", "c", "A (thought)", "d"), { minLength: 1 }),
      records: fc.uniqueArray(fc.nat(12), { minLength: 1, maxLength: 6 }),
      agent: fc.constantFrom("a", "c", "z"),
      record: fc.nat(12),
    });
    fc.assert(
      fc.property(cases, ({ agents, records, agent, record }) => {
        const label = blame(agent, record, agents, records);
        const expected = randomChances(label);
        const mean = (guesses: Guess[][], measure: (typeof MEASURES)[number]): number =>
          guesses.reduce((sum, drawn) => sum + (chancesOf(label, drawn)[measure] ?? 0), 0) / guesses.length;
        const byAgent = draws(agents).map((drawn) => drawn.map((one) => ({ agent: one, record: null })));
        const byRecord = draws(records).map((drawn) => drawn.map((one) => ({ agent: null, record: one })));
        for (const measure of MEASURES) {
          const all = measure.startsWith("agent") ? byAgent : byRecord;
          expect(expected[measure]).toBeCloseTo(mean(all, measure), 10);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is never right where there is nothing to draw from", () => {
    expect(randomChances(blame("a", 3, [], []))).toMatchObject({ agentTop1: 0, stepWithin5: 0 });
  });
});

it("leaves out what the label does not say", () => {
  const { agentTop1, stepExact } = chancesOf(blame(null, 2, [], []), [{ agent: "a", record: 2 }]);
  expect([agentTop1, stepExact]).toEqual([null, 1]);
  expect(randomChances(blame("a", null, ["a"], [1]))).toMatchObject({ agentTop1: 1, stepExact: null });
});

it("does not let a guess without a record take up a place", () => {
  const guesses = [
    { agent: "a", record: null },
    { agent: "b", record: 7 },
  ];
  expect(chancesOf(blame("b", 6, [], []), guesses)).toMatchObject({
    ...{ agentTop1: 0, agentTop3: 1, stepExact: 0, stepWithin1: 1, stepTop3: 0 },
  });
});
