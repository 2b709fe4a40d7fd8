import fc from "fast-check";
import { expect, test } from "vitest";
import { wilson } from "../../src/core/wilson.ts";

test.each([
  [1, 10, 0.018, 0.404],
  [5, 10, 0.237, 0.763],
  [9, 29, 0.173, 0.492],
  [0, 10, 0, 0.278],
])("%i of %i lies between %f and %f", (hits, trials, low, high) => {
  expect(wilson(hits, trials)?.map((bound) => Number(bound.toFixed(3)))).toEqual([low, high]);
});

test("each bound is the proportion whose score test just rejects, which defines the interval", () => {
  for (const bound of wilson(9, 29) ?? []) {
    const score = Math.abs(9 / 29 - bound) / Math.sqrt((bound * (1 - bound)) / 29);
    expect(score).toBeCloseTo(1.96, 4);
  }
});

test("nothing examined gives no interval", () => {
  expect(wilson(0, 0)).toBeNull();
});

test("no hits start at 0 and only hits end at 1", () => {
  expect(wilson(0, 7)?.[0]).toBe(0);
  expect(wilson(7, 7)?.[1]).toBe(1);
});

test("the share lies inside its interval, and the interval inside 0 to 1", () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), (hits, misses) => {
      const trials = hits + misses;
      fc.pre(trials > 0);
      const [low, high] = wilson(hits, trials) ?? [Number.NaN, Number.NaN];
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(hits / trials);
      expect(high).toBeGreaterThanOrEqual(hits / trials);
    }),
  );
});
