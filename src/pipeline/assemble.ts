import type { Problem, TraceAdapter } from "../adapters/adapter.ts";
import { finishRunText, InvalidRunError } from "../adapters/finish-run.ts";
import { hashOf } from "../core/hash.ts";
import { type EncodedRun, encodeRun } from "../store/encode-run.ts";
import type { Store } from "../store/store.ts";

/** Makes every run anew that has spans in a source stored since the last time. */
export async function assembleRuns(
  store: Store,
  adapters: readonly TraceAdapter[],
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  for await (const { adapter: id, fragments, sources } of store.staleAssemblies()) {
    const adapter = adapters.find(({ meta }) => meta.id === id);
    if (adapter?.assemble === undefined) continue;
    const groups = [...new Set(fragments.map((fragment) => fragment.group))].sort();
    const uri = sources[0] ?? "";
    const runs: EncodedRun[] = [];
    const problems: Problem[] = [];
    for (const event of adapter.assemble(fragments)) {
      if (event.type === "problem") {
        problems.push({ ...event.problem, uri });
        continue;
      }
      const { draft } = event;
      try {
        const { run, json } = finishRunText(
          { ...draft, tags: { ...draft.tags, ...tags } },
          {
            adapter: adapter.meta,
            sources: sources.map((source) => ({ uri: source, locator: draft.locator })),
            contentIdentity: hashOf(32, ...groups, String(runs.length)),
          },
        );
        runs.push(encodeRun(run, json));
      } catch (error) {
        if (!(error instanceof InvalidRunError)) throw error;
        problems.push({ uri, locator: draft.locator, code: "invalid-run", message: error.message });
      }
    }
    await store.putAssembly(groups, runs, problems);
  }
}
