import { MATRIX, type OperatorId } from "./matrix.ts";
import { recallOf, type Trial } from "./measure.ts";

/** Least recall of an operator, over the mutants whose run carries what the mode's detectors need. */
export const BAR = 0.95;

/** With which set of phrasings the mutants were worded: the one that detectors were written with, or the other. */
export type Wording = "first" | "second";

export interface Shortfall {
  /** Least recall that is reached with either set; the test fails below it. */
  readonly least: Readonly<Record<Wording, number>>;
  /** Most mutants with a finding that is neither required nor allowed; absent = none. */
  readonly wrong?: number;
  readonly reason: string;
}

/** Operators that stay below their bars, and why. Raise the numbers when a detector gets better. */
export const SHORTFALLS: Partial<Record<OperatorId, Shortfall>> = {
  reset: {
    least: { first: 0.98, second: 0.98 },
    wrong: 2,
    reason:
      "An opening of one status asked for again and again is not told from waiting. Once a message that the restart " +
      "repeats is taken for a repetition.",
  },
  "swap-speaker": {
    least: { first: 0.92, second: 0.47 },
    wrong: 5,
    reason:
      "Twelve of the 20 misses with the first words are '[keeper] The lamp is lit' in runs that record no recipients, where " +
      "the name may as well be the colleague who is spoken to. With the others, 138 misses, 'Speaking as X' (32), 'Best " +
      "wishes, X' (30), 'X says:' (34) and '<X>' are forms that no rule hears yet. In five mutants a fault that a played " +
      "colleague names counts as open, although it is then mended.",
  },
  "revert-decision": {
    least: { first: 0.95, second: 0.65 },
    reason:
      "Changes are heard in the turns of phrase that name the new value beside the old one, or that the next speaker takes " +
      "up in short; others are not.",
  },
  "fail-then-approve": {
    least: { first: 0.95, second: 0.59 },
    reason:
      "A failing check is heard in the words of test runners, compilers and validators, an approval in its commonest turns " +
      'of phrase; others are not. A fault that a reviewer names in plain words without their place ("it says gallons") is ' +
      "not compared with the next version.",
  },
  "stop-early": {
    least: { first: 0.72, second: 0.57 },
    reason:
      "A regular end right after a good result is not taken for an end that came too early: some frameworks hand the " +
      "result over as the answer. Requests and announcements are heard in the phrasings that traces show most.",
  },
  "go-on-after-the-end": {
    least: { first: 0.68, second: 0.68 },
    reason:
      "Talk after an answer that is called final in words alone, without a stop word, is no finding: a follow-up that " +
      "somebody wanted looks the same.",
  },
  "contradict-the-computed-value": {
    least: { first: 0.67, second: 0.57 },
    reason:
      "A slip is no finding where the wrong value stands in the trace anyway, follows from two known numbers or from a " +
      "change of unit, has too few words around it in common with the result (two are needed), or is part of a date or of " +
      "a code without letters: there a rule could not tell it from the agent's own arithmetic.",
  },
};

/** Whether an operator's bars hold: recall and silence as required, or as listed. */
export function verdictOf(
  trials: readonly Trial[],
  operator: OperatorId,
  wording: Wording,
): "ok" | "shortfall" | "below" {
  const listed = SHORTFALLS[operator];
  const wrong = trials.filter((trial) => trial.wrong.length > 0).length;
  const recall = MATRIX[operator].mode === null ? 1 : (recallOf(trials).recall ?? 0);
  if (wrong === 0 && recall >= BAR) return "ok";
  const isAsListed =
    listed !== undefined && wrong <= (listed.wrong ?? 0) && recall >= Math.min(BAR, listed.least[wording]);
  return isAsListed ? "shortfall" : "below";
}
