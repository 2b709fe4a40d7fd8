import {
  type DetectorCalibration,
  loweredTiers,
  type Measured,
  measuredAt,
  shownPrecision,
} from "../core/calibration.ts";
import { TIERS, type Tier } from "../core/finding.ts";
import { withLoweredTiers } from "../detectors/detector.ts";
import { detectorRef } from "../detectors/run-detectors.ts";
import type { RunViewOptions } from "../report/report-run.ts";
import type { DetectorSet } from "./detect.ts";

/**
 * Gives detectors what reading said of them: tiers that were refuted are lowered, and precisions are shown. A measurement of
 * another version of a detector, or with other thresholds than the defaults, says nothing and is left out.
 */
export function calibrate(set: DetectorSet, measured: readonly DetectorCalibration[]): DetectorSet {
  const precisions = new Map<string, Partial<Record<Tier, Measured>>>();
  const detectors = set.detectors.map((detector) => {
    const { id, version } = detector.meta;
    const own = measured.find((one) => one.id === id && one.version === version);
    if (own === undefined || detectorRef(detector, set.options).version !== String(version)) return detector;
    const lowered = loweredTiers(own);
    const calibrated = Object.keys(lowered).length === 0 ? detector : withLoweredTiers(detector, lowered);
    const ref = detectorRef(calibrated, set.options);
    precisions.set(`${ref.id}@${ref.version}`, byShownTier(own));
    return calibrated;
  });
  return { ...set, detectors, precisions };
}

function byShownTier(calibration: DetectorCalibration): Partial<Record<Tier, Measured>> {
  const shown: Partial<Record<Tier, Measured>> = {};
  for (const tier of TIERS) {
    const measured = measuredAt(tier, calibration);
    if (measured !== null) shown[tier] = measured;
  }
  return shown;
}

/** What a report shows beside each finding. */
export function precisionOf({ precisions }: DetectorSet): RunViewOptions["precisionOf"] {
  return (_mode, labeller, tier) => {
    const measured = precisions?.get(labeller)?.[tier];
    return measured === undefined ? null : shownPrecision(measured);
  };
}
