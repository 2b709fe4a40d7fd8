import type { Confirmed, Evaluation } from "../../core/evaluation.ts";
import { type EvaluationView, estimateText, nameOf, numberText, type Section } from "./section.ts";

export function agreement(evaluation: Evaluation, view: EvaluationView): Section {
  const { rows, minPositives } = evaluation;
  return {
    title: "Agreement, unknown scored as absent",
    head: ["mode", "runs", "positive", "found", "precision", "recall", "F1", "κ"],
    rows: rows.map((row) => {
      const { precision, recall, f1, kappa } = row.unknownAsAbsent;
      return [
        nameOf(row, evaluation, view),
        String(row.runs),
        row.modes.length > 1 ? `${row.positives} of ${row.labelled}` : String(row.positives),
        String(row.confusion.positive.present + row.confusion.negative.present),
        ...[precision, recall].map(estimateText),
        numberText(f1.value),
        estimateText(kappa),
      ];
    }),
    notes: [
      `claimed: the modes with at least ${minPositives} positives; the others are listed, not claimed.`,
      "κ: Cohen's, 0 = as good as chance, 1 = always the same.",
    ],
  };
}

export function againstPrior(evaluation: Evaluation, view: EvaluationView): Section {
  return {
    title: "Beyond the framework",
    head: ["mode", "κ within framework", "κ", "prior's κ", "κ − prior's κ"],
    rows: evaluation.rows
      .filter(({ positives }) => positives > 0)
      .map((row) => [
        nameOf(row, evaluation, view),
        estimateText(row.withinFramework),
        numberText(row.unknownAsAbsent.kappa.value),
        numberText(row.baselines.frameworkPrior.kappa),
        estimateText(row.kappaMinusPrior),
      ]),
    notes: [
      "κ within framework: κ of each framework by itself, weighted by its runs.",
      "Prior: guesses what most other runs of the framework have; it looks at nothing else.",
    ],
  };
}

export function tiers(evaluation: Evaluation, view: EvaluationView): Section {
  return {
    title: "Precision by tier",
    head: ["mode", "certain", "high", "medium", "certain + high", "with medium", "recall, certain + high"],
    rows: evaluation.rows
      .filter(({ tiers: { withMedium } }) => withMedium.n > 0)
      .map((row) => [
        nameOf(row, evaluation, view),
        ...[row.tiers.certain, row.tiers.high, row.tiers.medium].map(({ right, n }) => `${right}/${n}`),
        ...[row.tiers.certainAndHigh, row.tiers.withMedium].map(confirmedText),
        numberText(row.strong.recall.value),
      ]),
    notes: ["Right of found, as the labels say; Wilson 95 % intervals."],
  };
}

function confirmedText({ n, right, interval }: Confirmed): string {
  return n === 0 ? "–" : `${right}/${n} = ${estimateText({ value: right / n, interval })}`;
}

export function leftOut(evaluation: Evaluation, view: EvaluationView): Section {
  return {
    title: "Agreement, unknown left out",
    head: ["mode", "coverage", "examined", "cells", "precision", "recall", "F1", "κ"],
    rows: evaluation.rows.map((row) => {
      const { n, precision, recall, f1, kappa } = row.unknownLeftOut;
      return [
        nameOf(row, evaluation, view),
        numberText(row.coverage),
        numberText(row.examined),
        String(n),
        ...[precision, recall].map(estimateText),
        numberText(f1.value),
        estimateText(kappa),
      ];
    }),
    notes: [
      "coverage: cells with a verdict present or absent; examined: cells on which a labeller had what it needs.",
      "Rules that cannot exclude a mode never say absent, so here their recall is 1 and their κ has no value.",
    ],
  };
}

export function confusion(evaluation: Evaluation, view: EvaluationView): Section {
  return {
    title: "Confusion table",
    head: ["mode", "yes: present", "yes: absent", "yes: unknown", "no: present", "no: absent", "no: unknown"],
    rows: evaluation.rows.map((row) => {
      const { positive, negative } = row.confusion;
      const counts = [positive, negative].flatMap((of) => [of.present, of.absent, of.unknown]);
      return [nameOf(row, evaluation, view), ...counts.map(String)];
    }),
    notes: ["yes and no: the label; present, absent and unknown: the verdict."],
  };
}
