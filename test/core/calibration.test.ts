import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loweredTiers, measuredAt, shownPrecision, tierAfterReading } from "../../src/core/calibration.ts";
import { TIERS, type Tier } from "../../src/core/finding.ts";

describe("tierAfterReading", () => {
  it.each([
    // Upper Wilson bounds: 10/15 → 0.85, 11/15 → 0.89, 12/15 → 0.93, 8/15 → 0.75, 7/15 → 0.699.
    ["high", 12, 15, "high"],
    ["high", 11, 15, "medium"],
    ["certain", 10, 15, "medium"],
    ["medium", 8, 15, "medium"],
    ["medium", 7, 15, "low"],
    ["high", 7, 15, "low"],
    ["low", 0, 15, "low"],
    // Few readings refute little.
    ["high", 1, 2, "high"],
    ["high", 0, 2, "low"],
    ["high", 0, 0, "high"],
  ] as const)("%s with %i of %i right becomes %s", (tier, right, n, after) => {
    expect(tierAfterReading(tier, { n, right })).toBe(after);
  });

  it("never raises a tier, and never lowers one for a better reading", () => {
    const read = fc.nat(40).chain((n) => fc.tuple(fc.constant(n), fc.nat(n)));
    fc.assert(
      fc.property(fc.constantFrom(...TIERS), read, (tier, [n, right]) => {
        const rank = (one: Tier): number => TIERS.indexOf(one);
        const after = tierAfterReading(tier, { n, right });
        expect(rank(after)).toBeGreaterThanOrEqual(rank(tier));
        if (right < n)
          expect(rank(tierAfterReading(tier, { n, right: right + 1 }))).toBeLessThanOrEqual(rank(after));
      }),
    );
  });
});

it("shows a precision that few readings leave in doubt", () => {
  expect(shownPrecision({ n: 2, right: 2 })).toEqual({ value: 4 / 6, n: 2 });
  expect(shownPrecision({ n: 16, right: 16 })).toEqual({ value: 0.9, n: 16 });
});

it("adds what was lowered to the tier at which it is shown", () => {
  const calibration = {
    ...{ id: "loops", version: 1 },
    tiers: { certain: { n: 15, right: 15 }, high: { n: 15, right: 11 }, medium: { n: 4, right: 3 } },
  };
  expect(loweredTiers(calibration)).toEqual({ high: "medium" });
  expect(measuredAt("certain", calibration)).toEqual({ n: 15, right: 15 });
  expect(measuredAt("high", calibration)).toBeNull();
  expect(measuredAt("medium", calibration)).toEqual({ n: 19, right: 14 });
});
