import type { z } from "zod";
import type { Detection, ModeId, Need, Tier } from "../core/finding.ts";
import type { Run } from "../core/run.ts";
import type { PreparedRun } from "./prepared-run.ts";

export interface DetectorMeta<O> {
  /** Mode slug, or slug/variant: `step-repetition`. Unique. */
  id: string;
  mode: ModeId;
  /** Raised whenever results can change; part of the label's key, so that old labels are redone. */
  version: number;
  /** Capabilities without which nothing can be said; missing → `unknown` with the reason, `detect` not called. */
  needs: readonly Need[];
  /** `both` may say `absent` inside its stated domain; silence of a `present` detector is `unknown`. */
  decides: "present" | "both";
  /** Least number of agents for the mode to make sense (2 for withholding and ignored input). */
  minAgents?: number;
  /** Cues are English words: on other languages the run is `unknown` for this detector. */
  englishOnly?: boolean;
  /** Thresholds with defaults and docstrings that give ranges, units and sources; overridden by the mode file. */
  options: z.ZodType<O>;
  /** One paragraph: what it looks at and what it cannot see; shown by `mast modes` and in docs. */
  summary: string;
  blindSpots: readonly string[];
  /**
   * Tiers that the findings of this detector do not deserve, with those that they get instead: set where reading refuted a
   * tier (`calibrate`), never by the detector itself.
   */
  lowered?: Partial<Record<Tier, Tier>>;
}

export interface Detector<O = unknown> {
  readonly meta: DetectorMeta<O>;
  /**
   * The detection depends on the run and the options alone, and is there at once: no clock, randomness or I/O. It must
   * not look at `run.framework`.
   */
  detect(run: Run, prepared: PreparedRun, options: O): Detection;
}

/** Infers types only, so that built-ins and plugins are written alike. */
export function defineDetector<O>(detector: Detector<O>): Detector<O> {
  return detector;
}

/** The same detector, whose findings get lower tiers than it gives them. */
export function withLoweredTiers(detector: Detector, lowered: DetectorMeta<unknown>["lowered"]): Detector {
  return lowered === undefined ? detector : { ...detector, meta: { ...detector.meta, lowered } };
}
