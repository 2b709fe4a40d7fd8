import { basename } from "node:path";
import type { TraceAdapter } from "../../src/adapters/adapter.ts";
import type { Run } from "../../src/core/run.ts";
import { readSource } from "../../src/pipeline/read-source.ts";
import { memorySource } from "../../src/sources/memory-source.ts";
import { openSource } from "../../src/sources/open-source.ts";

/** What one adapter makes of a text or a value (as JSON), through the same station as files go. */
export async function readRuns(adapter: TraceAdapter, content: unknown) {
  return await readContent(typeof content === "string" ? content : JSON.stringify(content), [adapter]);
}

/** What the surest of several adapters makes of a content, through the same station as files go. */
export async function readContent(content: string | Uint8Array, adapters: readonly TraceAdapter[]) {
  return await readOpened(memorySource(content), adapters);
}

/** What the surest of several adapters makes of a file, which a database must be. */
export async function readFile(path: string, adapters: readonly TraceAdapter[]) {
  await using source = await openSource({ path, uri: basename(path), explicit: true });
  return await readOpened(source, adapters);
}

/** The same of an open source, as one with neighbours. */
export async function readOpened(
  source: Parameters<typeof readSource>[0],
  adapters: readonly TraceAdapter[],
) {
  const reading = readSource(source, "memory", { adapters, forced: null, tags: {} });
  const runs: Run[] = [];
  let next = await reading.next();
  for (; !next.done; next = await reading.next()) runs.push(...next.value.runs.map(({ run }) => run));
  const [run] = runs;
  return { runs, run: run ?? null, ...next.value };
}

/** Steps in the fewest words: `agent kind text`. */
export function outline(run: Run | null): string[] {
  return (run?.steps ?? []).map(({ agent, kind, tool, text }) => `${agent ?? "–"} ${kind} ${tool ?? text}`);
}
