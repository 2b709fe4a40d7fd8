import type { Problem, RunDraft } from "../../../src/adapters/adapter.ts";
import { finishRun } from "../../../src/adapters/finish-run.ts";
import { ADAPTERS } from "../../../src/adapters/registry.ts";
import type { Run } from "../../../src/core/run.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";

export interface ReadSample {
  adapter: string;
  format: string;
  runs: Run[];
  drafts: RunDraft[];
  problems: Omit<Problem, "uri">[];
}

/** Reads content as the pipeline does: the adapter that is surest reads it, and every run passes the border check. */
export async function openSample(content: string | Uint8Array): Promise<ReadSample> {
  const source = memorySource(content);
  const offers = ADAPTERS.flatMap((adapter) => {
    const recognition = adapter.recognise(source);
    return recognition === null ? [] : [{ adapter, recognition }];
  }).sort((a, b) => b.recognition.score - a.recognition.score);
  const best = offers[0];
  if (best === undefined) throw new Error("nobody recognises the content");
  const { adapter, recognition } = best;
  const sample: ReadSample = {
    adapter: adapter.meta.id,
    format: recognition.format,
    runs: [],
    drafts: [],
    problems: [],
  };
  for await (const event of adapter.read(source, recognition.format)) {
    if (event.type === "problem") sample.problems.push(event.problem);
    if (event.type !== "run") continue;
    sample.drafts.push(event.draft);
    const { id, version, family } = { ...adapter.meta };
    sample.runs.push(
      finishRun(event.draft, {
        adapter: { id, version, family },
        sources: [{ uri: "memory", locator: event.draft.locator }],
        contentIdentity: `memory ${sample.runs.length}`,
      }),
    );
  }
  return sample;
}
