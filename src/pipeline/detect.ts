import type { Measured } from "../core/calibration.ts";
import type { Label, Tier } from "../core/finding.ts";
import type { Run } from "../core/run.ts";
import type { CostMeter } from "../detectors/cost-meter.ts";
import type { Detector } from "../detectors/detector.ts";
import { type DetectorOptions, detectorRef, runDetectors } from "../detectors/run-detectors.ts";
import { mergeLabels } from "../labels/merge.ts";
import type { EncodedLabels, LabelledRun, RunFilter, Store } from "../store/store.ts";

/** The detectors that are switched on, with their options by detector id as the taxonomy sets them. */
export interface DetectorSet {
  detectors: readonly Detector[];
  options: DetectorOptions;
  /** What reading said of the findings, by the name of the labeller and the tier that is shown (see `calibrate`). */
  precisions?: ReadonlyMap<string, Partial<Record<Tier, Measured>>>;
}

export interface DetectOptions {
  signal?: AbortSignal;
  /** Called with the number of runs labelled so far. */
  onProgress?: (done: number) => void;
  /** Told what each detector and each shared notion costs. */
  meter?: CostMeter;
}

/** The key of each labeller as the store knows it: `detector:id@version`. */
export function labellerKeys({ detectors, options }: DetectorSet): string[] {
  return detectors.map((detector) => {
    const { kind, id, version } = detectorRef(detector, options);
    return `${kind}:${id}@${version}`;
  });
}

/**
 * Labels every run of the filter that lacks a label of one of the detectors at its version, batch by batch: what was
 * labelled before an interruption stays. Returns how many runs were labelled.
 */
export async function detect(
  store: Store,
  set: DetectorSet,
  filter: RunFilter,
  { signal, onProgress, meter }: DetectOptions = {},
): Promise<number> {
  let done = 0;
  for await (const batch of store.unlabelled(labellerKeys(set), filter)) {
    signal?.throwIfAborted();
    const entries: LabelledRun[] = [];
    for (const run of batch) entries.push(labelRun(run, set, await store.labels(run.id), meter));
    await store.putLabels(entries);
    done += batch.length;
    onProgress?.(done);
  }
  return done;
}

/**
 * Stores labels of detectors for runs that were just stored. Runs that others have labelled too are left to `detect`,
 * which merges all labels.
 */
export async function putFirstLabels(store: Store, labelled: readonly EncodedLabels[]): Promise<void> {
  const alone: EncodedLabels[] = [];
  for (const entry of labelled) {
    const known = await store.labels(entry.runId);
    if (known.every(({ labeller }) => labeller.kind === "detector")) alone.push(entry);
  }
  if (alone.length > 0) await store.putLabels(alone);
}

/** Labels of all detectors for one run, and the verdicts merged with what other labellers said of it. */
export function labelRun(
  run: Run,
  { detectors, options }: DetectorSet,
  known: readonly Label[],
  meter: CostMeter | null = null,
): LabelledRun {
  const labels = runDetectors(run, detectors, options, meter);
  const ids = new Set(detectors.map(({ meta }) => meta.id));
  const others = known.filter(({ labeller }) => labeller.kind !== "detector" || !ids.has(labeller.id));
  return { runId: run.id, labels, merged: mergeLabels(run, [...others, ...labels]) };
}
