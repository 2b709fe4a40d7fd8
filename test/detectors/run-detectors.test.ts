import { expect, test } from "vitest";
import { z } from "zod";
import type { Detection, Finding, Label } from "../../src/core/finding.ts";
import { type Detector, type DetectorMeta, defineDetector } from "../../src/detectors/detector.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { detectorRef, runDetectors } from "../../src/detectors/run-detectors.ts";
import { runOf, type Script } from "../helpers/run-of.ts";

const finding: Finding = {
  mode: "FM-1.3",
  tier: "high",
  message: "planner said it twice",
  agent: "planner",
  steps: [0],
  quotes: [{ step: 0, text: "Hello there" }],
};
const script: Script = { steps: [{ "planner → coder": "Hello there, coder." }, { coder: "Hello." }] };

function detectorOf(
  detection: () => Detection,
  meta: Partial<DetectorMeta<{ limit: number }>> = {},
): Detector {
  return defineDetector({
    meta: {
      id: "example",
      mode: "FM-1.3",
      version: 2,
      needs: [],
      decides: "present",
      options: z.strictObject({ limit: z.int().default(3) }),
      summary: "An example.",
      blindSpots: [],
      ...meta,
    },
    detect: detection,
  });
}

function labelOf(detector: Detector, from: Script = script): Label {
  const [label] = runDetectors(runOf(from), [detector]);
  if (label === undefined) throw new Error("no label");
  return label;
}

test("a finding whose quotes hold is a present verdict with the finding's tier", () => {
  expect(labelOf(detectorOf(() => ({ findings: [finding] })))).toEqual({
    runId: runOf(script).id,
    mode: "FM-1.3",
    labeller: { kind: "detector", id: "example", version: "2" },
    verdict: "present",
    tier: "high",
    why: "planner said it twice",
    examined: true,
    decidesAbsent: false,
    findings: [finding],
  });
});

test.each([
  ["a quote that the step does not say", { quotes: [{ step: 0, text: "hello there" }] }],
  ["a quote of a step that does not exist", { quotes: [{ step: 9, text: "Hello" }] }],
  ["an empty quote", { quotes: [{ step: 0, text: "" }] }],
  ["no quote", { quotes: [] }],
  ["no step", { steps: [] }],
  ["an agent that is not in the run", { agent: "nobody" }],
  ["another mode than the detector's", { mode: "FM-2.1" as const }],
])("a finding with %s is dropped and counted", (_name, wrong) => {
  const label = labelOf(detectorOf(() => ({ findings: [{ ...finding, ...wrong }] })));
  expect(label).toMatchObject({ verdict: "unknown", tier: null, findings: [] });
  expect(label.why).toBe(
    "nothing found; rules cannot exclude it; 1 finding dropped because its evidence did not check out",
  );
});

test("candidates alone leave the verdict open and stay listed", () => {
  const label = labelOf(detectorOf(() => ({ findings: [{ ...finding, tier: "low" }] })));
  expect(label).toMatchObject({ verdict: "unknown", tier: null, examined: true });
  expect(label.findings).toHaveLength(1);
});

test("the strongest finding gives the tier and comes first", () => {
  const label = labelOf(
    detectorOf(() => ({ findings: [{ ...finding, tier: "low" }, { ...finding, tier: "certain" }, finding] })),
  );
  expect(label.tier).toBe("certain");
  expect(label.findings.map(({ tier }) => tier)).toEqual(["certain", "high", "low"]);
});

test("only a detector for both verdicts can say absent", () => {
  const absent = { findings: [], absent: { why: "every call differs", tier: "high" as const } };
  expect(labelOf(detectorOf(() => absent)).verdict).toBe("unknown");
  expect(labelOf(detectorOf(() => absent, { decides: "both" }))).toMatchObject({
    verdict: "absent",
    tier: "high",
    why: "every call differs",
    decidesAbsent: true,
  });
});

test("a run outside the detector's domain is examined and says why it stays open", () => {
  const label = labelOf(detectorOf(() => ({ findings: [], unknown: "no code in this run" })));
  expect(label).toMatchObject({ verdict: "unknown", examined: true, why: "no code in this run" });
});

test.each<[string, Partial<DetectorMeta<{ limit: number }>>, Partial<Script>, RegExp]>([
  ["content", { needs: ["content"] }, { capabilities: { content: "none" } }, /message texts/],
  ["a capability", { needs: ["toolResults"] }, { capabilities: { toolResults: false } }, /tool results/],
  ["agents", { minAgents: 3 }, {}, /needs 3 agents, the run has 2/],
  [
    "English",
    { englishOnly: true },
    {
      steps: [
        {
          planner:
            "Zuerst suche ich die Einwohnerzahl der Stadt heraus, danach schreibt der Autor die Notiz dazu.",
        },
        {
          writer: "Gut, ich warte auf die Zahl und beginne dann sofort mit dem Schreiben des kurzen Textes.",
        },
      ],
    },
    /do not write English/,
  ],
])("without %s nothing is said and the detector is not called", (_name, meta, change, why) => {
  const detector = detectorOf(() => {
    throw new Error("called");
  }, meta);
  const label = labelOf(detector, { ...script, ...change });
  expect(label).toMatchObject({ verdict: "unknown", examined: false, findings: [] });
  expect(label.why).toMatch(why);
});

test("a detector that throws becomes an unknown label that names the bug, beside the others' labels", () => {
  const broken = detectorOf(() => {
    throw new RangeError("off by one");
  });
  const labels = runDetectors(runOf(script), [broken, detectorOf(() => ({ findings: [finding] }))]);
  expect(labels.map(({ verdict }) => verdict)).toEqual(["unknown", "present"]);
  expect(labels[0]?.why).toBe("a bug in the detector example: off by one");
});

test("the labeller's version tells changed options from the defaults", () => {
  const detector = detectorOf(() => ({ findings: [] }));
  expect(detectorRef(detector).version).toBe("2");
  expect(detectorRef(detector, { example: { limit: 3 } }).version).toBe("2");
  expect(detectorRef(detector, { example: { limit: 4 } }).version).toMatch(/^2\+[0-9a-f]{8}$/);
});

test("options that do not fit name the detector and the place", () => {
  const detector = detectorOf(() => ({ findings: [] }));
  expect(() => runDetectors(runOf(script), [detector], { example: { limit: "many" } })).toThrow(
    /options of the detector example: limit: /,
  );
});

test("every registered detector has an id of its own and defaults for all its options", () => {
  expect(new Set(DETECTORS.map(({ meta }) => meta.id)).size).toBe(DETECTORS.length);
  for (const detector of DETECTORS) expect(detectorRef(detector).id).toBe(detector.meta.id);
});
