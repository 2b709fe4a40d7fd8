import type { ModeId } from "../../src/core/finding.ts";
import { MATRIX, OPERATOR_IDS, type OperatorId } from "./matrix.ts";
import { type Measurement, recallOf, type Trial } from "./measure.ts";
import { verdictOf } from "./shortfalls.ts";

/** Rows of cells; the first is the heading. */
export type Table = readonly (readonly string[])[];

/** What each operator must give and what it gave, with the second set of phrasings beside. */
export function operatorTable(measurement: Measurement, second: Measurement): Table {
  const rows = OPERATOR_IDS.map((operator) => {
    const trials = trialsOf(measurement, operator);
    const others = trialsOf(second, operator);
    const left = trials.filter(({ outcome }) => outcome === "left out").length;
    const { mode } = MATRIX[operator];
    const verdicts = new Set([verdictOf(trials, operator, "first"), verdictOf(others, operator, "second")]);
    return [
      operator,
      mode ?? "silence",
      String(trials.length),
      mode === null ? "–" : `${left} (${percent(left, trials.length)})`,
      recallText(trials),
      recallText(others),
      tally(trials.flatMap(({ allowed }) => allowed)),
      tally(trials.flatMap(({ wrong }) => [...new Set(wrong.map((finding) => finding.mode))])),
      ["below", "shortfall", "ok"].find((verdict) => verdicts.has(verdict as "ok")) ?? "",
    ];
  });
  const heading = ["operator", "expected", "mutants", "left out", "recall", "in other words"];
  return [[...heading, "allowed found", "wrong", "bar"], ...rows];
}

function recallText(trials: readonly Trial[]): string {
  const { hits, counted } = recallOf(trials);
  if (trials.some(({ outcome }) => outcome === "no detector")) return "no detector yet";
  return counted === 0 ? "–" : `${hits}/${counted} = ${(hits / counted).toFixed(3)}`;
}

/** Recall by the ways of each operator, with either set of phrasings. */
export function variantTable(measurement: Measurement, second: Measurement): Table {
  const rows = OPERATOR_IDS.filter((operator) => MATRIX[operator].mode !== null).flatMap((operator) => {
    const trials = trialsOf(measurement, operator);
    const others = trialsOf(second, operator);
    const variants = [...new Set(trials.map(({ mutation }) => mutation.variant))];
    return variants.map((variant) => {
      const isOwn = ({ mutation }: Trial) => mutation.variant === variant;
      const own = trials.filter(isOwn);
      return [operator, variant, String(own.length), recallText(own), recallText(others.filter(isOwn))];
    });
  });
  return [["operator", "way", "mutants", "recall", "in other words"], ...rows];
}

/** Recall by framework, and of all operators together without each framework. */
export function frameworkTable(measurement: Measurement): Table {
  const frameworks = [...new Set(measurement.samples.map(({ run }) => run.framework))].sort();
  const operators = OPERATOR_IDS.filter((operator) => MATRIX[operator].mode !== null);
  const rows = operators.map((operator) => {
    const trials = trialsOf(measurement, operator);
    const without = frameworks.map((framework) =>
      recallOf(trials.filter((trial) => frameworkOf(trial) !== framework)),
    );
    const known = without.flatMap(({ recall }) => recall ?? []);
    const range =
      known.length === 0 ? "–" : `${Math.min(...known).toFixed(2)}–${Math.max(...known).toFixed(2)}`;
    const own = frameworks.map((framework) => {
      const { hits, counted } = recallOf(trials.filter((trial) => frameworkOf(trial) === framework));
      return counted === 0 ? "–" : `${hits}/${counted}`;
    });
    return [operator, ...own, range];
  });
  return [["operator", ...frameworks, "without one"], ...rows];
}

/** Why mutants were left out, by mode. */
export function leftOutTable(measurement: Measurement): Table {
  const reasons = new Map<string, number>();
  for (const { outcome, operator, why } of measurement.trials) {
    if (outcome !== "left out") continue;
    const key = `${MATRIX[operator].mode}\0${why}`;
    reasons.set(key, (reasons.get(key) ?? 0) + 1);
  }
  const rows = [...reasons]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => [...key.split("\0"), String(count)]);
  return [["mode", "why", "mutants"], ...rows];
}

/** What was found where nothing may be, and the candidates. */
export function silenceTable({ samples, cleanBases, alarms, candidates, trials }: Measurement): Table {
  const alarmsIn = (where: string) =>
    tally(alarms.filter((alarm) => alarm.where === where).map(({ finding }) => finding.mode));
  const silent = trials.filter(({ operator }) => MATRIX[operator].mode === null).length;
  const listed = [...candidates].sort(([a], [b]) => (a < b ? -1 : 1));
  const perRun = listed.map(([mode, count]) => `${mode} ${(count / samples.length).toFixed(2)}`).join(", ");
  return [
    ["runs", "number", "findings of tier medium or above"],
    ["untouched", String(samples.length), alarmsIn("untouched")],
    ["clean bases", String(cleanBases), alarmsIn("clean base")],
    [
      "mutants of silent operators",
      String(silent),
      tally(wrongModes(trials.filter(({ operator }) => MATRIX[operator].mode === null))),
    ],
    ["candidates (tier low) per untouched run", "", perRun === "" ? "none" : perRun],
  ];
}

function wrongModes(trials: readonly Trial[]): ModeId[] {
  return trials.flatMap(({ wrong }) => wrong.map(({ mode }) => mode));
}

function frameworkOf({ sample }: Trial): string {
  return sample.run.framework;
}

function trialsOf({ trials }: Measurement, operator: OperatorId): Trial[] {
  return trials.filter((trial) => trial.operator === operator);
}

function tally(modes: readonly ModeId[]): string {
  const counts = new Map<ModeId, number>();
  for (const mode of modes) counts.set(mode, (counts.get(mode) ?? 0) + 1);
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([mode, count]) => `${mode} ${count}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((100 * part) / whole)} %`;
}
