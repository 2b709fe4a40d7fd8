import type { Fragment, Problem } from "../../../src/adapters/adapter.ts";
import { finishRun } from "../../../src/adapters/finish-run.ts";
import { otlpAdapter } from "../../../src/adapters/otlp/adapter.ts";
import type { Run } from "../../../src/core/run.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";

/** Reads all contents and assembles what belongs together, as the store and the pipeline do. */
export async function assembleSources(
  ...contents: Uint8Array[]
): Promise<{ runs: Run[]; problems: Omit<Problem, "uri">[] }> {
  const problems: Omit<Problem, "uri">[] = [];
  const staged = new Map<string, Fragment>();
  for (const content of contents) {
    const source = memorySource(content);
    const recognition = otlpAdapter.recognise(source);
    if (recognition === null) throw new Error(`not recognised: ${source.probe.kind}`);
    for await (const event of otlpAdapter.read(source, recognition.format)) {
      if (event.type === "problem") problems.push(event.problem);
      if (event.type === "fragments") {
        for (const fragment of event.fragments) staged.set(`${fragment.group}/${fragment.key}`, fragment);
      }
    }
  }
  const runs: Run[] = [];
  for (const fragments of assemblies([...staged.values()])) {
    for (const event of otlpAdapter.assemble?.(fragments) ?? []) {
      if (event.type !== "run") continue;
      const sources = [{ uri: "memory", locator: event.draft.locator }];
      runs.push(finishRun(event.draft, { adapter: otlpAdapter.meta, sources, contentIdentity: "" }));
    }
  }
  return { runs, problems };
}

/** Fragments that share a group or a join key, directly or through others. */
function assemblies(fragments: readonly Fragment[]): Fragment[][] {
  const owner = new Map<string, string>();
  const find = (key: string): string => {
    const next = owner.get(key);
    return next === undefined || next === key ? key : find(next);
  };
  for (const { group, joins } of fragments) for (const join of joins) owner.set(find(join), find(group));
  const byOwner = new Map<string, Fragment[]>();
  for (const fragment of fragments) {
    const key = find(fragment.group);
    byOwner.set(key, [...(byOwner.get(key) ?? []), fragment]);
  }
  return [...byOwner.values()];
}
