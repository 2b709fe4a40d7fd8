import type { Label, ModeId } from "../core/finding.ts";
import type { MergedVerdict } from "../core/summary.ts";
import { encodeVerdicts } from "./verdicts.ts";

/** What a labelling station concluded of one run. */
export interface LabelledRun {
  runId: string;
  /** Content that was labelled; where the run has another by now, the labels come too late and are left out. */
  contentHash?: string;
  labels: readonly Label[];
  merged: Record<ModeId, MergedVerdict>;
}

/**
 * The same as it is stored. There are dozens of detectors: as objects and rows their labels would cost more to send from a
 * worker thread and to store than many a run. Survives `postMessage`.
 */
export interface EncodedLabels {
  runId: string;
  contentHash?: string;
  /** JSON: the labels of detectors, a list of `DetectorLabel`. */
  detectors: string;
  /** These detectors, as `detector:id@version`, in order. */
  labellers: readonly string[];
  /** JSON: the merged verdicts. */
  verdicts: string;
  /** Labels of judges, people and foreign tools. */
  others: readonly Label[];
}

/** A label of a detector as a list: with keys it would be twice as long. */
export type DetectorLabel = [
  id: string,
  version: string,
  mode: ModeId,
  verdict: Label["verdict"],
  tier: Label["tier"],
  why: string,
  examined: 0 | 1,
  decidesAbsent: 0 | 1,
  findings: Label["findings"],
];

/** Pure. */
export function encodeLabels({ labels, merged, ...about }: LabelledRun): EncodedLabels {
  const rows: DetectorLabel[] = [];
  const others: Label[] = [];
  for (const label of labels) {
    if (label.labeller.kind === "detector") rows.push(rowOf(label));
    else others.push(label);
  }
  const [detectors, labellers] = [JSON.stringify(rows), labellersOf(rows)];
  return { ...about, detectors, labellers, verdicts: encodeVerdicts(merged), others };
}

export function labellersOf(rows: readonly DetectorLabel[]): string[] {
  return [...new Set(rows.map(([id, version]) => `detector:${id}@${version}`))].sort();
}

function rowOf({
  labeller,
  mode,
  verdict,
  tier,
  why,
  examined,
  decidesAbsent,
  findings,
}: Label): DetectorLabel {
  const { id, version } = labeller;
  return [id, version, mode, verdict, tier, why, examined ? 1 : 0, decidesAbsent ? 1 : 0, findings];
}

export function decodeDetectorLabel(runId: string, row: DetectorLabel): Label {
  const [id, version, mode, verdict, tier, why, examined, decidesAbsent, findings] = row;
  const labeller = { kind: "detector", id, version } as const;
  const flags = { examined: examined === 1, decidesAbsent: decidesAbsent === 1 };
  return { runId, mode, labeller, verdict, tier, why, ...flags, findings };
}
