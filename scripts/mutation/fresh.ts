import type { OperatorId } from "./matrix.ts";
import type { Alarm, Measurement, Trial } from "./measure.ts";
import { SHORTFALLS } from "./shortfalls.ts";

/** What the detectors wrongly find in the third set of phrasings, on top of what is listed as a shortfall. */
export interface KnownWrong {
  /** Most mutants with a wrong finding. */
  readonly mutants: number;
  /** Most clean bases with one. */
  readonly cleanBases: number;
  readonly reason: string;
}

/** To be mended in the detectors by what a rule means, not by the sentence that showed it. */
export const KNOWN_WRONG: Partial<Record<OperatorId, KnownWrong>> = {};

/**
 * Whether an operator's mutants have no more wrong findings than are listed: all that fresh words must show of mutants,
 * since a bar for their recall would have rules tuned to them.
 */
export function hasNoMoreWrong(trials: readonly Trial[], operator: OperatorId): boolean {
  const wrong = trials.filter((trial) => trial.wrong.length > 0).length;
  return wrong <= Math.max(SHORTFALLS[operator]?.wrong ?? 0, KNOWN_WRONG[operator]?.mutants ?? 0);
}

/** Findings in untouched runs and clean bases beyond those that are listed. */
export function unlistedAlarms({ alarms }: Measurement): Alarm[] {
  const clean = alarms.filter(({ where }) => where !== "mutant");
  const runsOf = (operator: OperatorId) =>
    new Set(clean.flatMap((alarm) => (alarm.operator === operator ? [alarm.run.id] : [])));
  return clean.filter(
    ({ operator }) => operator === null || runsOf(operator).size > (KNOWN_WRONG[operator]?.cleanBases ?? 0),
  );
}
