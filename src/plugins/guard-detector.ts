import { z } from "zod";
import { type Detection, MODE_IDS, SEVERITIES, TIERS } from "../core/finding.ts";
import type { Detector } from "../detectors/detector.ts";
import { whatFails } from "./what-fails.ts";

const index = z.int().min(0);

const detection = z.looseObject({
  findings: z.array(
    z.looseObject({
      mode: z.enum(MODE_IDS),
      tier: z.enum(TIERS),
      message: z.string().min(1),
      agent: z.string().nullable(),
      steps: z.array(index),
      quotes: z.array(z.looseObject({ step: index, text: z.string() })),
      severity: z.enum(SEVERITIES).optional(),
    }),
  ),
  absent: z.looseObject({ why: z.string(), tier: z.enum(["certain", "high", "medium"]) }).optional(),
  unknown: z.string().optional(),
});

/** A detector whose errors, and answers that are none, name its plugin in the label that `runDetectors` makes of them. */
export function guardDetector(detector: Detector, plugin: string): Detector {
  return {
    meta: detector.meta,
    detect(run, prepared, options) {
      let given: Detection;
      let fault: string | null;
      try {
        given = detector.detect(run, prepared, options);
        fault = whatFails(detection, given);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`${why} (plugin ${plugin})`, { cause: error });
      }
      if (fault !== null) throw new Error(`${fault} (plugin ${plugin})`);
      return given;
    },
  };
}
