import type { ModeId, Quote, Tier } from "../core/finding.ts";
import type { BlameKind } from "../core/report.ts";

/**
 * How much speaks for a violation being what the run failed of, strongest first; within a grade the earliest counts:
 * `found`: a rule of tier certain or high found a mode there.
 * `origin`: what was delivered comes from there, or a rule of tier medium found a mode there.
 * `open`: a plain sign of trouble that nothing in the run made good.
 * `doubtful`: a candidate, or a sign that is as often harmless.
 * `settled`: trouble that was made good by whoever went on.
 * `way`: no sign of trouble; it only lies on the way to what was delivered.
 */
export const GRADES = ["found", "origin", "open", "doubtful", "settled", "way"] as const;
export type Grade = (typeof GRADES)[number];

/** Something that may be why a run failed. */
export interface Violation {
  readonly grade: Grade;
  readonly kind: BlameKind;
  /** Ids of the agents concerned, whoever began it first; [] where no agent is. */
  readonly agents: readonly string[];
  /** Step indices, the one to blame first; at least one. */
  readonly steps: readonly number[];
  /** Null: a sign of trouble that is no mode of the taxonomy. */
  readonly mode: ModeId | null;
  readonly tier: Tier;
  /** A sentence without a full stop. */
  readonly why: string;
  /** What should have been done in place of it; a sentence without a full stop. */
  readonly rightAction: string;
  readonly quotes: readonly Quote[];
}
