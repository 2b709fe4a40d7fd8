import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ADAPTERS } from "../../src/adapters/registry.ts";
import type { Run } from "../../src/core/run.ts";
import { ingest } from "../../src/pipeline/ingest.ts";
import { openMemoryStore } from "../../src/store/memory.ts";

/** A run of the samples that is said to be clean. */
export interface CleanRun {
  /** The sample's file, relative to the folder of samples. */
  readonly file: string;
  readonly run: Run;
}

const SAMPLES = new URL("../../sample-traces/", import.meta.url);
const EXPECTED = new URL("../../test/expected/", import.meta.url);

/**
 * The healthy and the look-bad runs of all samples, read through the whole pipeline: those of the files whose
 * expectation names no mode that must be found. Ordered by file, then by the place in it.
 */
export async function readCleanRuns(): Promise<CleanRun[]> {
  await using store = openMemoryStore();
  const files = cleanFiles();
  await ingest(files, store, {
    cwd: fileURLToPath(SAMPLES),
    adapters: ADAPTERS,
    forced: null,
    tags: {},
    detectors: { detectors: [], options: {} },
  });
  const found: CleanRun[] = [];
  for await (const batch of store.runs({})) {
    for (const run of batch) {
      const file = files.find((name) => run.sources.some(({ uri }) => uri.endsWith(name)));
      if (file !== undefined) found.push({ file, run });
    }
  }
  return found.sort((a, b) => compare(a.file, b.file) || compare(a.run.id, b.run.id));
}

function cleanFiles(): string[] {
  return readdirSync(EXPECTED, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.replaceAll("\\", "/").slice(0, -".json".length))
    .filter((name) => existsSync(new URL(name, SAMPLES)) && mustFindNothing(name))
    .sort(compare);
}

function mustFindNothing(name: string): boolean {
  const expected: { mustFind: unknown[] } = JSON.parse(
    readFileSync(new URL(`${name}.json`, EXPECTED), "utf8"),
  );
  return expected.mustFind.length === 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
