import type { ModeId } from "./finding.ts";
import type { CategoryId } from "./mode-info.ts";
import type { Suppression } from "./suppression.ts";

/** What a rate is counted for: one mode, a category of modes, or any mode at all. */
export type RateMode = ModeId | CategoryId | "any";

export const GATE_VERDICTS = ["PASS", "FAIL", "INCONCLUSIVE"] as const;
/** `INCONCLUSIVE`: the runs are too few or too little is known to say that a limit is kept or broken. */
export type GateVerdict = (typeof GATE_VERDICTS)[number];

export const GATE_RULE_KINDS = ["max-rate", "max-increase"] as const;
export type GateRuleKind = (typeof GATE_RULE_KINDS)[number];

/** `atLeast` = present / examined, `rate` = present / (present + absent), as in the rows of rates. */
export const GATE_RATES = ["atLeast", "rate"] as const;
export type GateRate = (typeof GATE_RATES)[number];

/**
 * `clopper-pearson`: exact one-sided bound of a proportion; `exact-unpaired`, `exact-paired`: exact unconditional tests of a
 * difference between two sets of runs, the second where runs pair by task.
 */
export const GATE_TESTS = ["clopper-pearson", "exact-unpaired", "exact-paired"] as const;
export type GateTest = (typeof GATE_TESTS)[number];

/** The result of a gate. What is printed and the exit code both come from this. */
export interface Gate {
  /** FAIL if any rule is, else INCONCLUSIVE if any is, else PASS. */
  verdict: GateVerdict;
  /** INCONCLUSIVE stops a merge too. */
  strict: boolean;
  /** What increases were measured from; null where no rule asks for one. */
  baseline: null | { name: string; mast: string; taxonomy: string; runs: number };
  /** What a reader must know before trusting a comparison, e.g. that other detectors looked then. */
  notes: string[];
  /** At least one, in the order in which they were given. */
  rules: GateRule[];
}

export interface GateRule {
  /** The rule as it is written on the command line: `max-rate FM-3.2@framework:crewai=0.1`. */
  rule: string;
  kind: GateRuleKind;
  mode: RateMode;
  /** The runs it is about, as in rows of rates; empty = all runs. */
  by: Record<string, string>;
  /** Which of the two rates it reads. */
  uses: GateRate;
  /** What `n` counts: `examined` runs, or `decided` ones (present or absent). */
  denominator: "examined" | "decided";
  /** 0–1: the highest rate allowed, or the greatest increase in absolute points. */
  limit: number;
  /** The rate, or the increase (−1 to 1); null without a denominator. Only certain, high and human labels count. */
  observed: number | null;
  /** 95 %, for display: Wilson's of a rate, Newcombe's of an increase. */
  interval: [number, number] | null;
  /** What a FAIL must clear, 0–1: one-sided, all rules of the kind together wrong in at most 1 %. */
  level: number;
  /** Exact lower bound of a rate at that level; null for increases. */
  bound: number | null;
  /** How likely so much or more is where the truth is exactly at the limit; null where nothing was tested, as within it. */
  p: number | null;
  /** The same, corrected for the number of rules; a FAIL is at most 0.01. */
  adjustedP: number | null;
  test: GateTest | null;
  n: number;
  present: number;
  examined: number;
  /** Examined runs in which nobody who counts could tell. */
  unknown: number;
  /** The same runs' share before; null for rates. */
  baseline: null | { n: number; present: number; observed: number | null };
  /** Tasks with one run then and one now; null where runs were not paired. */
  pairs: null | { tasks: number; onlyNow: number; onlyBefore: number };
  verdict: GateVerdict;
  /** One sentence for a person. */
  why: string;
}

/** A finding, or findings of one kind, that a team knows of and does not want counted by gates until a day. */
export interface SuppressionRow extends Suppression {
  /** It holds no more: what it fits is counted again. */
  expired: boolean;
  /** Findings of the runs reported on that it fits. */
  findings: number;
  runs: number;
}
