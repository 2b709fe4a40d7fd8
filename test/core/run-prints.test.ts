import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, Step } from "../../src/core/run.ts";
import { MOST_PRINTS, overlapOf, printsOf } from "../../src/core/run-prints.ts";

const step = (text: string, change: Partial<Step> = {}): Step => ({
  index: 0,
  agent: "a",
  kind: "message",
  to: [],
  text,
  at: null,
  tokens: null,
  locator: "",
  ...change,
});
const prints = (...texts: string[]) => printsOf({ task: null, steps: texts.map((text) => step(text)) });

const LONG = "The ferry leaves from berth four at nine.";

describe("fingerprints of a run", () => {
  it("see through white space, case and forms of characters", () => {
    expect(prints(LONG)).toEqual(prints(`  ${LONG.toUpperCase().replaceAll(" ", "\n\t")} `));
    expect(prints("Die Fähre legt um neun Uhr ab, Kai 4")).toEqual(
      prints("Die Fa\u0308hre legt um neun Uhr ab, Kai ４"),
    );
    expect(prints(LONG)).not.toEqual(prints(LONG.replace("four", "five")));
  });

  it("leave out the task, short texts, thoughts and ends, and count a text once", () => {
    const steps = [step(LONG), step("Yes."), step(LONG, { kind: "thought" }), step(LONG, { kind: "end" })];
    expect(printsOf({ task: LONG.toLowerCase(), steps })).toHaveLength(0);
    expect(printsOf({ task: null, steps })).toHaveLength(1);
  });

  it("hold calls with their arguments in any order", () => {
    const call = (args: Json) =>
      printsOf({ task: null, steps: [step("", { kind: "tool-call", tool: "find_berth", args })] });
    expect(call({ a: 1, b: "x" })).toEqual(call({ b: "x", a: 1 }));
    expect(call({ a: 1 })).not.toEqual(call({ a: 2 }));
  });

  it("are sorted, each once, and no more than a few", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 10, maxLength: 60 }), { maxLength: 200 }), (texts) => {
        const made = [...prints(...texts)];
        expect(made).toEqual([...new Set(made)].sort((a, b) => a - b));
        expect(made.length).toBeLessThanOrEqual(MOST_PRINTS);
      }),
    );
  });

  it("take any text in bounded time", () => {
    const started = performance.now();
    prints("a".repeat(50_000_000), " ".repeat(50_000_000), "\ud800".repeat(1_000_000));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("the overlap of two runs", () => {
  const texts = Array.from({ length: 400 }, (_, i) => `${LONG} Number ${i} of the list.`);

  it("is that of the shorter one", () => {
    expect(overlapOf(prints(...texts.slice(0, 10)), prints(...texts.slice(5, 60)))).toEqual({
      shared: 5,
      share: 0.5,
    });
    expect(overlapOf(prints(), prints(LONG))).toEqual({ shared: 0, share: 0 });
  });

  it("is near the truth where runs are long and only some fingerprints are kept", () => {
    const { share } = overlapOf(prints(...texts.slice(0, 300)), prints(...texts.slice(30, 400)));
    expect(share).toBeGreaterThan(0.75);
    expect(overlapOf(prints(...texts), prints(...texts)).share).toBe(1);
    expect(overlapOf(prints(...texts.slice(0, 150)), prints(...texts)).share).toBe(1);
    expect(overlapOf(prints(...texts.slice(0, 150)), prints(...texts.slice(200))).share).toBe(0);
  });
});
