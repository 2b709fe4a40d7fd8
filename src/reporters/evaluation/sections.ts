import type { Evaluation, LabelSet } from "../../core/evaluation.ts";
import { plural } from "../layout.ts";
import { againstPrior, agreement, confusion, leftOut, tiers } from "./agreement.ts";
import { attribution } from "./attribution.ts";
import { baselines, frameworks } from "./comparisons.ts";
import type { EvaluationView, Section } from "./section.ts";

/** What was compared with what. */
export function evaluationSummary(evaluation: Evaluation): string[] {
  const { runs, frameworks, labels, predictions, bootstrap } = evaluation;
  const parts = frameworks.map(({ framework, runs: count }) => `${framework} ${count}`).join(", ");
  const verdicts =
    predictions === null
      ? `verdicts: mast ${evaluation.mast}, taxonomy ${evaluation.taxonomy}`
      : `verdicts: ${setText(predictions)}`;
  return [
    `${plural(runs, "labelled run")}: ${parts}`,
    `labels: ${setText(labels)}`,
    verdicts,
    `intervals: 95 %, percentile bootstrap over runs, ${bootstrap.resamples} resamples, seed ${bootstrap.seed}`,
  ];
}

export function evaluationSections(evaluation: Evaluation, view: EvaluationView): Section[] {
  const sections = [
    agreement(evaluation, view),
    againstPrior(evaluation, view),
    tiers(evaluation, view),
    leftOut(evaluation, view),
    confusion(evaluation, view),
    baselines(evaluation, view),
    frameworks(evaluation),
    attribution(evaluation),
    ...(view.list ? [disagreements(evaluation)] : []),
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}

function disagreements({ disagreements: cells }: Evaluation): Section {
  return {
    title: "Where label and verdict differ",
    head: ["run", "source", "mode", "label", "verdict", "why"],
    rows: cells.map(({ run, source, mode, label, verdict, tier, why }) => [
      run.slice(0, 12),
      source.split("/").at(-1) ?? source,
      mode,
      label ? "yes" : "no",
      tier === null ? verdict : `${verdict}, ${tier}`,
      why,
    ]),
    notes: [],
  };
}

function setText({ file, sha256, lines, unmatched }: LabelSet): string {
  const missing = unmatched === 0 ? "" : `, ${unmatched} of runs that are not here`;
  return `${file} (${plural(lines, "line")}${missing}; SHA-256 ${sha256})`;
}
