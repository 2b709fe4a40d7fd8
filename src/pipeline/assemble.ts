import type { Problem, TraceAdapter } from "../adapters/adapter.ts";
import { hashOf } from "../core/hash.ts";
import { type EncodedRun, encodeRun } from "../store/encode-run.ts";
import type { Store } from "../store/store.ts";
import { finishDraft } from "./finish-draft.ts";

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
      const origin = {
        adapter: adapter.meta,
        sources: sources.map((source) => ({ uri: source, locator: draft.locator })),
        contentIdentity: hashOf(32, ...groups, String(runs.length)),
      };
      const result = finishDraft(draft, tags, origin, uri);
      if ("problem" in result) problems.push(result.problem);
      else runs.push(encodeRun(result.finished.run, result.finished.json));
    }
    await store.putAssembly(groups, runs, problems);
  }
}
