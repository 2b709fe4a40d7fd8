import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AssembledEvent, Fragment, TraceAdapter } from "../../src/adapters/adapter.ts";
import { finishRun } from "../../src/adapters/finish-run.ts";
import { ADAPTERS } from "../../src/adapters/registry.ts";
import type { TraceSource } from "../../src/adapters/source.ts";
import { companionReason } from "../../src/sources/companion.ts";
import { memorySource } from "../../src/sources/memory-source.ts";
import { type OpenSource, openSource, SourceError } from "../../src/sources/open-source.ts";
import { skippedFile } from "../../src/sources/skip-reason.ts";
import { tempFolder } from "../helpers/mast.ts";
import { unpackedFile } from "../helpers/unpacked-file.ts";
import { HOSTILE } from "../hostile/corpus.ts";
import { mutation } from "../hostile/mutate.ts";

const SAMPLES = join(import.meta.dirname, "../../sample-traces");
const MUTATIONS_PER_SAMPLE = 4;
/** The same on every machine; another number tries other mutations. */
const SEED = 20_260_101;

const named = readdirSync(SAMPLES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\.(?:md|txt\.license)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => skippedFile(path.slice(SAMPLES.length + 1).replaceAll("\\", "/")) === null)
  .sort();
const companions = await Promise.all(named.map(companionReason));
const samples = named.filter((_, at) => companions[at] === null);

/** Reads a content with every adapter that claims it and checks all that comes out; returns the number of runs. */
async function readByAll(content: string | Buffer, name: string): Promise<number> {
  using folder = tempFolder();
  await using source = await sourceOf(content, name, folder.path);
  if (source === null) return 0;
  let runs = 0;
  for (const adapter of ADAPTERS) {
    const recognition = adapter.recognise(source);
    if (recognition === null || recognition.score <= 0) continue;
    expect(recognition.score).toBeLessThanOrEqual(1);
    runs += await readBy(adapter, source, recognition.format);
  }
  for (const problem of source.problems()) checkProblem(problem);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  return runs;
}

/** Null where it is a database that SQLite cannot open. */
async function sourceOf(content: string | Buffer, name: string, folder: string): Promise<OpenSource | null> {
  const source = memorySource(content, name);
  if (source.probe.kind !== "sqlite") return source;
  const path = join(folder, "a.db");
  writeFileSync(path, content);
  try {
    return await openSource({ path, uri: name, explicit: true });
  } catch (error) {
    if (error instanceof SourceError) return null;
    throw error;
  }
}

async function readBy(adapter: TraceAdapter, source: TraceSource, format: string): Promise<number> {
  const fragments: Fragment[] = [];
  let runs = 0;
  try {
    for await (const event of adapter.read(source, format)) {
      if (event.type === "fragments") fragments.push(...event.fragments);
      else runs += checkEvent(event, adapter, runs);
    }
  } catch (error) {
    // The contract allows it for a source that cannot be read as a whole, as a damaged database.
    if (!(error instanceof SourceError)) throw error;
  }
  for (const group of assemblies(fragments)) {
    for (const event of adapter.assemble?.(group) ?? []) runs += checkEvent(event, adapter, runs);
  }
  return runs;
}

function checkEvent(event: AssembledEvent, adapter: TraceAdapter, ordinal: number): number {
  if (event.type === "problem") {
    checkProblem(event.problem);
    return 0;
  }
  expect(adapter.meta.formats.map(({ format }) => format)).toContain(event.draft.format);
  const run = finishRun(event.draft, {
    adapter: adapter.meta,
    sources: [{ uri: "x", locator: event.draft.locator }],
    contentIdentity: `x:${ordinal}`,
  });
  expect(JSON.parse(JSON.stringify(run))).toEqual(run);
  return 1;
}

function checkProblem(problem: { locator: string; code: string; message: string }): void {
  expect(problem.code).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
  expect(typeof problem.locator).toBe("string");
  expect(problem.message.length).toBeGreaterThan(0);
  expect(problem.message.length).toBeLessThan(2000);
}

/** Fragments that share a group or a join key, as the store puts them together. */
function assemblies(fragments: readonly Fragment[]): Fragment[][] {
  const leader = new Map<string, string>();
  const find = (key: string): string => {
    let root = key;
    for (let next = leader.get(root); next !== undefined && next !== root; next = leader.get(root))
      root = next;
    return root;
  };
  const latest = new Map<string, Fragment>();
  for (const fragment of fragments) {
    latest.set(`${fragment.group}\0${fragment.key}`, fragment);
    for (const join of fragment.joins) leader.set(find(`join:${join}`), find(`group:${fragment.group}`));
  }
  const groups = new Map<string, Fragment[]>();
  for (const fragment of latest.values()) {
    const root = find(`group:${fragment.group}`);
    groups.set(root, [...(groups.get(root) ?? []), fragment]);
  }
  return [...groups.values()];
}

describe("no adapter trips over hostile content", () => {
  test.each(Object.keys(HOSTILE))("%s", async (name) => {
    await readByAll(HOSTILE[name]?.() ?? "", name);
  });
});

describe("no adapter trips over a sample in which one thing is changed", () => {
  test.each(samples.map((path) => [path.slice(SAMPLES.length + 1), path]))("%s", async (name, path) => {
    const content = await unpackedFile(path);
    expect(await readByAll(content, name)).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(mutation, async (change) => {
        await readByAll(change.apply(content), name);
      }),
      { numRuns: MUTATIONS_PER_SAMPLE, seed: SEED },
    );
  });
});
