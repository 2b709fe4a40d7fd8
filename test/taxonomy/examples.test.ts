import { describe, expect, test } from "vitest";
import type { Label } from "../../src/core/finding.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { runDetectors } from "../../src/detectors/run-detectors.ts";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";
import { expandMiniRun } from "../../src/taxonomy/mini-run.ts";
import type { Expectation } from "../../src/taxonomy/schema.ts";

const taxonomy = await loadTaxonomy();
const options = taxonomy.detectorOptions;

describe.each(taxonomy.modes.map((mode) => ({ id: mode.id, mode })))("$id", ({ mode }) => {
  const examples = [...mode.examples.positive, ...mode.examples.negative];
  test.each(examples.map((example) => ({ name: example.name, example })))("$name", ({ example }) => {
    const labels = runDetectors(expandMiniRun(example.run), DETECTORS, options);
    for (const [labeller, expected] of Object.entries(example.expect)) {
      if (labeller === "judge") continue;
      const label = labels.find((one) => one.labeller.id === labeller);
      expect(label, `there is no detector "${labeller}"`).toBeDefined();
      if (label !== undefined) expect(mismatch(label, expected), `${labeller}: ${label.why}`).toBeNull();
    }
  });
});

test("detectors find no mode in an example that is a near miss of that mode", () => {
  const wrong: string[] = [];
  for (const mode of taxonomy.modes) {
    for (const example of mode.examples.negative) {
      for (const label of runDetectors(expandMiniRun(example.run), DETECTORS, options)) {
        if (label.mode === mode.id && label.verdict === "present") {
          wrong.push(`${mode.id} "${example.name}": ${label.labeller.id}: ${label.why}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

/** What differs from the expectation, or null. */
function mismatch(label: Label, expected: Expectation): string | null {
  const { verdict, agent, tier, steps } = typeof expected === "string" ? { verdict: expected } : expected;
  if (verdict === "not-present") return label.verdict === "present" ? "is present" : null;
  if (label.verdict !== verdict) return `is ${label.verdict}, expected ${verdict}`;
  const fits = label.findings.some(
    (finding) =>
      (agent === undefined || finding.agent === agent) &&
      (tier === undefined || finding.tier === tier) &&
      (steps === undefined || steps.every((step) => finding.steps.includes(step))),
  );
  return verdict !== "present" || fits ? null : "no finding names the expected agent, tier and steps";
}
