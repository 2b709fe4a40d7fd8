import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fragment, Problem } from "../../src/adapters/adapter.ts";
import type { Label, ModeId } from "../../src/core/finding.ts";
import type { Run } from "../../src/core/run.ts";
import { printsOf } from "../../src/core/run-prints.ts";
import type { RunSummary } from "../../src/core/summary.ts";
import { mergeLabels } from "../../src/labels/merge.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import {
  type AssembledRuns,
  encodeRun,
  type IngestUnit,
  packFragments,
  type RunFilter,
  type SourceRecord,
  type Store,
  unpackFragments,
} from "../../src/store/store.ts";
import { fakeFinding, fakeLabel, fakeRun, idOf, mergedOf } from "../helpers/fake-report.ts";

const A = "/srv/demo/a.json";
const B = "/srv/demo/b.json";
const C = "/srv/other/c.json";

function source(key: string, content: string, change: Partial<SourceRecord> = {}): SourceRecord {
  return {
    key,
    stamp: `stamp of ${content}`,
    contentHash: content,
    reader: "reader-1",
    adapter: "autogen",
    outcome: "read",
    problems: [],
    ...change,
  };
}

function unit(key: string, content: string, runs: readonly Run[], fragments: Fragment[] = []): IngestUnit {
  return { source: source(key, content), runs, fragments };
}

function span(group: string, key: string, joins: string[] = [], body = `{"span":"${key}"}`): Fragment {
  return { group, key, joins, body };
}

/** What a reader gets back: the run with the sources that give it. */
function stored(run: Run, ...uris: string[]): Run {
  return { ...run, sources: uris.map((uri) => ({ uri, locator: run.sources[0]?.locator ?? "" })) };
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const batch of batches) items.push(...batch);
  return items;
}

const idsOf = async (store: Store, filter: RunFilter = {}): Promise<string[]> =>
  (await all(store.runs(filter))).map(({ id }) => id);

async function label(store: Store, run: Run, ...labels: Label[]): Promise<void> {
  const merged = Object.fromEntries(labels.map((one) => [one.mode, mergedOf(one)]));
  await store.putLabels([{ runId: run.id, labels, merged: merged as RunSummary["verdicts"] }]);
}

function humanLabel(run: Run, mode: ModeId, who = "ada"): Label {
  return { ...fakeLabel(run, mode, "present"), labeller: { kind: "human", id: who, version: "1" } };
}

/** The adapter's part, played by the test: one run per assembly, whose steps are its spans. */
async function assemble(store: Store, number = 900, problems: Problem[] = []): Promise<string[][]> {
  const seen: string[][] = [];
  for await (const { fragments: packed, groups, sources, adapter } of store.staleAssemblies()) {
    const fragments = unpackFragments(packed);
    const names = groups.map(({ name }) => name).sort();
    seen.push([adapter, names.join("+"), fragments.map(({ key }) => key).join(), sources.join()]);
    await store.putAssemblies([{ groups, runs: [assembled(fragments, number)], problems }]);
  }
  return seen;
}

function assembled(fragments: readonly Fragment[], number = 900): Run {
  const first = Number.parseInt(fragments[0]?.group ?? "0", 36);
  const steps = fragments.map(({ key }, index) => ({
    ...{ index, agent: null, kind: "message" as const, to: [], text: key, at: null, tokens: null },
    locator: `span:${key}`,
  }));
  return fakeRun(number + first, {
    contentHash: idOf(fragments.length * 1000 + first),
    steps,
    sources: [{ uri: "-", locator: "trace:1" }],
  });
}

const implementations: [string, (folder: string) => Promise<Store>][] = [
  ["sqlite", (folder) => openSqliteStore(join(folder, "mast.db"))],
  ["memory", async () => openMemoryStore()],
];

