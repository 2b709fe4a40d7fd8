import { compiled } from "cephes";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  binomialMass,
  lowerBoundOf,
  massesOf,
  upperBoundOf,
  upperTail,
} from "../../../src/gate/statistics/binomial.ts";
import { differenceInterval } from "../../../src/gate/statistics/difference-interval.ts";
import { holm } from "../../../src/gate/statistics/holm.ts";
import { pairedIncrease, pairedScore } from "../../../src/gate/statistics/paired-increase.ts";
import { scoreOf, unpairedIncrease } from "../../../src/gate/statistics/unpaired-increase.ts";

beforeAll(() => compiled);

const margins = fc.constantFrom(0, 0.01, 0.05, 0.1, 0.3, 0.5, 0.9);

describe("binomial", () => {
  // scipy 1.16: beta.ppf(error, x, n - x + 1), beta.ppf(1 - error, x + 1, n - x)
  test.each([
    [3, 30, 0.01, 0.014930079416516081, 0.29761867814599496],
    [12, 100, 0.01 / 56, 0.03451245616995183, 0.2730237000865776],
    [30, 30, 0.01, 0.8576958985908941, 1],
    [1, 300, 0.01 / 56, 5.952910706385819e-7, 0.036466830260282836],
    [2000, 100_000, 0.01 / 3, 0.018819058598817454, 0.021231540097338308],
  ])("bounds of %i in %i at %d are those of SciPy", (hits, trials, error, low, high) => {
    expect(lowerBoundOf(hits, trials, error) / low).toBeCloseTo(1, 9);
    expect(upperBoundOf(hits, trials, error)).toBeCloseTo(high, 9);
  });

  // scipy 1.16: binom.sf(x - 1, n, p), binom.pmf(x, n, p)
  test.each([
    [3, 30, 0.1, 0.5886487604404943, 0.23608793223234265],
    [50, 100, 0.35, 0.0014505614765588286, 0.0007127282276962335],
    [2100, 100_000, 0.02, 0.012768717508373975, 0.0007147374725451815],
  ])("tail and mass of %i in %i at %d are those of SciPy", (hits, trials, chance, tail, mass) => {
    expect(upperTail(hits, trials, chance) / tail).toBeCloseTo(1, 9);
    expect(binomialMass(hits, trials, chance) / mass).toBeCloseTo(1, 8);
  });

  test("the masses kept add up to one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
        const { first, mass } = massesOf(n, p);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first + mass.length).toBeLessThanOrEqual(n + 1);
        expect(mass.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("increase of independent samples", () => {
  // An independent reckoning: the likeliest truth by numerical search, every table summed, a grid of 4000 truths.
  test.each([
    [3, 30, 12, 30, 0, 0.00381696],
    [3, 30, 12, 30, 0.05, 0.0131126],
    [0, 30, 5, 30, 0, 0.0114127],
    [10, 50, 9, 12, 0.1, 0.00426387],
    [2, 25, 20, 40, 0.2, 0.0234929],
  ])("%i/%i to %i/%i beyond %d has the exact p-value, rounded up a little", (x0, n0, x1, n1, margin, p) => {
    const found = unpairedIncrease({ present: x0, n: n0 }, { present: x1, n: n1 }, margin);
    expect(found).toBeGreaterThan(p * 0.999);
    expect(found).toBeLessThan(p * (p > 0.02 ? 1.35 : 1.055));
  });

  test("without a margin it is Barnard's test: 12 of 30 against 3 of 30", () => {
    // scipy 1.16, barnard_exact([[12, 3], [18, 27]], "greater"), which searches all truths: 0.0038159632.
    expect(unpairedIncrease({ present: 3, n: 30 }, { present: 12, n: 30 }, 0)).toBeCloseTo(0.0038, 3);
  });

  test("the score rises with the number now and falls with the number before, as the proof asks", () => {
    const side = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(side, side, fc.nat(), fc.nat(), margins, (n0, n1, a, b, margin) => {
        const x0 = a % n0;
        const x1 = b % n1;
        const score = scoreOf(x0, n0, x1, n1, margin);
        expect(scoreOf(x0, n0, x1 + 1, n1, margin)).toBeGreaterThanOrEqual(score - 1e-9);
        expect(scoreOf(x0 + 1, n0, x1, n1, margin)).toBeLessThanOrEqual(score + 1e-9);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    [8, 8, 0],
    [15, 9, 0],
    [12, 12, 0.1],
    [5, 20, 0.05],
    [20, 14, 0.3],
  ])(
    "n=%i and %i, margin %d: whatever the truth on the border, it errs in no more than it says",
    (n0, n1, margin) => {
      const p = Array.from({ length: n0 + 1 }, (_, x0) =>
        Array.from({ length: n1 + 1 }, (_, x1) =>
          unpairedIncrease({ present: x0, n: n0 }, { present: x1, n: n1 }, margin),
        ),
      );
      for (let truth = 0; truth <= 1 - margin; truth += 0.013) {
        for (const error of [0.05, 0.01, 0.001]) {
          let wrong = 0;
          for (const [x0, row] of p.entries()) {
            for (const [x1, value] of row.entries()) {
              if (value <= error) wrong += binomialMass(x0, n0, truth) * binomialMass(x1, n1, truth + margin);
            }
          }
          expect(wrong).toBeLessThanOrEqual(error);
        }
      }
    },
  );
});

describe("increase of pairs", () => {
  // As above: all outcomes of the trinomial distribution summed, a grid of 400 truths.
  test.each([
    [30, 8, 0, 0, 0.0023432],
    [30, 9, 1, 0.05, 0.0166403],
    [100, 25, 5, 0.05, 0.00226749],
    [40, 12, 3, 0.1, 0.1117134],
  ])(
    "of %i tasks %i only now, %i only before, beyond %d: the exact p-value",
    (tasks, onlyNow, onlyBefore, margin, p) => {
      const found = pairedIncrease({ tasks, onlyNow, onlyBefore }, margin);
      expect(found).toBeGreaterThan(p * 0.999);
      // Above 0.02 nothing turns on it, and it is rounded up further.
      expect(found).toBeLessThan(p * (p > 0.02 ? 1.35 : 1.055));
    },
  );

  test("the score is Tango's", () => {
    expect(pairedScore({ tasks: 100, onlyNow: 25, onlyBefore: 5 }, 0.05)).toBeCloseTo(2.844407948977979, 9);
    expect(pairedScore({ tasks: 40, onlyNow: 12, onlyBefore: 3 }, 0.1)).toBeCloseTo(1.353360382379496, 9);
  });

  test("the score rises with what is new and falls with what is gone, as the proof asks", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 80 }), fc.nat(), fc.nat(), margins, (tasks, a, b, margin) => {
        const onlyNow = a % tasks;
        const onlyBefore = b % (tasks - onlyNow);
        const score = pairedScore({ tasks, onlyNow, onlyBefore }, margin);
        const more = pairedScore({ tasks, onlyNow: onlyNow + 1, onlyBefore }, margin);
        const gone = pairedScore({ tasks, onlyNow, onlyBefore: onlyBefore + 1 }, margin);
        expect(more).toBeGreaterThanOrEqual(score - 1e-9);
        expect(gone).toBeLessThanOrEqual(score + 1e-9);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    [8, 0],
    [14, 0],
    [14, 0.1],
    [20, 0.05],
  ])(
    "%i tasks, margin %d: whatever the truth on the border, it errs in no more than it says",
    (tasks, margin) => {
      const outcomes: { onlyNow: number; onlyBefore: number; p: number }[] = [];
      for (let onlyBefore = 0; onlyBefore <= tasks; onlyBefore++) {
        for (let onlyNow = 0; onlyNow + onlyBefore <= tasks; onlyNow++)
          outcomes.push({ onlyNow, onlyBefore, p: pairedIncrease({ tasks, onlyNow, onlyBefore }, margin) });
      }
      for (let truth = 0; truth <= (1 - margin) / 2; truth += 0.011) {
        for (const error of [0.05, 0.01, 0.001]) {
          let wrong = 0;
          for (const { onlyNow, onlyBefore, p } of outcomes) {
            if (p > error) continue;
            const chanceNow = Math.min(1, (truth + margin) / (1 - truth));
            wrong +=
              binomialMass(onlyBefore, tasks, truth) * binomialMass(onlyNow, tasks - onlyBefore, chanceNow);
          }
          expect(wrong).toBeLessThanOrEqual(error);
        }
      }
    },
  );
});

describe("intervals and families", () => {
  test("56 of 70 against 48 of 80 is Newcombe's own example", () => {
    const [low, high] = differenceInterval({ present: 48, n: 80 }, { present: 56, n: 70 }, null);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });

  test("pairs that agree give a narrower interval around the same rise", () => {
    const sides = [
      { present: 40, n: 100 },
      { present: 48, n: 100 },
    ] as const;
    const alike = differenceInterval(...sides, { tasks: 100, onlyNow: 10, onlyBefore: 2 });
    const apart = differenceInterval(...sides, null);
    expect(alike[0]).toBeGreaterThan(apart[0]);
    expect(alike[1]).toBeLessThan(apart[1]);
    expect(alike[0]).toBeLessThan(0.08);
    expect(alike[1]).toBeGreaterThan(0.08);
  });

  test("Holm's steps, in the order given, with what could not be tested counted", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.4, null, 0.01])).toEqual([0.8, null, 0.03]);
    expect(holm([])).toEqual([]);
  });
});
