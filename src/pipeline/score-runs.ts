import type { Label, ModeId } from "../core/finding.ts";
import type { ModeInfo } from "../core/mode-info.ts";
import type { ReportRun } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import type { Blame, Prediction, ScoredRun } from "../eval/scored-run.ts";
import type { LabelLine } from "../labels/label-line.ts";
import { mergeLabels } from "../labels/merge.ts";
import { SourceRecords } from "../labels/source-records.ts";
import { toReportRun } from "../report/report-run.ts";
import type { Store } from "../store/store.ts";
import { blameFieldOf } from "./blame-field.ts";

/** What was said of one run: by labels, and, where predictions are scored, by these. */
export interface RunLines {
  labels: readonly LabelLine[];
  /** Null: score mast's own verdicts. */
  predictions: readonly LabelLine[] | null;
}

export interface ScoreOptions {
  modes: readonly ModeInfo[];
  displayUri: (uri: string) => string;
}

/**
 * Joins stored runs with the label lines that mean them. mast's own verdicts are merged anew from rules and judge: a
 * label that a person imported must not be scored against itself.
 */
export async function* scoreRuns(
  store: Store,
  lines: ReadonlyMap<string, RunLines>,
  options: ScoreOptions,
): AsyncGenerator<ScoredRun> {
  for await (const batch of store.runs({ ids: [...lines.keys()] })) {
    for (const run of batch) {
      const said = lines.get(run.id);
      if (said === undefined) continue;
      const own = (await store.labels(run.id)).filter(isOwn);
      yield scoreRun(run, own, said, options);
    }
  }
}

function isOwn({ labeller }: Label): boolean {
  return labeller.kind === "detector" || labeller.kind === "judge";
}

function scoreRun(run: Run, own: readonly Label[], said: RunLines, options: ScoreOptions): ScoredRun {
  const merged = mergeLabels(run, own);
  const view = toReportRun(run, own, merged, {
    ...options,
    precisionOf: () => null,
    whyUnlabelled: () => "no detector yet",
  });
  const place = [view.source.uri, view.source.locator].filter((part) => part !== "").join(":");
  const predictions: ScoredRun["predictions"] = {};
  for (const { id: mode } of options.modes) {
    const label = view.labels[mode];
    if (said.predictions !== null || label === undefined) continue;
    const { verdict, tier, why } = label;
    predictions[mode] = { verdict, tier, examined: merged[mode].examined, why };
  }
  return {
    ...{ id: run.id, source: place, framework: run.framework },
    labels: labelsOf(said.labels),
    predictions: said.predictions === null ? predictions : predictionsOf(said.predictions),
    blame: blameOf(run, view, said),
  };
}

/** The scored labels of all lines of one run; `null` and what nobody names is not scored. */
export function labelsOf(lines: readonly LabelLine[]): ScoredRun["labels"] {
  const labels: ScoredRun["labels"] = {};
  for (const line of lines) {
    for (const [mode, verdict] of Object.entries(line.modes)) {
      if (typeof verdict === "boolean") labels[mode as ModeId] = verdict;
    }
  }
  return labels;
}

/** What a prediction file says; it has no tiers, and `null` and "unknown" are both "could not tell". */
export function predictionsOf(lines: readonly LabelLine[]): ScoredRun["predictions"] {
  const predictions: ScoredRun["predictions"] = {};
  for (const { line, modes } of lines) {
    for (const [mode, said] of Object.entries(modes)) {
      const prediction: Prediction = {
        verdict: said === true ? "present" : said === false ? "absent" : "unknown",
        tier: null,
        examined: said !== null,
        why: `line ${line} of the predictions`,
      };
      predictions[mode as ModeId] = prediction;
    }
  }
  return predictions;
}

/** The guesses of prediction lines, likeliest first; `agent` and `step` of the line itself come before `ranked`. */
export function guessesOf(lines: readonly LabelLine[]): Blame["guesses"] {
  return lines.flatMap(({ agent, step, ranked }) => [
    ...(agent === null && step === null ? [] : [{ agent, record: step }]),
    ...ranked.map((one) => ({ agent: one.agent, record: one.step })),
  ]);
}

function blameOf(run: Run, view: ReportRun, said: RunLines): Blame | null {
  const agent = said.labels.find((line) => line.agent !== null)?.agent ?? null;
  const step = said.labels.find((line) => line.step !== null)?.step ?? null;
  if (agent === null && step === null) return null;
  const records = new SourceRecords(run);
  const mapped = step !== null && records.firstStepOf(step) !== null;
  const own = (): Blame["guesses"] =>
    view.attribution.map((one) => ({ agent: one.agent, record: records.recordOf(one.steps[0] ?? -1) }));
  return {
    agent,
    record: mapped ? step : null,
    unmapped: step !== null && !mapped,
    guesses: said.predictions === null ? own() : guessesOf(said.predictions),
    field: blameFieldOf(run, records),
  };
}