describe.each(implementations)("store contract: %s", (_name, open) => {
  let folder: string;
  let store: Store;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "mast-store-"));
    store = await open(folder);
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  describe("sources", () => {
    it("knows a source with all that was said of it", async () => {
      const problem = { uri: A, locator: "line:3", code: "bad-record", message: "no JSON" };
      const record = source(A, "c1", { outcome: "refused", adapter: null, stamp: null, problems: [problem] });
      await store.putSources([{ source: record, runs: [], fragments: [] }]);
      expect(await store.knownSource(A)).toEqual(record);
      expect(await store.knownSource(B)).toBeNull();
      expect(await store.problems()).toEqual([problem]);
      expect(await store.problems([B])).toEqual([]);
      expect(await store.problems([B, A, A])).toEqual([problem]);
    });

    it("lists sources by key", async () => {
      await store.putSources([unit(C, "c3", []), unit(B, "c2", []), unit(A, "c1", [])]);
      expect(await store.sources({})).toEqual([source(A, "c1"), source(B, "c2"), source(C, "c3")]);
      expect(await store.sources({ source: "/srv/demo/" })).toEqual([source(A, "c1"), source(B, "c2")]);
      expect(await store.sources({ source: "/srv/demo" })).toHaveLength(2);
      expect(await store.sources({ source: "/srv/none/" })).toEqual([]);
    });

    it("takes no path for the beginning of another name", async () => {
      const keys = ["/srv/demo", "/srv/demo.json", "/srv/demo/a", "/srv/demolition/b", "stdin:00ff"];
      await store.putSources(keys.map((key, index) => unit(key, `c${index}`, [fakeRun(index + 1)])));
      const found = async (path: string) => (await store.sources({ source: path })).map(({ key }) => key);
      expect(await found("/srv/demo")).toEqual(["/srv/demo", "/srv/demo/a"]);
      expect(await found("/srv/dem")).toEqual([]);
      expect(await found("stdin:")).toEqual(["stdin:00ff"]);
      expect(await idsOf(store, { source: "/srv/demo" })).toEqual([1, 3].map(idOf));
      expect((await store.countSources({ source: "/srv" })).read).toBe(4);
    });

    it("counts sources by how they ended", async () => {
      const refused = source(B, "c2", { outcome: "refused", adapter: null });
      await store.putSources([
        unit(A, "c1", []),
        { source: refused, runs: [], fragments: [] },
        unit(C, "c3", []),
      ]);
      expect(await store.countSources({})).toEqual({ read: 2, skipped: 0, refused: 1 });
      expect(await store.countSources({ source: "/srv/other/" })).toEqual({
        read: 1,
        skipped: 0,
        refused: 0,
      });
    });

    it("finds the same content only for the same reader", async () => {
      await store.putSources([unit(B, "c1", [fakeRun(1)])]);
      expect(await store.sameContent("c1", "reader-1")).toEqual(source(B, "c1"));
      expect(await store.sameContent("c1", "reader-2")).toBeNull();
      expect(await store.sameContent("c2", "reader-1")).toBeNull();
    });

    it("replaces what a changed source gave", async () => {
      await store.putSources([unit(A, "c1", [fakeRun(1), fakeRun(2)])]);
      await store.putSources([unit(A, "c2", [fakeRun(2), fakeRun(3)])]);
      expect(await idsOf(store)).toEqual([idOf(2), idOf(3)]);
      expect(await store.knownSource(A)).toEqual(source(A, "c2"));
      expect(await store.run(idOf(1))).toBeNull();
    });

    it("changes nothing when the same unit is stored again", async () => {
      const again = unit(A, "c1", [fakeRun(1), fakeRun(2)], [span("t", "s1")]);
      await store.putSources([again]);
      await assemble(store);
      const before = await all(store.summaries({}));
      await store.putSources([again]);
      expect(await assemble(store)).toEqual([]);
      expect(await all(store.summaries({}))).toEqual(before);
    });

    it("links a copy instead of storing it twice", async () => {
      await store.putSources([unit(B, "c1", [fakeRun(1)], [span("t", "s1")])]);
      await assemble(store);
      await store.putCopy(source(A, "c1"), B);
      expect(await store.run(idOf(1))).toEqual(stored(fakeRun(1), A, B));
      expect(await store.runsOfSources([A])).toEqual(await store.runsOfSources([B]));
      expect(await store.runsOfSources([A])).toHaveLength(2);
      expect(await assemble(store)).toEqual([]);
    });

    it("refuses a copy of what is not stored", async () => {
      await store.putSources([unit(B, "c2", [fakeRun(1)])]);
      await expect(store.putCopy(source(A, "c1"), B)).rejects.toThrow("another content");
      expect(await store.knownSource(A)).toBeNull();
    });

    it("stores a batch whole or not at all", async () => {
      const broken = { ...fakeRun(2), framework: null } as unknown as Run;
      await expect(
        store.putSources([unit(A, "c1", [fakeRun(1)]), unit(B, "c2", [broken])]),
      ).rejects.toThrow();
      expect(await store.knownSource(A)).toBeNull();
      expect(await idsOf(store)).toEqual([]);
    });

    it("takes encoded runs as well", async () => {
      await store.putSources([{ source: source(A, "c1"), runs: [encodeRun(fakeRun(1))], fragments: [] }]);
      expect(await store.run(idOf(1))).toEqual(stored(fakeRun(1), A));
    });
  });

  describe("runs", () => {
    it("gives back what was stored, whatever is in it", async () => {
      const odd = fakeRun(1, {
        task: "\ud800 lone, \u0000 nul, \u2028, 𝄞, ' \" \\",
        tags: JSON.parse('{"__proto__":"p","constructor":"c","":"empty"}'),
        steps: [
          {
            ...{ index: 0, agent: null, kind: "tool-call", to: [], text: "x".repeat(300_000), at: null },
            ...{ tokens: null, args: JSON.parse('{"__proto__":{"a":[1e21,-0.5,null,true]}}'), locator: "/0" },
          },
        ],
      });
      await store.putSources([unit(A, "c1", [odd])]);
      const found = await store.run(odd.id);
      expect(found).toEqual(stored(odd, A));
      expect(JSON.stringify(found)).toBe(JSON.stringify(stored(odd, A)));
      expect((await all(store.summaries({})))[0]?.tags).toEqual(odd.tags);
    });

    it("hands runs out by source key, then in the order of the source", async () => {
      await store.putSources([
        unit(B, "c2", [fakeRun(5), fakeRun(4)]),
        unit(A, "c1", [fakeRun(9), fakeRun(7)]),
      ]);
      const expected = [9, 7, 5, 4].map(idOf);
      expect(await idsOf(store)).toEqual(expected);
      expect((await all(store.summaries({}))).map(({ id }) => id)).toEqual(expected);
      expect(await idsOf(store, { ids: [4, 5, 7, 9, 4].map(idOf) })).toEqual(expected);
    });

    it("filters", async () => {
      const early = fakeRun(1, { startedAt: "2026-01-01T00:00:00.000Z", tags: { env: "ci", 'a"b': "x" } });
      const late = fakeRun(2, { startedAt: "2026-03-01T00:00:00.000Z", framework: "crewai" });
      const timeless = fakeRun(3, { tags: { env: "prod" } });
      await store.putSources([unit(A, "c1", [early]), unit(B, "c2", [late]), unit(C, "c3", [timeless])]);
      const ids = async (filter: RunFilter): Promise<number[]> =>
        (await idsOf(store, filter)).map((id) => Number.parseInt(id, 16));
      expect(await ids({ framework: "autogen" })).toEqual([1, 3]);
      expect(await ids({ since: "2026-02-01T00:00:00.000Z" })).toEqual([2]);
      expect(await ids({ since: "2026-01-01T00:00:00.000Z" })).toEqual([1, 2]);
      expect(await ids({ tag: ["env", "ci"] })).toEqual([1]);
      expect(await ids({ tag: ['a"b', "x"] })).toEqual([1]);
      expect(await ids({ source: "/srv/demo/" })).toEqual([1, 2]);
      expect(await ids({ source: B })).toEqual([2]);
      expect(await ids({ source: "/srv/demo" })).toEqual([1, 2]);
      expect(await ids({ source: "%" })).toEqual([]);
      expect(await ids({ ids: [] })).toEqual([]);
      expect(await ids({ ids: [idOf(3), idOf(1)], framework: "autogen", tag: ["env", "prod"] })).toEqual([3]);
    });

    it("looks up few ids and many alike", async () => {
      const runs = Array.from({ length: 1200 }, (_, index) => fakeRun(index));
      await store.putSources([unit(A, "c1", runs)]);
      const many = runs.filter((_, index) => index % 2 === 0).map(({ id }) => id);
      expect(await idsOf(store, { ids: many })).toEqual(many);
      expect(await idsOf(store, { ids: many.slice(0, 3) })).toEqual(many.slice(0, 3));
    });

    it("may be written to while it is read", async () => {
      await store.putSources([
        unit(
          A,
          "c1",
          Array.from({ length: 120 }, (_, index) => fakeRun(index)),
        ),
      ]);
      let seen = 0;
      for await (const batch of store.unlabelled(["step-repetition@1"], {})) {
        for (const run of batch) await label(store, run, fakeLabel(run, "FM-1.3", "unknown"));
        seen += batch.length;
      }
      expect(seen).toBe(120);
      expect(await all(store.unlabelled(["step-repetition@1"], {}))).toEqual([]);
    });

    it("keeps a run while one source still gives it", async () => {
      await store.putSources([unit(A, "c1", [fakeRun(1)]), unit(B, "c2", [fakeRun(1), fakeRun(2)])]);
      expect(await store.run(idOf(1))).toEqual(stored(fakeRun(1), A, B));
      await store.putSources([unit(A, "c3", [])]);
      expect(await store.run(idOf(1))).toEqual(stored(fakeRun(1), B));
      await store.putSources([unit(B, "c4", [])]);
      expect(await idsOf(store)).toEqual([]);
    });

    it.each([
      ["the long one first", [A, B]],
      ["the short one first", [B, A]],
    ])("shows the fuller of two versions of a run, %s", async (_order, keys) => {
      const long = fakeRun(1, { contentHash: idOf(77) });
      const short = fakeRun(1, { contentHash: idOf(66), steps: long.steps.slice(0, 1) });
      const units = [unit(A, "c1", [long]), unit(B, "c2", [short])];
      for (const key of keys) await store.putSources(units.filter(({ source: { key: own } }) => own === key));
      expect(await store.run(idOf(1))).toEqual(stored(long, A));
      expect(await store.runsOfSources([B])).toEqual([idOf(1)]);
      expect(await idsOf(store, { source: B })).toEqual([idOf(1)]);
      await store.forget({ source: A });
      expect(await store.run(idOf(1))).toEqual(stored(short, B));
    });

    it("summarises without the steps", async () => {
      const times = { startedAt: "2026-01-01T00:00:00.000Z", endedAt: "2026-01-01T00:01:00.000Z" };
      const run = fakeRun(1, { tags: { env: "ci" }, ...times });
      run.agents.push({ id: "idle", name: "idle", kind: "llm", role: "waits", model: null, tools: null });
      await store.putSources([unit(A, "c1", [run])]);
      const bare = { id: run.id, framework: "autogen", format: run.format, source: { uri: A, locator: "" } };
      const rest = {
        agents: ["clerk"],
        models: ["model-a"],
        outcome: "unknown",
        taskKey: run.taskKey,
      };
      const when = { ...times, tags: { env: "ci" } };
      expect(await all(store.summaries({}))).toEqual([{ ...bare, ...rest, ...when, verdicts: {} }]);
      const found = fakeLabel(run, "FM-1.3", "present", [fakeFinding("FM-1.3")]);
      const silent = fakeLabel(run, "FM-3.2", "unknown");
      await label(store, run, found, silent);
      const { agents: _none, ...unknown } = mergedOf(silent);
      expect(await all(store.summaries({}))).toEqual([
        { ...bare, ...rest, ...when, verdicts: { "FM-1.3": mergedOf(found), "FM-3.2": unknown } },
      ]);
    });

    it("gives the fingerprints of the runs that are asked for", async () => {
      const [first, second] = [fakeRun(1), fakeRun(2)];
      await store.putSources([unit(A, "c1", [first]), unit(B, "c2", [second])]);
      expect(await store.prints([])).toEqual(new Map());
      expect(await store.prints([idOf(2), idOf(3)])).toEqual(new Map([[idOf(2), printsOf(second)]]));
    });
  });

  describe("labels", () => {
    const run = fakeRun(1);
    beforeEach(() => store.putSources([unit(A, "c1", [run, fakeRun(2)])]));

    it("gives labels back by mode and labeller", async () => {
      const labels = [
        fakeLabel(run, "FM-3.2", "absent"),
        humanLabel(run, "FM-1.3"),
        fakeLabel(run, "FM-1.3", "present", [fakeFinding("FM-1.3"), fakeFinding("FM-1.3")]),
      ];
      await label(store, run, ...labels);
      expect(await store.labels(run.id)).toEqual([labels[2], labels[1], labels[0]]);
      expect(await store.labels(idOf(2))).toEqual([]);
    });

    it("keeps that the votes of a judge differ", async () => {
      const labeller = { kind: "judge", id: "some-model", version: "1.0.0/1.1.0" } as const;
      const divided: Label = { ...fakeLabel(run, "FM-1.3", "unknown"), labeller, split: true };
      const whole: Label = { ...fakeLabel(run, "FM-3.2", "absent"), labeller };
      await label(store, run, divided, whole);
      expect(await store.labels(run.id)).toEqual([divided, whole]);
    });

    it("hands out what lacks a labeller at its version", async () => {
      const wanted = ["detector:step-repetition@1", "no-verification@1"];
      const open = async (...labellers: string[]): Promise<string[]> =>
        (await all(store.unlabelled(labellers, {}))).map(({ id }) => id);
      expect(await open(...wanted)).toEqual([idOf(1), idOf(2)]);
      await label(store, run, fakeLabel(run, "FM-1.3", "unknown"));
      expect(await open(...wanted)).toEqual([idOf(1), idOf(2)]);
      await label(store, run, fakeLabel(run, "FM-3.2", "unknown"));
      expect(await open(...wanted)).toEqual([idOf(2)]);
      expect(await open("step-repetition@2")).toEqual([idOf(1), idOf(2)]);
      expect(await all(store.unlabelled(wanted, { ids: [run.id] }))).toEqual([]);
    });

    it("replaces a detector at another version, and a person's label mode by mode", async () => {
      const old = fakeLabel(run, "FM-1.3", "present");
      const ada = [humanLabel(run, "FM-1.3"), humanLabel(run, "FM-3.2")];
      await label(store, run, old, ...ada);
      const next: Label = { ...old, labeller: { ...old.labeller, version: "2" }, verdict: "absent" };
      const changed: Label = { ...humanLabel(run, "FM-3.2"), verdict: "absent" };
      changed.labeller = { ...changed.labeller, version: "2" };
      await label(store, run, next, changed);
      expect(await store.labels(run.id)).toEqual([next, ada[0], changed]);
    });

    it("drops machine labels and keeps people's when the content changed", async () => {
      const human = humanLabel(run, "FM-3.2");
      await label(store, run, fakeLabel(run, "FM-1.3", "present"), human);
      await store.putSources([unit(A, "c2", [{ ...run, contentHash: idOf(99) }])]);
      expect(await store.labels(run.id)).toEqual([human]);
      expect((await all(store.summaries({})))[0]?.verdicts).toEqual({});
      expect(await all(store.unlabelled([], {}))).toHaveLength(1);
    });

    it("keeps all labels when the source changed and the run did not", async () => {
      const labels = [fakeLabel(run, "FM-1.3", "present"), humanLabel(run, "FM-3.2")];
      await label(store, run, ...labels);
      const before = (await all(store.summaries({ ids: [run.id] })))[0]?.verdicts;
      await store.putSources([unit(A, "c2", [fakeRun(3), run])]);
      expect(await store.labels(run.id)).toEqual(labels);
      expect((await all(store.summaries({ ids: [run.id] })))[0]?.verdicts).toEqual(before);
    });

    it("keeps people's labels for a run that is away for a while", async () => {
      const human = humanLabel(run, "FM-3.2");
      await label(store, run, fakeLabel(run, "FM-1.3", "present"), human);
      await store.putSources([unit(A, "c2", [])]);
      expect(await store.run(run.id)).toBeNull();
      await store.putSources([unit(B, "c3", [run])]);
      expect(await store.labels(run.id)).toEqual([human]);
      expect(await all(store.unlabelled([], {}))).toHaveLength(1);
    });

    it("leaves out labels for a run that is gone or has changed since", async () => {
      const entry = (runId: string, contentHash: string) => ({
        ...{ runId, contentHash, merged: {} as RunSummary["verdicts"] },
        labels: [fakeLabel(run, "FM-1.3", "present")],
      });
      await store.putLabels([entry(idOf(50), idOf(50)), entry(run.id, idOf(51))]);
      expect(await store.labels(run.id)).toEqual([]);
      await store.putLabels([entry(run.id, run.contentHash)]);
      expect(await store.labels(run.id)).toHaveLength(1);
    });
  });

  describe("labels of a file", () => {
    const run = fakeRun(1);
    const from = (mode: ModeId, origin: string, id = "ada"): Label => ({
      ...humanLabel(run, mode),
      labeller: { kind: "human", id, version: origin },
    });
    const entry = (...labels: Label[]) => ({ runId: run.id, labels, merged: mergeLabels(run, labels) });
    const file = (problems: Problem[] = []) =>
      source("labels:/srv/demo/l.jsonl", "l1", { adapter: null, outcome: "skipped", problems });
    beforeEach(() => store.putSources([unit(A, "c1", [run, fakeRun(2)])]));

    it("take the place of what came from there before, and of nothing else", async () => {
      const [other, rule] = [from("FM-1.2", "b.jsonl", "bea"), fakeLabel(run, "FM-1.3", "present")];
      await label(store, run, other, rule);
      await store.replaceLabelsFrom(
        "l.jsonl",
        [entry(from("FM-1.3", "l.jsonl"), from("FM-3.2", "l.jsonl"))],
        file(),
      );
      expect(await store.runsWithLabelsFrom("l.jsonl")).toEqual([run.id]);
      await store.replaceLabelsFrom("l.jsonl", [entry(from("FM-3.2", "l.jsonl"))], file());
      expect(await store.labels(run.id)).toEqual([other, rule, from("FM-3.2", "l.jsonl")]);
      await store.replaceLabelsFrom("l.jsonl", [entry()], file());
      expect(await store.labels(run.id)).toEqual([other, rule]);
      expect(await store.runsWithLabelsFrom("l.jsonl")).toEqual([]);
    });

    it("come with what was wrong in the file, until it is forgotten", async () => {
      const problem = { uri: "/srv/demo/l.jsonl", locator: "line:3", code: "label-line", message: "no JSON" };
      await store.replaceLabelsFrom("l.jsonl", [], file([problem]));
      expect(await store.problems()).toEqual([problem]);
      expect(await store.countSources({})).toMatchObject({ read: 1, skipped: 1 });
      await store.forget({ source: "labels:/srv/demo/l.jsonl" });
      expect(await store.problems()).toEqual([]);
    });
  });

  describe("fragments", () => {
    const otlp = (key: string, content: string, ...fragments: Fragment[]): IngestUnit => ({
      source: source(key, content, { adapter: "otlp" }),
      runs: [],
      fragments,
    });

    it("assembles a group from all its sources, once", async () => {
      await store.putSources([
        otlp(B, "c2", span("1", "s2")),
        otlp(A, "c1", span("1", "s1"), span("2", "s3")),
      ]);
      expect(await assemble(store)).toEqual([
        ["otlp", "1", "s1,s2", `${A},${B}`],
        ["otlp", "2", "s3", A],
      ]);
      expect(await assemble(store)).toEqual([]);
      expect(await store.runsOfSources([B])).toEqual([idOf(901)]);
      expect(await store.runsOfSources([A])).toEqual([idOf(901), idOf(902)]);
      expect((await store.run(idOf(901)))?.sources).toEqual([
        { uri: A, locator: "trace:1" },
        { uri: B, locator: "trace:1" },
      ]);
    });

    it("assembles anew what a later source adds to", async () => {
      await store.putSources([otlp(A, "c1", span("1", "s1"), span("2", "s3"))]);
      await assemble(store);
      await label(store, fakeRun(902), humanLabel(fakeRun(902), "FM-1.3"));
      await store.putSources([otlp(B, "c2", span("1", "s2"))]);
      expect(await assemble(store)).toEqual([["otlp", "1", "s1,s2", `${A},${B}`]]);
      expect((await store.run(idOf(901)))?.steps).toHaveLength(2);
      expect(await store.labels(idOf(902))).toHaveLength(1);
    });

    it("follows join keys over any number of groups", async () => {
      await store.putSources([
        otlp(A, "c1", span("3", "s3", ["y"]), span("1", "s1", ["x"]), span("9", "s9", ["other"])),
        otlp(B, "c2", span("2", "s2", ["x", "y"])),
      ]);
      expect(await assemble(store)).toEqual([
        ["otlp", "1+2+3", "s1,s2,s3", `${A},${B}`],
        ["otlp", "9", "s9", A],
      ]);
    });

    it("takes an assembly apart when what joined it is gone", async () => {
      await store.putSources([
        otlp(A, "c1", span("1", "s1", ["x"]), span("3", "s3", ["y"])),
        otlp(B, "c2", span("2", "s2", ["x", "y"])),
      ]);
      await assemble(store);
      expect(await idsOf(store)).toEqual([idOf(901)]);
      await store.putSources([otlp(B, "c3")]);
      expect(await assemble(store)).toEqual([
        ["otlp", "1", "s1", A],
        ["otlp", "3", "s3", A],
      ]);
      expect(await idsOf(store)).toEqual([idOf(901), idOf(903)]);
    });

    it("drops assembled runs with their last fragment", async () => {
      await store.putSources([otlp(A, "c1", span("1", "s1"))]);
      await assemble(store);
      await store.putSources([otlp(A, "c2")]);
      expect(await idsOf(store)).toEqual([]);
      expect(await assemble(store)).toEqual([]);
    });

    it("keeps labels of what is assembled again to the same", async () => {
      await store.putSources([otlp(A, "c1", span("1", "s1"))]);
      await assemble(store);
      const run = assembled([span("1", "s1")]);
      const found = fakeLabel(run, "FM-1.3", "present");
      await label(store, run, found);
      await store.putSources([otlp(A, "c2", span("1", "s1"), span("2", "s2"))]);
      expect(await assemble(store)).toHaveLength(2);
      expect(await store.labels(run.id)).toEqual([found]);
    });

    it("takes a repeated fragment once: the later in a source, the fuller among sources", async () => {
      await store.putSources([
        otlp(A, "c1", span("1", "s1", [], '{"a":"long, early"}'), span("1", "s1", [], '{"a":1}')),
        otlp(B, "c2", span("1", "s1", [], '{"a":1,"b":2}')),
      ]);
      const bodies: string[] = [];
      for await (const { fragments } of store.staleAssemblies())
        bodies.push(...unpackFragments(fragments).map(({ body }) => body));
      expect(bodies).toEqual(['{"a":1,"b":2}']);
    });

    it("keeps groups of different adapters apart", async () => {
      const other = {
        source: source(B, "c2", { adapter: "langsmith" }),
        runs: [],
        fragments: [span("1", "s2")],
      };
      await store.putSources([otlp(A, "c1", span("1", "s1")), other]);
      const seen: string[] = [];
      for await (const { adapter, groups, fragments: packed } of store.staleAssemblies()) {
        const fragments = unpackFragments(packed);
        seen.push(`${adapter} ${fragments.map(({ key }) => key).join()}`);
        const runs = [assembled(fragments, adapter === "otlp" ? 900 : 800)];
        await store.putAssemblies([{ groups, runs, problems: [] }]);
      }
      expect(seen).toEqual(["langsmith s2", "otlp s1"]);
      expect(await assemble(store)).toEqual([]);
      expect(await idsOf(store)).toEqual([idOf(901), idOf(801)]);
    });

    it("does not lose what arrives between reading and storing an assembly", async () => {
      await store.putSources([otlp(A, "c1", span("1", "s1"))]);
      for await (const { groups, fragments } of store.staleAssemblies()) {
        await store.putSources([otlp(B, "c2", span("1", "s2"))]);
        const runs = [assembled(unpackFragments(fragments))];
        await store.putAssemblies([{ groups, runs, problems: [] }]);
      }
      expect(await assemble(store)).toEqual([["otlp", "1", "s1,s2", `${A},${B}`]]);
    });

    it("stores several assemblies at a time that were all read before", async () => {
      await store.putSources([otlp(A, "c1", span("1", "s1"), span("2", "s3"), span("3", "s4"))]);
      const made: AssembledRuns[] = [];
      for await (const { groups, fragments } of store.staleAssemblies()) {
        made.push({ groups, runs: [assembled(unpackFragments(fragments))], problems: [] });
      }
      await store.putSources([otlp(B, "c2", span("2", "s2"))]);
      await store.putAssemblies(made.reverse());
      expect(await idsOf(store)).toEqual([901, 902, 903].map(idOf));
      expect(await assemble(store)).toEqual([["otlp", "2", "s2,s3", `${A},${B}`]]);
    });

    it("takes fragments that are packed already", async () => {
      const loose = [span("1", "s1", ["x"]), span("2", "s2", ["x"])];
      const packed = packFragments([span("1", "s3", ["y"], '{"ä":"\u2028"}'), span("3", "s4", ["y"])]);
      await store.putSources([{ ...otlp(A, "c1"), fragments: [...loose, ...packed] }]);
      expect(await assemble(store)).toEqual([["otlp", "1+2+3", "s1,s3,s2,s4", A]]);
    });

    it("reports the problems of an assembly with each source that contributes", async () => {
      const problem = { uri: A, locator: "trace:1", code: "no-root", message: "no root span" };
      await store.putSources([otlp(A, "c1", span("1", "s1")), otlp(B, "c2", span("1", "s2")), otlp(C, "c3")]);
      await assemble(store, 900, [problem]);
      expect(await store.problems()).toEqual([problem]);
      expect(await store.problems([A, B])).toEqual([problem]);
      expect(await store.problems([C])).toEqual([]);
    });
  });

  describe("a source in parts", () => {
    it("shows nothing before it is whole, then all of it", async () => {
      await store.putSources([unit(A, "c1", [fakeRun(1), fakeRun(2)], [span("1", "s1")])]);
      await assemble(store);
      const writer = await store.openSource(A);
      await writer.add({ runs: [fakeRun(2), fakeRun(3)], fragments: [span("1", "s2")] });
      await writer.add({ runs: [fakeRun(4)], fragments: [span("1", "s3"), span("2", "s4")] });
      expect(await assemble(store)).toEqual([]);
      expect((await idsOf(store)).sort()).toEqual([1, 2, 901].map(idOf));
      expect(await store.sameContent("c2", "reader-1")).toBeNull();
      await writer.commit(source(A, "c2"));
      await writer[Symbol.asyncDispose]();
      expect(await assemble(store)).toEqual([
        ["autogen", "1", "s2,s3", A],
        ["autogen", "2", "s4", A],
      ]);
      expect((await idsOf(store)).sort()).toEqual([2, 3, 4, 901, 902].map(idOf));
    });

    it("leaves nothing behind without a commit", async () => {
      await store.putSources([unit(A, "c1", [fakeRun(1)])]);
      {
        await using writer = await store.openSource(A);
        await writer.add({
          runs: [fakeRun(1, { contentHash: idOf(88) }), fakeRun(2)],
          fragments: [span("1", "s1")],
        });
      }
      expect(await idsOf(store)).toEqual([idOf(1)]);
      expect(await store.run(idOf(1))).toEqual(stored(fakeRun(1), A));
      expect(await assemble(store)).toEqual([]);
    });

    it("is stored once if another source gave the same meanwhile", async () => {
      await using writer = await store.openSource(A);
      await writer.add({ runs: [fakeRun(1)], fragments: [] });
      await store.putSources([unit(B, "c1", [fakeRun(1)])]);
      await writer.commit(source(A, "c1"));
      expect(await store.run(idOf(1))).toEqual(stored(fakeRun(1), A, B));
    });
  });

  describe("forget", () => {
    it("takes a run out for good, also from an unchanged, a changed and a copied source", async () => {
      await store.putSources([unit(A, "c1", [fakeRun(1), fakeRun(2)])]);
      await label(store, fakeRun(1), humanLabel(fakeRun(1), "FM-1.3"));
      expect(await store.forget({ run: idOf(1) })).toBe(1);
      expect(await store.forget({ run: idOf(1) })).toBe(0);
      expect(await store.labels(idOf(1))).toEqual([]);
      await store.putSources([unit(A, "c1", [fakeRun(1), fakeRun(2)])]);
      await store.putSources([unit(A, "c2", [fakeRun(1), fakeRun(2), fakeRun(3)])]);
      await store.putSources([unit(B, "c3", [fakeRun(1)])]);
      expect(await idsOf(store)).toEqual([idOf(2), idOf(3)]);
    });

    it("brings a forgotten run back once its sources are forgotten as well", async () => {
      await store.putSources([unit(A, "c1", [fakeRun(1)]), unit(B, "c2", [fakeRun(1)])]);
      await store.forget({ run: idOf(1) });
      expect(await store.forget({ source: A })).toBe(0);
      await store.putSources([unit(A, "c1", [fakeRun(1)])]);
      expect(await idsOf(store)).toEqual([]);
      await store.forget({ source: A });
      await store.forget({ source: B });
      await store.putSources([unit(A, "c1", [fakeRun(1)])]);
      expect(await idsOf(store)).toEqual([idOf(1)]);
    });

    it("takes a source out with the runs that only it gave", async () => {
      await store.putSources([unit(A, "c1", [fakeRun(1), fakeRun(2)]), unit(B, "c2", [fakeRun(2)])]);
      await store.putCopy(source(C, "c1"), A);
      await label(store, fakeRun(1), humanLabel(fakeRun(1), "FM-1.3"));
      expect(await store.forget({ source: A })).toBe(0);
      expect(await store.forget({ source: A })).toBe(0);
      expect(await store.run(idOf(1))).toEqual(stored(fakeRun(1), C));
      expect(await store.forget({ source: C })).toBe(1);
      expect(await idsOf(store)).toEqual([idOf(2)]);
      await store.putSources([unit(A, "c1", [fakeRun(1)])]);
      expect(await store.labels(idOf(1))).toEqual([]);
    });

    it("forgets the fragments of a forgotten run, unless other runs are made of them", async () => {
      const fragments = [span("1", "s1"), span("2", "s2"), span("3", "s3", ["x"]), span("4", "s4", ["x"])];
      await store.putSources([unit(A, "c1", [], fragments)]);
      for await (const { groups, fragments } of store.staleAssemblies()) {
        const runs = unpackFragments(fragments).map((one) => assembled([one]));
        await store.putAssemblies([{ groups, runs, problems: [] }]);
      }
      expect(await idsOf(store)).toEqual([901, 902, 903, 904].map(idOf));
      await store.forget({ run: idOf(901) });
      await store.forget({ run: idOf(903) });
      expect(await idsOf(store)).toEqual([902, 904].map(idOf));
      await store.putSources([unit(B, "c2", [], [span("1", "s5"), span("4", "s6")])]);
      expect(await assemble(store)).toEqual([
        ["autogen", "1", "s5", B],
        ["autogen", "3+4", "s3,s4,s6", `${A},${B}`],
      ]);
      expect(await idsOf(store)).toEqual([idOf(902)]);
    });

    it("takes out at once what was assembled from a forgotten source, and makes the rest anew", async () => {
      await store.putSources([unit(A, "c1", [], [span("1", "s1")]), unit(B, "c2", [], [span("1", "s2")])]);
      await assemble(store);
      await label(store, fakeRun(901), humanLabel(fakeRun(901), "FM-1.3"));
      expect(await store.forget({ source: B })).toBe(0);
      expect(await idsOf(store)).toEqual([]);
      expect(await assemble(store)).toEqual([["autogen", "1", "s1", A]]);
      expect((await store.run(idOf(901)))?.steps).toHaveLength(1);
      expect(await store.labels(idOf(901))).toHaveLength(1);
      expect(await store.forget({ source: A })).toBe(1);
      expect(await store.labels(idOf(901))).toEqual([]);
    });
  });
});
