import type { ModeId, Tier, Verdict } from "./finding.ts";

/** `mast-eval/1`: how well verdicts agree with labels. Field names are a contract. Shares are 0–1, κ is −1…1. */
export interface Evaluation {
  schema: "mast-eval/1";
  mast: string;
  taxonomy: string;
  labels: LabelSet;
  /** Null: the verdicts are mast's own, of its rules and its judge; labels imported into the store do not count. */
  predictions: LabelSet | null;
  /** All intervals are percentile bootstrap intervals over runs, except where Wilson is said. */
  bootstrap: { unit: "run"; level: 0.95; resamples: number; seed: number };
  /** A mode with fewer positives is listed, not claimed: it is left out of the row `claimed`. */
  minPositives: number;
  runs: number;
  frameworks: { framework: string; runs: number }[];
  /** One per mode that has a scored label, then FM-3.2 and FM-3.3 taken as one, all modes pooled, and the claimed ones. */
  rows: EvaluationRow[];
  attribution: AttributionScores | null;
  /** Every cell on which label and verdict differ, by run and mode; `unknown` against a positive label counts. */
  disagreements: Disagreement[];
}

export interface LabelSet {
  file: string;
  /** Of the file's bytes. */
  sha256: string;
  /** Lines that could be read. */
  lines: number;
  /** Lines whose run is not among those scored. */
  unmatched: number;
}

/** A value with its interval; null where it is not defined (nothing to divide by), or in too few resamples. */
export interface Estimate {
  value: number | null;
  interval: [low: number, high: number] | null;
}

export interface Scores {
  /** Cells scored. */
  n: number;
  precision: Estimate;
  recall: Estimate;
  f1: Estimate;
  /** Cohen's κ. */
  kappa: Estimate;
}

/** How many are right of how many, with the Wilson 95 % interval of the share: the bootstrap sees no doubt where all are right. */
export interface Confirmed {
  n: number;
  right: number;
  interval: [low: number, high: number] | null;
}

export interface PointScores {
  precision: number | null;
  recall: number | null;
  f1: number | null;
  kappa: number | null;
}

export interface EvaluationRow {
  /** `FM-1.3`, `FM-3.2+3.3`, `all`, `claimed`. */
  of: string;
  modes: ModeId[];
  /** Runs with a scored label. */
  runs: number;
  /** Scored cells: run × mode with a label true or false. */
  labelled: number;
  positives: number;
  /** Label × verdict. */
  confusion: { positive: Record<Verdict, number>; negative: Record<Verdict, number> };
  /** Share of the scored cells on which somebody could look (needs met). */
  examined: number | null;
  /** Share of the scored cells with a verdict, `present` or `absent`. */
  coverage: number | null;
  unknownAsAbsent: Scores;
  unknownLeftOut: Scores;
  /** Only findings of tier certain and high count as present; the rest as absent. */
  strong: Scores;
  /** Verdicts `present` of each tier, and how many of them the labels confirm. Verdicts without a tier are in `withMedium` only. */
  tiers: Record<Exclude<Tier, "low"> | "certainAndHigh" | "withMedium", Confirmed>;
  /** κ of each framework by itself (unknown as absent), weighted by its runs; frameworks without a defined κ are left out. */
  withinFramework: Estimate;
  /** Unknown as absent; `without`: all frameworks but this one. */
  frameworks: {
    framework: string;
    runs: number;
    positives: number;
    precision: number | null;
    recall: number | null;
    kappa: Estimate;
    without: PointScores & { withinFramework: number | null };
  }[];
  baselines: { neverFire: PointScores; alwaysFire: PointScores; frameworkPrior: PointScores };
  /** κ minus the κ of guessing by framework alone, on the same resamples. */
  kappaMinusPrior: Estimate;
}

export interface Disagreement {
  run: string;
  source: string;
  framework: string;
  mode: ModeId;
  label: boolean;
  verdict: Verdict;
  tier: Exclude<Tier, "low"> | null;
  why: string;
}

/** Shares of the labelled runs. A guess counts however sure it is; a run without one counts as wrong. */
export interface AttributionShares {
  /** The first guess, or one of the first three, names the agent. */
  agentTop1: Estimate;
  agentTop3: Estimate;
  /** The first guess lies within so many records of the labelled one. */
  stepExact: Estimate;
  stepWithin1: Estimate;
  stepWithin3: Estimate;
  stepWithin5: Estimate;
  /** One of the first three guesses names the very record. */
  stepTop3: Estimate;
}

export const ATTRIBUTION_BASELINES = ["random", "first-step", "last-error", "most-active"] as const;

/**
 * What takes no skill, with three guesses like everybody:
 * `random`: agents and records drawn without replacement from those of the run that authored a step or that an agent
 * authored; the expected share, computed and not drawn.
 * `first-step`: the first records of agents.
 * `last-error`: the last actions that failed, newest first.
 * `most-active`: the agents with the most steps, each at its first record.
 */
export interface AttributionBaseline extends AttributionShares {
  name: (typeof ATTRIBUTION_BASELINES)[number];
  /** Labelled runs in which it has a guess. */
  guessed: { agents: number; steps: number };
  /** The scored shares minus these, with a bootstrap interval over runs: above 0 where its lower end is. */
  lead: AttributionShares;
}

/** Who and when. Shares come with Wilson 95 % intervals, those of `random` with bootstrap intervals over runs. */
export interface AttributionScores extends AttributionShares {
  /** Runs whose label names an agent; of these with a guess. */
  agents: { labelled: number; guessed: number };
  /** Always guessing the agent that authored the most steps. */
  agentBaseline: Estimate;
  /** Runs whose label names a record of the source that gave a step; of these with a guess. */
  steps: { labelled: number; guessed: number; unmapped: number };
  /** Always guessing the first record of an agent, exact. */
  stepBaseline: Estimate;
  /** [] where the runs are not at hand, as with a file of predictions alone. */
  baselines: AttributionBaseline[];
}
