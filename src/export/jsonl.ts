import type { Label } from "../core/finding.ts";
import type { Run } from "../core/run.ts";
import type { RunSummary } from "../core/summary.ts";

/** One stored run with everything mast knows of it. */
export interface ExportedRun {
  run: Run;
  labels: readonly Label[];
  /** The merged verdict of each mode. */
  verdicts: Partial<RunSummary["verdicts"]>;
}

/** JSON lines: `{ "run": normalised run, "labels": [one per labeller and mode], "verdicts": {mode: merged} }`. */
export async function* toJsonLines(runs: AsyncIterable<ExportedRun>): AsyncGenerator<string> {
  for await (const { run, labels, verdicts } of runs) yield `${JSON.stringify({ run, labels, verdicts })}\n`;
}
