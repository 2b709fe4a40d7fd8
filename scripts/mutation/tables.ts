import type { ModeId } from "../../src/core/finding.ts";
import { hasNoMoreWrong, KNOWN_WRONG } from "./fresh.ts";
import { MATRIX, OPERATOR_IDS, type OperatorId } from "./matrix.ts";
import { type Alarm, type Measurement, type Measurements, recallOf, type Trial } from "./measure.ts";
import { verdictOf } from "./shortfalls.ts";

/** Rows of cells; the first is the heading. */
export type Table = readonly (readonly string[])[];

/** What each operator must give and what it gave, with the other sets of phrasings beside. */
export function operatorTable({ first, second, third }: Measurements): Table {
  const rows = OPERATOR_IDS.map((operator) => {
    const trials = trialsOf(first, operator);
    const others = trialsOf(second, operator);
    const fresh = trialsOf(third, operator);
    const left = trials.filter(({ outcome }) => outcome === "left out").length;
    const { mode } = MATRIX[operator];
    const verdicts = new Set([
      verdictOf(trials, operator, "first"),
      verdictOf(others, operator, "second"),
      freshVerdict(fresh, operator),
    ]);
    return [
      operator,
      mode ?? "silence",
      String(trials.length),
      mode === null ? "–" : `${left} (${percent(left, trials.length)})`,
      recallText(trials),
      recallText(others),
      recallText(fresh),
      tally(trials.flatMap(({ allowed }) => allowed)),
      wrongText(trials, others, fresh),
      ["below", "shortfall", "ok"].find((verdict) => verdicts.has(verdict as "ok")) ?? "",
    ];
  });
  const heading = [
    "operator",
    "expected",
    "mutants",
    "left out",
    "recall",
    "in other words",
    "in fresh words",
  ];
  return [[...heading, "allowed found", "wrong", "bar"], ...rows];
}

/** As for the other sets, but with no bar for recall. */
function freshVerdict(trials: readonly Trial[], operator: OperatorId): "ok" | "shortfall" | "below" {
  if (!hasNoMoreWrong(trials, operator)) return "below";
  return KNOWN_WRONG[operator] === undefined ? "ok" : "shortfall";
}

/** Mutants with wrong findings by mode, in each set of phrasings where it has any. */
function wrongText(first: readonly Trial[], second: readonly Trial[], third: readonly Trial[]): string {
  const sets = { "": first, "in other words: ": second, "in fresh words: ": third };
  const parts = Object.entries(sets).flatMap(([name, trials]) => {
    const modes = trials.flatMap(({ wrong }) => [...new Set(wrong.map(({ mode }) => mode))]);
    return modes.length === 0 ? [] : [`${name}${tally(modes)}`];
  });
  return parts.length === 0 ? "none" : parts.join("; ");
}

function recallText(trials: readonly Trial[]): string {
  const { hits, counted } = recallOf(trials);
  if (trials.some(({ outcome }) => outcome === "no detector")) return "no detector yet";
  return counted === 0 ? "–" : `${hits}/${counted} = ${(hits / counted).toFixed(3)}`;
}

/** Recall by the ways of each operator, with each set of phrasings. */
export function variantTable({ first, second, third }: Measurements): Table {
  const rows = OPERATOR_IDS.filter((operator) => MATRIX[operator].mode !== null).flatMap((operator) => {
    const trials = trialsOf(first, operator);
    const others = trialsOf(second, operator);
    const fresh = trialsOf(third, operator);
    const variants = [...new Set(trials.map(({ mutation }) => mutation.variant))];
    return variants.map((variant) => {
      const isOwn = ({ mutation }: Trial) => mutation.variant === variant;
      const own = trials.filter(isOwn);
      return [
        ...[operator, variant, String(own.length)],
        ...[recallText(own), recallText(others.filter(isOwn)), recallText(fresh.filter(isOwn))],
      ];
    });
  });
  return [["operator", "way", "mutants", "recall", "in other words", "in fresh words"], ...rows];
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

/** What was found where nothing may be, in each set of phrasings, and the candidates. */
export function silenceTable({ first, second, third }: Measurements): Table {
  const listed = [...first.candidates].sort(([a], [b]) => (a < b ? -1 : 1));
  const perRun = listed
    .map(([mode, count]) => `${mode} ${(count / first.samples.length).toFixed(2)}`)
    .join(", ");
  return [
    ["runs", "number", "findings of tier medium or above"],
    ["untouched", String(first.samples.length), alarmsIn(first, "untouched")],
    ...wordedSilence("", first),
    ...wordedSilence(", in other words", second),
    ...wordedSilence(", in fresh words", third),
    ["candidates (tier low) per untouched run", "", perRun === "" ? "none" : perRun],
  ];
}

/** The silent runs that hold sentences of a set of phrasings. */
function wordedSilence(name: string, measurement: Measurement): Table {
  const silent = measurement.trials.filter(({ operator }) => MATRIX[operator].mode === null);
  return [
    [`clean bases${name}`, String(measurement.cleanBases), alarmsIn(measurement, "clean base")],
    [`mutants of silent operators${name}`, String(silent.length), tally(wrongModes(silent))],
  ];
}

function alarmsIn({ alarms }: Measurement, where: Alarm["where"]): string {
  return tally(alarms.filter((alarm) => alarm.where === where).map(({ finding }) => finding.mode));
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
