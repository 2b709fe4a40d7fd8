import { expect, it } from "vitest";
import { ADAPTERS } from "../../src/adapters/registry.ts";
import type { Label } from "../../src/core/finding.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { type DetectorSet, detect, labellerKeys } from "../../src/pipeline/detect.ts";
import { type IngestResult, ingest } from "../../src/pipeline/ingest.ts";
import { inlineReader, UnreadableSource } from "../../src/pipeline/source-reader.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import type { LabelledRun, Store } from "../../src/store/store.ts";
import { SAMPLES } from "../helpers/mast.ts";

const FOLDER = `${SAMPLES}otlp`;
const set: DetectorSet = { detectors: DETECTORS, options: {} };
const options = { cwd: SAMPLES, adapters: ADAPTERS, forced: null, tags: {}, detectors: set };

/** All that a report could be made of. */
async function contentOf(store: Store): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const batch of store.runs({})) {
    for (const run of batch) all.push(run, await store.labels(run.id));
  }
  for await (const batch of store.summaries({})) all.push(...batch);
  return all;
}

async function unlabelled(store: Store): Promise<string[]> {
  const ids: string[] = [];
  for await (const batch of store.unlabelled(labellerKeys(set), {})) ids.push(...batch.map(({ id }) => id));
  return ids;
}

/** Reads the samples; of the assemblies that have come so far, those for which `isLost` says so lose their thread. */
function ingestLosing(store: Store, isLost: (number: number) => boolean): Promise<IngestResult> {
  let number = 0;
  return ingest([FOLDER], store, {
    ...options,
    startReader: (own) => ({
      ...inlineReader(own),
      parallel: 3,
      assemble: async (assembly) => {
        if (isLost(number++)) throw new UnreadableSource("reader-died", "the thread ended");
        // Those that come later may be done earlier.
        for (let turn = number % 3; turn > 0; turn--) await Promise.resolve();
        return inlineReader(own).assemble(assembly);
      },
    }),
  });
}

it("labels runs made of spans as they are made, as the detect station would", async () => {
  await using store = openMemoryStore();
  await ingest([FOLDER], store, options);
  expect(await unlabelled(store)).toEqual([]);
  await using later = openMemoryStore();
  await ingest([FOLDER], later, { ...options, detectors: null });
  expect((await unlabelled(later)).length).toBeGreaterThan(10);
  await detect(later, set, {});
  expect(await contentOf(store)).toEqual(await contentOf(later));
});

it("keeps the neighbours of an assembly that could not be made, says so, and makes it the next time", async () => {
  await using whole = openMemoryStore();
  await ingest([FOLDER], whole, options);
  await using store = openMemoryStore();
  const first = await ingestLosing(store, (number) => number === 1 || number === 4);
  const lost = first.problems.filter(({ code }) => code === "reader-died");
  expect(lost).toHaveLength(2);
  for (const { uri } of lost) expect(uri.startsWith(FOLDER)).toBe(true);
  const made = (await contentOf(store)).length;
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan((await contentOf(whole)).length);
  const second = await ingestLosing(store, () => false);
  expect(second.problems.filter(({ code }) => code === "reader-died")).toEqual([]);
  expect(second.walk).toEqual(first.walk);
  expect(await contentOf(store)).toEqual(await contentOf(whole));
});

it("leaves runs that a person has labelled to the detect station, which merges all labels", async () => {
  await using store = openMemoryStore();
  await ingest([FOLDER], store, options);
  const [runId = ""] = await store.runsOfSources([`${FOLDER}/tide-planner.openinference.pb`]);
  const label: Label = {
    ...{ runId, mode: "FM-1.3", labeller: { kind: "human", id: "ada", version: "1" }, verdict: "present" },
    ...{ tier: null, why: "seen", examined: true, decidesAbsent: true, findings: [] },
  };
  await store.putLabels([{ runId, labels: [label], merged: {} as LabelledRun["merged"] }]);
  // Other tags make another content of every run, so that all of them are assembled and labelled again.
  await ingest([FOLDER], store, { ...options, tags: { again: "yes" } });
  expect(await store.labels(runId)).toEqual([label]);
  expect(await unlabelled(store)).toEqual([runId]);
});
