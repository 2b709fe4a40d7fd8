import type { Confirmed, Estimate, EvaluationRow, PointScores, Scores } from "../core/evaluation.ts";
import { type ModeId, VERDICTS, type Verdict } from "../core/finding.ts";
import { wilson } from "../core/wilson.ts";
import { type Counts, f1Of, kappaOf, precisionOf, recallOf } from "./agreement.ts";
import type { Bootstrap, Statistics, Weights } from "./bootstrap.ts";
import { CountSeries, type GroupCounts, kappaWithin, totalOf } from "./count-series.ts";
import type { Cell } from "./scored-run.ts";

/** The frameworks of the scored runs: their names, and by run the number of its framework. */
export interface Frameworks {
  names: readonly string[];
  ofRun: readonly number[];
}

/** Scores one mode, or several pooled: all figures of a row from its cells. */
export function evaluateRow(
  of: string,
  modes: readonly ModeId[],
  cells: readonly Cell[],
  frameworks: Frameworks,
  bootstrap: Bootstrap,
): EvaluationRow {
  const series = (fires: (cell: Cell) => boolean, of = cells): CountSeries =>
    new CountSeries(
      of.map((cell) => ({ run: cell.run, positive: cell.positive, fires: fires(cell) })),
      frameworks.ofRun,
      frameworks.names.length,
    );
  const present = ({ prediction }: Cell): boolean => prediction.verdict === "present";
  const fires = series(present);
  const decided = series(
    present,
    cells.filter(({ prediction }) => prediction.verdict !== "unknown"),
  );
  const strong = series((cell) => present(cell) && cell.prediction.tier !== "medium");
  const prior = series(({ prior }) => prior);

  const estimates: Record<string, Estimate> = bootstrap.estimate((weights): Statistics => {
    const groups = fires.byGroup(weights);
    const total = totalOf(groups);
    const kappa = kappaOf(total);
    const kappaOfPrior = kappaOf(prior.total(weights));
    return {
      ...named("fires", total),
      ...named("decided", decided.total(weights)),
      ...named("strong", strong.total(weights)),
      within: kappaWithin(groups),
      overPrior: kappa === null || kappaOfPrior === null ? null : kappa - kappaOfPrior,
      ...Object.fromEntries(groups.map(({ counts }, group) => [`group ${group}`, kappaOf(counts)])),
    };
  });
  const estimate = (name: string): Estimate => estimates[name] ?? { value: null, interval: null };
  const scores = (name: string, n: number): Scores => ({
    n,
    precision: estimate(`${name} precision`),
    recall: estimate(`${name} recall`),
    f1: estimate(`${name} f1`),
    kappa: estimate(`${name} kappa`),
  });

  const whole = allOnes(frameworks.ofRun.length);
  const groups = fires.byGroup(whole);
  return {
    of,
    modes: [...modes],
    runs: new Set(cells.map(({ run }) => run)).size,
    labelled: cells.length,
    positives: cells.filter(({ positive }) => positive).length,
    confusion: confusionOf(cells),
    examined: shareOf(cells, ({ prediction }) => prediction.examined),
    coverage: shareOf(cells, ({ prediction }) => prediction.verdict !== "unknown"),
    unknownAsAbsent: scores("fires", cells.length),
    unknownLeftOut: scores(
      "decided",
      cells.filter(({ prediction }) => prediction.verdict !== "unknown").length,
    ),
    strong: scores("strong", cells.length),
    tiers: tiersOf(cells),
    withinFramework: estimate("within"),
    frameworks: frameworks.names.flatMap((framework, group) => {
      const own = groups[group];
      if (own === undefined || own.runs === 0) return [];
      const { counts, runs } = own;
      return {
        ...{ framework, runs, positives: counts.tp + counts.fn },
        precision: precisionOf(counts),
        recall: recallOf(counts),
        kappa: estimate(`group ${group}`),
        without: withoutGroup(groups, group),
      };
    }),
    baselines: {
      neverFire: pointsOf(series(() => false).total(whole)),
      alwaysFire: pointsOf(series(() => true).total(whole)),
      frameworkPrior: pointsOf(prior.total(whole)),
    },
    kappaMinusPrior: estimate("overPrior"),
  };
}

function named(name: string, counts: Counts): Statistics {
  return {
    [`${name} precision`]: precisionOf(counts),
    [`${name} recall`]: recallOf(counts),
    [`${name} f1`]: f1Of(counts),
    [`${name} kappa`]: kappaOf(counts),
  };
}

function pointsOf(counts: Counts): PointScores {
  return {
    precision: precisionOf(counts),
    recall: recallOf(counts),
    f1: f1Of(counts),
    kappa: kappaOf(counts),
  };
}

/** Leave one framework out: what the rest says by itself. */
function withoutGroup(
  groups: readonly GroupCounts[],
  left: number,
): EvaluationRow["frameworks"][number]["without"] {
  const rest = groups.filter((_, group) => group !== left);
  return { ...pointsOf(totalOf(rest)), withinFramework: kappaWithin(rest) };
}

function confusionOf(cells: readonly Cell[]): EvaluationRow["confusion"] {
  const empty = (): Record<Verdict, number> =>
    Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  const table = { positive: empty(), negative: empty() };
  for (const { positive, prediction } of cells)
    table[positive ? "positive" : "negative"][prediction.verdict]++;
  return table;
}

function tiersOf(cells: readonly Cell[]): EvaluationRow["tiers"] {
  const claims = cells.filter(({ prediction }) => prediction.verdict === "present");
  const confirmed = (...tiers: readonly Cell["prediction"]["tier"][]): Confirmed => {
    const own = claims.filter(({ prediction }) => tiers.includes(prediction.tier));
    const right = own.filter(({ positive }) => positive).length;
    return { n: own.length, right, interval: wilson(right, own.length) };
  };
  return {
    certain: confirmed("certain"),
    high: confirmed("high"),
    medium: confirmed("medium"),
    certainAndHigh: confirmed("certain", "high"),
    withMedium: confirmed("certain", "high", "medium", null),
  };
}

function shareOf(cells: readonly Cell[], holds: (cell: Cell) => boolean): number | null {
  return cells.length === 0 ? null : cells.filter(holds).length / cells.length;
}

function allOnes(length: number): Weights {
  return new Uint16Array(length).fill(1);
}
