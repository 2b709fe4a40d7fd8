import type { Finding, Label, ModeId } from "../../src/core/finding.ts";
import { hashOf } from "../../src/core/hash.ts";
import type { Run } from "../../src/core/run.ts";
import type { Detector } from "../../src/detectors/detector.ts";
import { type DetectorOptions, runDetectors } from "../../src/detectors/run-detectors.ts";
import type { CleanRun } from "./clean-runs.ts";
import { MATRIX, type OperatorId } from "./matrix.ts";
import type { Mutation, Operator } from "./operator.ts";
import type { WordSet } from "./words/sets.ts";
import { Draw, type Words } from "./words.ts";

/** What the detectors said of one mutant. */
export interface Trial {
  readonly operator: OperatorId;
  readonly mutation: Mutation;
  readonly sample: CleanRun;
  /** `hit` and `missed` only where a mode is required; `left out`: no detector of the mode had its needs met. */
  readonly outcome: "hit" | "missed" | "left out" | "no detector" | "silent";
  /** Why it was left out, or what the mode's detectors said of the mutant that was missed. */
  readonly why: string;
  /** Findings of tier medium or above of modes that are neither required nor allowed. */
  readonly wrong: readonly Finding[];
  /** Modes beside the required one that are allowed and were found. */
  readonly allowed: readonly ModeId[];
}

/** A finding of tier medium or above where nothing may be found. */
export interface Alarm {
  readonly where: "untouched" | "clean base" | "mutant";
  readonly operator: OperatorId | null;
  readonly variant: string;
  readonly sample: CleanRun;
  readonly run: Run;
  /** The clean run beside it, to show what was changed. */
  readonly base: Run;
  readonly finding: Finding;
}

export interface Measurement {
  readonly samples: readonly CleanRun[];
  readonly trials: readonly Trial[];
  /** Clean insertions: runs of their own that must be silent, too. */
  readonly cleanBases: number;
  readonly alarms: readonly Alarm[];
  /** Findings of tier low in the untouched runs, by mode. */
  readonly candidates: ReadonlyMap<ModeId, number>;
  /** Runs in which an operator found no place, by operator. */
  readonly withoutPlace: ReadonlyMap<OperatorId, number>;
}

/** The same mutants in each set of phrasings. */
export type Measurements = Readonly<Record<WordSet, Measurement>>;

/**
 * Runs all detectors on the clean runs, on the clean bases and on all mutants. The same for the same input.
 * @throws Error where a detector throws
 */
export function measure(
  samples: readonly CleanRun[],
  operators: readonly Operator[],
  detectors: readonly Detector[],
  options: DetectorOptions,
  words: Words,
): Measurement {
  const labelsOf = (run: Run) => {
    const labels = runDetectors(run, detectors, options);
    const bug = labels.find(({ why }) => why.startsWith("a bug in the detector"));
    if (bug !== undefined) throw new Error(bug.why);
    return labels;
  };
  const trials: Trial[] = [];
  const alarms: Alarm[] = [];
  const candidates = new Map<ModeId, number>();
  const withoutPlace = new Map<OperatorId, number>();
  let cleanBases = 0;
  for (const sample of samples) {
    const { run } = sample;
    const labels = labelsOf(run);
    for (const { mode, tier } of labels.flatMap(({ findings }) => findings)) {
      if (tier === "low") candidates.set(mode, (candidates.get(mode) ?? 0) + 1);
    }
    const own = soundOf(labels);
    const untouched = { where: "untouched", operator: null, variant: "", sample, run, base: run } as const;
    alarms.push(...own.map((finding) => ({ ...untouched, finding })));
    if (own.length > 0) continue;
    for (const operator of operators) {
      const mutations = operator.mutate(run, drawFor(operator.id, run, words));
      if (mutations.length === 0) withoutPlace.set(operator.id, (withoutPlace.get(operator.id) ?? 0) + 1);
      for (const mutation of mutations) {
        const { base, variant } = mutation;
        const place = { operator: operator.id, variant, sample, base };
        if (base !== run) {
          cleanBases++;
          const found = soundOf(labelsOf(base));
          alarms.push(
            ...found.map((finding) => ({ ...place, where: "clean base", run: base, finding }) as const),
          );
          if (found.length > 0) continue;
        }
        const trial = tried(operator.id, mutation, sample, labelsOf(mutation.mutant));
        trials.push(trial);
        alarms.push(
          ...trial.wrong.map(
            (finding) => ({ ...place, where: "mutant", run: mutation.mutant, finding }) as const,
          ),
        );
      }
    }
  }
  return { samples, trials, cleanBases, alarms, candidates, withoutPlace };
}

function drawFor(operator: OperatorId, run: Run, words: Words): Draw {
  const draw = new Draw(Number.parseInt(hashOf(8, operator, run.id), 16), words);
  // The first numbers of xorshift are close for seeds that are.
  for (let round = 0; round < 8; round++) draw.below(2);
  return draw;
}

function soundOf(labels: readonly Label[]): Finding[] {
  return labels.flatMap(({ findings }) => findings).filter(({ tier }) => tier !== "low");
}

function tried(operator: OperatorId, mutation: Mutation, sample: CleanRun, labels: readonly Label[]): Trial {
  const { mode, allowed } = MATRIX[operator];
  const found = soundOf(labels);
  const wrong = found.filter((finding) => finding.mode !== mode && allowed[finding.mode] === undefined);
  const alsoFound = [...new Set(found.map((finding) => finding.mode))].filter(
    (other) => other !== mode && allowed[other] !== undefined,
  );
  const result = { operator, mutation, sample, wrong, allowed: alsoFound };
  if (mode === null) return { ...result, outcome: "silent", why: "" };
  if (found.some((finding) => finding.mode === mode)) return { ...result, outcome: "hit", why: "" };
  const own = labels.filter((label) => label.mode === mode);
  const why = [...new Set(own.map((label) => `${label.labeller.id}: ${label.why}`))].join("\n");
  if (own.length === 0) return { ...result, outcome: "no detector", why };
  return own.some(({ examined }) => examined)
    ? { ...result, outcome: "missed", why }
    : { ...result, outcome: "left out", why: [...new Set(own.map((label) => label.why))].join("; ") };
}

/** Of the trials that count, the share in which the mode was found; null where none counts. */
export function recallOf(trials: readonly Trial[]): { hits: number; counted: number; recall: number | null } {
  const counted = trials.filter(({ outcome }) => outcome === "hit" || outcome === "missed");
  const hits = counted.filter(({ outcome }) => outcome === "hit").length;
  return { hits, counted: counted.length, recall: counted.length === 0 ? null : hits / counted.length };
}
