import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { DetectorCalibration } from "../../src/core/calibration.ts";
import { type Detector, defineDetector } from "../../src/detectors/detector.ts";
import { runDetectors } from "../../src/detectors/run-detectors.ts";
import { calibrate, precisionOf } from "../../src/pipeline/calibrate.ts";
import { labellerKeys } from "../../src/pipeline/detect.ts";
import { runOf } from "../helpers/run-of.ts";

const detector: Detector = defineDetector({
  meta: {
    ...{ id: "loops", mode: "FM-1.3", version: 2, needs: [], decides: "present" },
    ...{ options: z.strictObject({ least: z.int().default(3) }), summary: "", blindSpots: [] },
  },
  detect: () => ({
    findings: (["high", "medium"] as const).map((tier) => ({
      ...{ mode: "FM-1.3", tier, message: tier, agent: "clerk", steps: [0] },
      quotes: [{ step: 0, text: "again" }],
    })),
  }),
}) as Detector;

const run = runOf({ steps: [{ clerk: "again" }] });

function calibrated(tiers: DetectorCalibration["tiers"], version = 2, options: Record<string, unknown> = {}) {
  return calibrate({ detectors: [detector], options }, [{ id: "loops", version, tiers }]);
}

const GOOD = { high: { n: 16, right: 16 } };
const BAD = { high: { n: 15, right: 6 } };

describe("calibrate", () => {
  it("shows a precision for the tier that was read, and none for others", () => {
    const set = calibrated(GOOD);
    expect(precisionOf(set)("FM-1.3", "loops@2", "high")).toEqual({ value: 0.9, n: 16 });
    expect(precisionOf(set)("FM-1.3", "loops@2", "medium")).toBeNull();
    expect(precisionOf(set)("FM-1.3", "other@1", "high")).toBeNull();
  });

  it("lowers a tier that reading refuted, and makes labels from before outdated", () => {
    const set = calibrated(BAD);
    const [label] = runDetectors(run, set.detectors, set.options);
    expect(label?.findings.map(({ tier, message }) => [message, tier])).toEqual([
      ["medium", "medium"],
      ["high", "low"],
    ]);
    expect(label).toMatchObject({ verdict: "present", tier: "medium" });
    const [key = ""] = labellerKeys(set);
    expect(key).toMatch(/^detector:loops@2\+[0-9a-f]{8}$/);
    expect(labellerKeys(calibrated(GOOD))).toEqual(["detector:loops@2"]);
    expect(precisionOf(set)("FM-1.3", key.slice("detector:".length), "low")).toEqual({
      value: 8 / 19,
      n: 15,
    });
  });

  it.each([
    ["of another version", calibrated(BAD, 1)],
    ["with other thresholds", calibrated(BAD, 2, { loops: { least: 9 } })],
  ])("takes no notice of a measurement %s", (_, set) => {
    expect(runDetectors(run, set.detectors, set.options)[0]?.tier).toBe("high");
    expect(set.precisions?.size).toBe(0);
  });
});
