import { LEAST_READ } from "../../core/calibration.ts";
import type { LabellerRef, ModeId } from "../../core/finding.ts";
import { wilson } from "../../core/wilson.ts";
import type { Taxonomy } from "../../taxonomy/taxonomy.ts";
import type { JudgeTier } from "./verdicts.ts";

/** The share of verdicts that is meant to be right where a judge counts as much as a rule that is. */
const TARGET = 0.9;

/**
 * `high` where the taxonomy holds a measured precision of this model with these prompts on this mode, of enough
 * verdicts, that does not refute it: the upper bound of the Wilson 95 % interval reaches the target. Else `medium`.
 */
export function tierOf({ calibration }: Taxonomy, mode: ModeId, { id, version }: LabellerRef): JudgeTier {
  const judge = calibration?.judges?.find(({ model, prompts }) => model === id && prompts === version);
  const measured = judge?.modes[mode];
  if (measured === undefined || measured.n < LEAST_READ) return "medium";
  const upper = wilson(measured.right, measured.n)?.[1] ?? 0;
  return upper >= TARGET ? "high" : "medium";
}
