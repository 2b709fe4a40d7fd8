import type { ModeInfo } from "../core/mode-info.ts";
import type { ReportMode } from "../core/report.ts";
import { detectorRef } from "../detectors/run-detectors.ts";
import type { DetectorSet } from "./detect.ts";

/** Modes with the detectors of the set that look for each; what a report says of who looked. */
export function reportModes({ infos }: { infos: readonly ModeInfo[] }, set: DetectorSet): ReportMode[] {
  return infos.map((info) => ({
    ...info,
    labellers: set.detectors
      .filter(({ meta }) => meta.mode === info.id)
      .map((detector) => `${detector.meta.id}@${detectorRef(detector, set.options).version}`),
  }));
}
