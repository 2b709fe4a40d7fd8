import type { ExportedRun } from "../export/jsonl.ts";
import type { RunFilter, RunSummary, Store } from "../store/store.ts";

/** Stored runs with their labels and merged verdicts, batch by batch, source addresses as `displayUri` prints them. */
export async function* exportRuns(
  store: Store,
  filter: RunFilter,
  displayUri: (uri: string) => string,
): AsyncGenerator<ExportedRun> {
  for await (const batch of store.runs(filter)) {
    const verdicts = new Map<string, RunSummary["verdicts"]>();
    const ids = batch.map(({ id }) => id);
    for await (const part of store.summaries({ ids }))
      for (const one of part) verdicts.set(one.id, one.verdicts);
    for (const run of batch) {
      yield {
        run: { ...run, sources: run.sources.map((source) => ({ ...source, uri: displayUri(source.uri) })) },
        labels: await store.labels(run.id),
        verdicts: verdicts.get(run.id) ?? {},
      };
    }
  }
}
