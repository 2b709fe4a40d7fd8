import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addCounts,
  type Counts,
  f1Of,
  kappaOf,
  NO_COUNTS,
  precisionOf,
  recallOf,
} from "../../src/eval/agreement.ts";

type Pair = readonly [label: boolean, verdict: boolean];

function countsOf(pairs: readonly Pair[]): Counts {
  return pairs.reduce(
    (sum, [label, verdict]) =>
      addCounts(sum, { ...NO_COUNTS, [label ? (verdict ? "tp" : "fn") : verdict ? "fp" : "tn"]: 1 }),
    NO_COUNTS,
  );
}

const pairs = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 60 });
/** Both answers occur among the labels or the verdicts, so that κ is defined. */
const variedPairs = pairs.filter((list) => new Set(list.flat()).size === 2);

describe("kappaOf", () => {
  it.each([
    // Of 50, both yes 20, both no 15, split 5 and 10: observed 0.7, by chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5.
    [{ tp: 20, fp: 5, fn: 10, tn: 15 }, 0.4],
    // Of 100: observed 0.6, by chance 0.7 · 0.6 + 0.3 · 0.4 = 0.54; the same observed agreement, less by chance, more κ.
    [{ tp: 45, fp: 15, fn: 25, tn: 15 }, 0.06 / 0.46],
    [{ tp: 25, fp: 35, fn: 5, tn: 35 }, 0.14 / 0.54],
    [{ tp: 0, fp: 5, fn: 5, tn: 0 }, -1],
  ])("%o gives %d", (counts, kappa) => {
    expect(kappaOf(counts)).toBeCloseTo(kappa, 12);
  });

  it("has no value where both say the same of everything, or of nothing", () => {
    expect(kappaOf({ ...NO_COUNTS, tn: 7 })).toBeNull();
    expect(kappaOf({ ...NO_COUNTS, tp: 7 })).toBeNull();
    expect(kappaOf(NO_COUNTS)).toBeNull();
  });

  it("is 0 for who says the same whatever the label", () => {
    expect(kappaOf({ tp: 3, fp: 9, fn: 0, tn: 0 })).toBe(0);
    expect(kappaOf({ tp: 0, fp: 0, fn: 3, tn: 9 })).toBe(0);
  });

  it("is 1 for identical ratings, at most 1 and at least −1 for any", () => {
    fc.assert(
      fc.property(variedPairs, (list) => {
        const kappa = kappaOf(countsOf(list)) ?? 0;
        expect(kappa).toBeLessThanOrEqual(1);
        expect(kappa).toBeGreaterThanOrEqual(-1);
        const labels = list.map(([label]) => label);
        if (new Set(labels).size < 2) return;
        expect(kappaOf(countsOf(labels.map((label): Pair => [label, label])))).toBe(1);
      }),
    );
  });

  it("does not care who is the label, what is called yes, nor about the order", () => {
    fc.assert(
      fc.property(variedPairs, fc.nat(), (list, turn) => {
        const kappa = kappaOf(countsOf(list)) ?? Number.NaN;
        const swapped = list.map(([label, verdict]): Pair => [verdict, label]);
        const renamed = list.map(([label, verdict]): Pair => [!label, !verdict]);
        const rotated = [...list.slice(turn % list.length), ...list.slice(0, turn % list.length)];
        for (const other of [swapped, renamed, rotated])
          expect(kappaOf(countsOf(other))).toBeCloseTo(kappa, 12);
      }),
    );
  });
});

describe("precision, recall, F1", () => {
  it("of 3 right, 1 wrong, 2 missed", () => {
    const counts = { tp: 3, fp: 1, fn: 2, tn: 10 };
    expect([precisionOf(counts), recallOf(counts), f1Of(counts)]).toEqual([0.75, 0.6, 6 / 9]);
  });

  it("have no value without a denominator", () => {
    expect([precisionOf, recallOf, f1Of].map((of) => of({ ...NO_COUNTS, tn: 5 }))).toEqual([
      null,
      null,
      null,
    ]);
    expect(f1Of({ ...NO_COUNTS, fn: 5 })).toBe(0);
  });
});
