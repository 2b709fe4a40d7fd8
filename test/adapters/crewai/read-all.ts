import type { Problem, TraceAdapter } from "../../../src/adapters/adapter.ts";
import { finishRun } from "../../../src/adapters/finish-run.ts";
import type { Run } from "../../../src/core/run.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";

export interface ReadResult {
  format: string;
  runs: Run[];
  problems: Omit<Problem, "uri">[];
}

/** Recognises, reads and finishes as the pipeline does; null where the adapter does not recognise the content. */
export async function readAll(adapter: TraceAdapter, content: string): Promise<ReadResult | null> {
  const source = memorySource(content);
  const recognition = adapter.recognise(source);
  if (recognition === null) return null;
  const result: ReadResult = { format: recognition.format, runs: [], problems: [] };
  const { id, version, family } = adapter.meta;
  for await (const event of adapter.read(source, recognition.format)) {
    if (event.type === "problem") result.problems.push(event.problem);
    else if (event.type === "run") {
      const contentIdentity = `memory:${result.runs.length}`;
      const sources = [{ uri: "memory", locator: event.draft.locator }];
      result.runs.push(
        finishRun(event.draft, { adapter: { id, version, family }, sources, contentIdentity }),
      );
    }
  }
  result.problems.push(...source.problems());
  return result;
}

/** The same, for content that must be recognised. */
export async function readKnown(adapter: TraceAdapter, content: string): Promise<ReadResult> {
  const result = await readAll(adapter, content);
  if (result === null) throw new Error("not recognised");
  return result;
}
