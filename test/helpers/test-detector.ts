import { describe, expect, test } from "vitest";
import type { Finding, Label } from "../../src/core/finding.ts";
import type { Run } from "../../src/core/run.ts";
import type { Detector } from "../../src/detectors/detector.ts";
import { runDetectors } from "../../src/detectors/run-detectors.ts";
import { runOf, type Script } from "./run-of.ts";

export interface Finds extends Script {
  /** The finding expected: exactly one of tier ≥ medium. */
  finding: Partial<Pick<Finding, "tier" | "agent" | "steps">> & { says?: RegExp; quotes?: string[] };
}

/** Cases that must be found (none for a detector that only names candidates) and near misses that must stay silent, by what each shows. */
export interface DetectorCases {
  finds: Record<string, Finds>;
  ignores: Record<string, Script & { candidate?: true; why?: RegExp }>;
}

/**
 * Runs every case through `runDetectors`, so that quotes are verified too, and checks what holds for every detector:
 * deep-frozen input, the same answer twice, no complaint about an empty or a one-step run.
 */
export function testDetector(detector: Detector, cases: DetectorCases): void {
  const label = (run: Run): Label => {
    const frozen = deepFreeze(structuredClone(run));
    const [first] = runDetectors(frozen, [detector]);
    const [second] = runDetectors(frozen, [detector]);
    expect(second).toEqual(first);
    if (first === undefined) throw new Error("no label");
    expect(first.why).not.toMatch(/bug|dropped/);
    return first;
  };

  if (Object.keys(cases.finds).length > 0)
    describe(`${detector.meta.id} finds`, () => {
      test.each(Object.entries(cases.finds))("%s", (_name, { finding: expected, ...script }) => {
        const run = runOf(script);
        const { verdict, findings } = label(run);
        expect(verdict).toBe("present");
        const [finding, ...others] = findings.filter(({ tier }) => tier !== "low");
        expect(others).toEqual([]);
        if (finding === undefined) throw new Error("no finding");
        const { says, quotes, ...fields } = expected;
        expect(finding).toMatchObject(fields);
        if (says !== undefined) expect(finding.message).toMatch(says);
        for (const quote of quotes ?? []) {
          expect(finding.quotes.map(({ text }) => text)).toContainEqual(expect.stringContaining(quote));
        }
        for (const { step } of finding.quotes) expect(finding.steps).toContain(step);
      });
    });

  describe(`${detector.meta.id} ignores`, () => {
    test.each(Object.entries(cases.ignores))("%s", (_name, { candidate, why, ...script }) => {
      const { verdict, findings, why: reason } = label(runOf(script));
      expect({ verdict, found: findings.map(({ message }) => message) }).toEqual({
        verdict: "unknown",
        found: candidate === true ? [expect.any(String)] : [],
      });
      if (why !== undefined) expect(reason).toMatch(why);
    });
    test("an empty run and a run of one step", () => {
      expect(label(runOf({ steps: [] })).verdict).not.toBe("present");
      expect(label(runOf({ steps: [{ "solver → user": "42" }] })).verdict).not.toBe("present");
    });
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) deepFreeze(item);
    Object.freeze(value);
  }
  return value;
}
