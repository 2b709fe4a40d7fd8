import type { Evaluation, PointScores } from "../../core/evaluation.ts";
import { type EvaluationView, estimateText, nameOf, numberText, type Section } from "./section.ts";

export function baselines(evaluation: Evaluation, view: EvaluationView): Section {
  const scores = (name: string, { precision, recall, f1, kappa }: PointScores): string[] => [
    name,
    ...[precision, recall, f1, kappa].map(numberText),
  ];
  return {
    title: "Beside guesses that take no skill",
    head: ["modes", "labeller", "precision", "recall", "F1", "κ"],
    rows: evaluation.rows
      .filter(({ modes }) => modes.length > 1)
      .flatMap((row) => {
        const { precision, recall, f1, kappa } = row.unknownAsAbsent;
        const own = { precision: precision.value, recall: recall.value, f1: f1.value, kappa: kappa.value };
        const { neverFire, alwaysFire, frameworkPrior } = row.baselines;
        return [
          scores(evaluation.predictions === null ? "mast" : "predictions", own),
          scores("never", neverFire),
          scores("always", alwaysFire),
          scores("by framework", frameworkPrior),
        ].map((cells, index) => [index === 0 ? nameOf(row, evaluation, view) : "", ...cells]);
      }),
    notes: [],
  };
}

export function frameworks({ rows }: Evaluation): Section {
  const row = rows.find(({ of }) => of === "claimed") ?? rows.at(-1);
  return {
    title: `By framework, ${row?.of === "claimed" ? "claimed modes" : (row?.of ?? "")} pooled`,
    head: [
      "framework",
      "runs",
      "positive",
      "precision",
      "recall",
      "κ",
      "without it: precision",
      "recall",
      "κ",
      "κ within",
    ],
    rows: (row?.frameworks ?? []).map(({ framework, runs, positives, precision, recall, kappa, without }) => [
      framework,
      ...[runs, positives].map(String),
      ...[precision, recall].map(numberText),
      estimateText(kappa),
      ...[without.precision, without.recall, without.kappa, without.withinFramework].map(numberText),
    ]),
    notes: ["without it: all other frameworks together (leave one framework out)."],
  };
}
