import fc from "fast-check";
import { expect, it } from "vitest";
import { attributeRun } from "../../src/attribution/attribute-run.ts";
import type { FoundMode } from "../../src/attribution/found-modes.ts";
import { MODE_IDS, TIERS } from "../../src/core/finding.ts";
import { END_REASONS, type Json, type Run, STEP_KINDS, STEP_MARKERS, type Step } from "../../src/core/run.ts";
import { occursIn } from "../../src/detectors/quote.ts";
import { runOf } from "../helpers/run-of.ts";

const AGENTS = ["anna", "ben", "tool box"] as const;
const WORDS = [
  "FINAL ANSWER: 42",
  "the answer is **blue harbour**",
  "42",
  "Let us assume the worst.",
  "After reviewing everything I agree.",
  "please hold on",
  "exitcode: 1 (execution failed)\nTraceback (most recent call last):",
  "exitcode: 0 (execution succeeded)\nCode output: \n",
  "```python\nprint(42)\n```",
  "TERMINATE",
  "The task is complete.",
  "I was unable to complete it.",
  "\ud800 lone \u0000 __proto__",
  "",
];

const step: fc.Arbitrary<Omit<Step, "index" | "locator">> = fc.record(
  {
    agent: fc.constantFrom(...AGENTS, null),
    kind: fc.constantFrom(...STEP_KINDS),
    to: fc.subarray([...AGENTS]),
    text: fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }).map((words) => words.join("\n")),
    at: fc.constant(null),
    tokens: fc.constant(null),
    tool: fc.constantFrom("search", "run_code", "__proto__"),
    args: fc.constantFrom<Json[]>("x", { answer: "42" }, null),
    ok: fc.boolean(),
    marker: fc.constantFrom(...STEP_MARKERS),
    canned: fc.boolean(),
  },
  { requiredKeys: ["agent", "kind", "to", "text", "at", "tokens"] },
);

const runs: fc.Arbitrary<Run> = fc
  .record({
    steps: fc.array(step, { maxLength: 14 }),
    end: fc.constantFrom(...END_REASONS),
    recipients: fc.boolean(),
  })
  .map(({ steps, end, recipients }) => {
    const frame = runOf({
      ...{ task: "Find the number.", end, steps: [], capabilities: { recipients } },
      agents: { anna: {}, ben: { kind: "manager" }, "tool box": { kind: "executor" } },
    });
    const own = steps.map((one, index) => ({ ...one, index: index + 1, locator: `/${index}` }));
    return { ...frame, steps: [...frame.steps, ...own] };
  });

const findings = (run: Run): fc.Arbitrary<FoundMode[]> =>
  fc.array(
    fc.record({
      mode: fc.constantFrom(...MODE_IDS),
      tier: fc.constantFrom(...TIERS),
      message: fc.constant("found"),
      agent: fc.constantFrom(...AGENTS, null),
      steps: fc.subarray(run.steps.map(({ index }) => index)),
      quotes: fc.constant([]),
    }),
    { maxLength: 4 },
  );

const cases = runs.chain((run) => fc.tuple(fc.constant(run), findings(run)));

it("gives at most three guesses at different steps, whose confidence says no more than the rules do", () => {
  fc.assert(
    fc.property(cases, ([run, found]) => {
      const guesses = attributeRun(run, found);
      expect(guesses.length).toBeLessThanOrEqual(3);
      expect(new Set(guesses.map(({ steps }) => steps[0])).size).toBe(guesses.length);
      expect(guesses.reduce((sum, { confidence }) => sum + confidence, 0)).toBeLessThan(1);
      for (const { confidence, tier, mode, steps, agents, quotes, why, rightAction } of guesses) {
        expect(confidence).toBeGreaterThan(0);
        if (confidence > 0.5)
          expect([mode !== null, ["certain", "high"].includes(tier)]).toEqual([true, true]);
        expect(steps.length).toBeGreaterThan(0);
        for (const index of steps) expect(run.steps[index]).toBeDefined();
        for (const agent of agents) expect(AGENTS).toContain(agent);
        expect(why === "" || rightAction === "" || /\.$/.test(why)).toBe(false);
        for (const quote of quotes) {
          const quoted = run.steps[quote.step];
          expect(quoted !== undefined && occursIn(quoted, quote.text)).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
});

it("gives the same for the same run, and for findings in any order", () => {
  fc.assert(
    fc.property(
      cases.chain(([run, found]) =>
        fc.tuple(
          fc.constant(run),
          fc.constant(found),
          fc.shuffledSubarray(found, { minLength: found.length }),
        ),
      ),
      ([run, found, shuffled]) => {
        const places = (list: readonly FoundMode[]) =>
          attributeRun(run, list).map(({ grade, steps, confidence }) => [grade, steps[0], confidence]);
        expect(attributeRun(structuredClone(run), found)).toEqual(attributeRun(run, found));
        expect(places(shuffled)).toEqual(places(found));
      },
    ),
    { numRuns: 200 },
  );
});

it("blames nobody who only came after the outcome was delivered", () => {
  const talk = { kind: "message", at: null, tokens: null } as const;
  fc.assert(
    fc.property(fc.array(fc.constantFrom("bye", "Let us assume it is over."), { maxLength: 2 }), (after) => {
      const run = runOf({
        ...{ task: "Find the number.", end: "completed" },
        steps: [{ ben: "It is 42." }, { anna: "FINAL ANSWER: 42" }],
      });
      const added = after.map(
        (text, nth): Step => ({ ...talk, to: [], agent: "ben", text, index: 3 + nth, locator: "" }),
      );
      const guesses = attributeRun({ ...run, steps: [...run.steps, ...added] }, []);
      expect(guesses.every(({ steps }) => (steps[0] ?? 9) <= 2)).toBe(true);
      expect(guesses[0]).toMatchObject({
        agents: ["ben", ...(guesses[0]?.agents.slice(1) ?? [])],
        steps: [1],
      });
    }),
  );
});

it("takes time in proportion to the run", () => {
  const long = (steps: number): Run => {
    const run = runOf({ task: "Find the number.", end: "limit", steps: [] });
    const more = Array.from(
      { length: steps },
      (_, nth): Step => ({
        ...{
          index: nth + 1,
          agent: AGENTS[nth % 2] ?? null,
          kind: "message",
          to: [],
          at: null,
          tokens: null,
        },
        ...{ text: `by by by after 0 0 0 let us ${"a ".repeat(400)} ${nth}`, locator: `/${nth}` },
      }),
    );
    return {
      ...run,
      agents: runOf({ steps: [{ anna: "x" }, { ben: "x" }] }).agents,
      steps: [...run.steps, ...more],
    };
  };
  const msOf = (run: Run): number => {
    const begin = performance.now();
    attributeRun(run, []);
    return performance.now() - begin;
  };
  const [small, large] = [long(500), long(8000)];
  msOf(small);
  const times = [1, 2, 3].map(() => msOf(large) / Math.max(0.5, msOf(small)));
  expect(Math.min(...times)).toBeLessThan(16 * 4);
});
