import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawFindings, type FoundRef } from "../../scripts/accuracy/draw-findings.ts";
import type { Tier } from "../../src/core/finding.ts";

function found(
  detector: string,
  framework: string,
  run: string,
  count: number,
  tier: Tier = "high",
): FoundRef[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{
      run,
      finding: `${detector}-${run}-${tier}-${index}`,
      mode: "FM-1.3",
      detector,
      version: 1,
      tier,
      framework,
    },
  }));
}

describe("drawFindings", () => {
  const many = [
    ...found("loops", "ag2", "a", 40),
    ...found("loops", "ag2", "b", 2),
    ...found("loops", "crewai", "c", 3),
    ...found("resets", "ag2", "a", 4),
  ];

  it("draws so many of each detector, all where there are fewer", () => {
    const drawn = drawFindings(many, 15, 1);
    expect(drawn.filter(({ detector }) => detector === "loops")).toHaveLength(15);
    expect(drawn.filter(({ detector }) => detector === "resets")).toHaveLength(4);
    expect(new Set(drawn.map(({ finding }) => finding)).size).toBe(drawn.length);
  });

  it("lets frameworks take turns, and runs within them", () => {
    const drawn = drawFindings(many, 6, 1).filter(({ detector }) => detector === "loops");
    const runsOf = (framework: string): string[] =>
      drawn.filter((one) => one.framework === framework).map(({ run }) => run);
    expect(runsOf("crewai")).toHaveLength(3);
    expect(runsOf("ag2").toSorted().join("")).toMatch(/^(aab|abb)$/);
  });

  it("takes candidates only of a detector that has nothing else", () => {
    const drawn = drawFindings(
      [
        ...found("loops", "ag2", "a", 2),
        ...found("loops", "ag2", "a", 9, "low"),
        ...found("drift", "ag2", "a", 3, "low"),
      ],
      ...[15, 1],
    );
    expect(drawn.map(({ tier, detector }) => `${detector} ${tier}`).toSorted()).toEqual([
      ...["drift low", "drift low", "drift low", "loops high", "loops high"],
    ]);
  });

  it("is the same for the same seed in any order, another for another seed, and by detector", () => {
    const expected = drawFindings(many, 5, 7);
    fc.assert(
      fc.property(fc.shuffledSubarray(many, { minLength: many.length }), (shuffled) => {
        expect(drawFindings(shuffled, 5, 7)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
    expect(drawFindings(many, 5, 8)).not.toEqual(expected);
    const loops = (refs: readonly FoundRef[]) => new Set(refs.filter((one) => one.detector === "loops"));
    expect(loops(drawFindings([...many, ...found("other", "ag2", "z", 3)], 5, 7))).toEqual(loops(expected));
  });

  it("gives every finding its chance", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      for (const { finding } of drawFindings(found("loops", "ag2", "a", 20), 3, seed)) seen.add(finding);
    }
    expect(seen.size).toBe(20);
  });
});
