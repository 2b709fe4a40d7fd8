import { expect, test } from "vitest";
import { DETECTORS } from "../../../src/detectors/registry.ts";
import { runDetectors } from "../../../src/detectors/run-detectors.ts";
import { runOf } from "../../helpers/run-of.ts";

/** Words on which the grammar of changes and guesses works hardest. */
const HARD = [
  "instead of ",
  "from a to b. ",
  "not a but b, not c ",
  "a is off the table; ",
  "12.12.",
  "we assume it is not given ",
  "`a` was not posted here ",
];

test("hostile words cost a few milliseconds, and no detector throws on them", () => {
  const detectors = DETECTORS.filter(({ meta }) =>
    /^(?:history-loss|no-clarification|derailment)/.test(meta.id),
  );
  expect(detectors.length).toBeGreaterThanOrEqual(6);
  const started = performance.now();
  for (const first of HARD) {
    for (const second of HARD) {
      const text = (first + second).repeat(80);
      const steps = [{ writer: text }, { host: `Noted. ${text}` }, { writer: text }];
      for (const { why } of runDetectors(runOf({ task: "Write what the words say.", steps }), detectors)) {
        expect(why).not.toMatch(/bug/);
      }
    }
  }
  expect((performance.now() - started) / HARD.length ** 2).toBeLessThan(100);
});
