import type { RunCatalogue, RunPlace } from "../labels/match-lines.ts";
import type { RunFilter, RunSummary, Store } from "../store/store.ts";

/** The stored runs that a filter leaves, as label lines name runs. The store must stay open while it is asked. */
export async function storeCatalogue(
  store: Store,
  filter: RunFilter,
  families: readonly string[],
): Promise<RunCatalogue> {
  const summaries = new Map<string, Pick<RunSummary, "id" | "source">>();
  for await (const batch of store.summaries(filter)) {
    for (const { id, source } of batch) summaries.set(id, source === undefined ? { id } : { id, source });
  }
  const under = filter.source === undefined ? {} : { source: filter.source };
  const sources = await store.sources(under);
  return {
    has: (id) => summaries.has(id),
    families,
    sources: sources.filter(({ outcome }) => outcome === "read").map(({ key }) => key),
    runsOf: async (source) => {
      const ids = await store.runsOfSources([source]);
      return ids.flatMap((id): RunPlace[] => {
        const summary = summaries.get(id);
        return summary === undefined ? [] : [{ id, locator: summary.source?.locator ?? "" }];
      });
    },
  };
}
