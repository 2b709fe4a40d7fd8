import type { ReportRun, RunViews, StreamedReport } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import type { Store } from "../store/store.ts";

/** Runs held in memory at a time. */
const BATCH = 20;

/** The runs of a report with their steps from the store, which must stay open till they are read. */
export function runViews(store: Pick<Store, "runs">, report: Pick<StreamedReport, "runs">): RunViews {
  return async function* () {
    let batch: ReportRun[] = [];
    for await (const view of report.runs()) {
      batch.push(view);
      if (batch.length < BATCH) continue;
      yield* joined(store, batch);
      batch = [];
    }
    yield* joined(store, batch);
  };
}

async function* joined(store: Pick<Store, "runs">, views: readonly ReportRun[]): ReturnType<RunViews> {
  if (views.length === 0) return;
  const runs = new Map<string, Run>();
  for await (const found of store.runs({ ids: views.map(({ id }) => id) })) {
    for (const run of found) runs.set(run.id, run);
  }
  for (const view of views) yield { view, run: runs.get(view.id) ?? null };
}
