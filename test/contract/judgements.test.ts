import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Label } from "../../src/core/finding.ts";
import type { JudgeReply, JudgeSummary, Spent } from "../../src/core/judgement.ts";
import type { Run } from "../../src/core/run.ts";
import { mergeLabels } from "../../src/labels/merge.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import type { Store } from "../../src/store/store.ts";
import { fakeLabel, fakeRun, idOf } from "../helpers/fake-report.ts";
import { tempFolder } from "../helpers/mast.ts";

const JUDGE = "judge:m@1";
const HASH = "a".repeat(32);
const REPLY: JudgeReply = {
  ...{ text: "{}", model: "m-2026", finish: "stop" },
  usage: { input: 10, cached: 0, output: 5, reasoning: 0 },
};
const ONCE: Spent = { calls: 1, usage: { input: 10, cached: 4, output: 5, reasoning: 2 }, usd: 0.5 };
const NOTHING: Spent = { calls: 0, usage: { input: 0, cached: 0, output: 0, reasoning: 0 }, usd: 0 };

async function put(store: Store, run: Run, content = "c1"): Promise<void> {
  const source = { key: "/srv/a.json", stamp: null, contentHash: content, reader: "r", adapter: "autogen" };
  await store.putSources([
    { source: { ...source, outcome: "read", problems: [] }, runs: [run], fragments: [] },
  ]);
}

function summaryOf(change: Partial<JudgeSummary> = {}): JudgeSummary {
  return {
    labeller: { kind: "judge", id: "m", version: "1" },
    ...{
      isComplete: true,
      spent: ONCE,
      uncovered: [],
      droppedQuotes: 0,
      voided: 0,
      failed: 0,
      attribution: [],
    },
    ...change,
  };
}

async function conclude(store: Store, run: Run, change: Partial<JudgeSummary> = {}): Promise<void> {
  const summary = summaryOf(change);
  const label: Label = { ...fakeLabel(run, "FM-1.3", "absent"), labeller: summary.labeller };
  const entry = {
    runId: run.id,
    contentHash: run.contentHash,
    labels: [label],
    merged: mergeLabels(run, [label]),
  };
  await store.judgements.conclude(entry, summary);
}

async function openIn(store: Store, judge = JUDGE): Promise<string[]> {
  const ids: string[] = [];
  for await (const batch of store.judgements.open(judge, {})) ids.push(...batch.map(({ id }) => id));
  return ids;
}

describe.each(["memory", "sqlite"])("judgements in a store: %s", (kind) => {
  let store: Store;
  let folder: ReturnType<typeof tempFolder>;
  const run = fakeRun(1);

  beforeEach(async () => {
    folder = tempFolder();
    store = kind === "memory" ? openMemoryStore() : await openSqliteStore(`${folder.path}/x.db`);
    await put(store, run);
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const kept = async (runId = run.id) => (await store.judgements.replies(runId, [HASH])).get(HASH);

  it("adds up what a request costs, and keeps a reply that is there", async () => {
    expect(await kept()).toBeUndefined();
    await store.judgements.keep(run.id, HASH, { reply: null, spent: ONCE });
    expect(await kept()).toEqual({ reply: null, spent: ONCE });
    await store.judgements.keep(run.id, HASH, { reply: REPLY, spent: ONCE });
    await store.judgements.keep(run.id, HASH, { reply: null, spent: NOTHING });
    const usage = { input: 20, cached: 8, output: 10, reasoning: 4 };
    expect(await kept()).toEqual({ reply: REPLY, spent: { calls: 2, usage, usd: 1 } });
  });

  it("gives the reply of another run for nothing", async () => {
    await store.judgements.keep(run.id, HASH, { reply: REPLY, spent: ONCE });
    expect(await kept(idOf(7))).toEqual({ reply: REPLY, spent: NOTHING });
  });

  it("knows which runs are open: without labels of this judge, or not complete", async () => {
    expect(await openIn(store)).toEqual([run.id]);
    await conclude(store, run, { isComplete: false });
    expect(await openIn(store)).toEqual([run.id]);
    await conclude(store, run);
    expect(await openIn(store)).toEqual([]);
    expect(await openIn(store, "judge:m@2")).toEqual([run.id]);
    expect(await store.judgements.summary(run.id)).toEqual(summaryOf());
  });

  it("shows the judge that concluded last", async () => {
    const other = { kind: "judge", id: "n", version: "1" } as const;
    await conclude(store, run);
    await conclude(store, run, { labeller: other });
    expect((await store.judgements.summary(run.id))?.labeller).toEqual(other);
    await conclude(store, run);
    expect((await store.judgements.summary(run.id))?.labeller.id).toBe("m");
  });

  it("takes nothing for content that is no longer there", async () => {
    await conclude(store, { ...run, contentHash: idOf(99) });
    expect(await store.judgements.summary(run.id)).toBeNull();
    await store.judgements.keep(idOf(7), HASH, { reply: REPLY, spent: ONCE });
    expect(await kept(idOf(7))).toBeUndefined();
  });

  it.each([
    ["changes", async () => put(store, { ...run, contentHash: idOf(2), steps: run.steps.slice(0, 2) }, "c2")],
    ["is forgotten", async () => void (await store.forget({ run: run.id }))],
    ["goes with its source", async () => void (await store.forget({ source: "/srv/a.json" }))],
  ])("drops all of it when the run %s", async (_name, change) => {
    await store.judgements.keep(run.id, HASH, { reply: REPLY, spent: ONCE });
    await conclude(store, run);
    await change();
    expect(await kept()).toBeUndefined();
    expect(await store.judgements.summary(run.id)).toBeNull();
  });
});
