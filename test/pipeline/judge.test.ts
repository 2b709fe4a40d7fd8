import { describe, expect, test } from "vitest";
import type { Run } from "../../src/core/run.ts";
import { addressOf } from "../../src/judge/endpoint/address.ts";
import { openEndpoint } from "../../src/judge/endpoint/open-endpoint.ts";
import { makeBudget } from "../../src/judge/money/budget.ts";
import { purseOf } from "../../src/judge/money/purse.ts";
import { mergeLabels } from "../../src/labels/merge.ts";
import { type JudgeEvent, judge } from "../../src/pipeline/judge.ts";
import { reportOn } from "../../src/pipeline/report-store.ts";
import { collectReport } from "../../src/report/build-report.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import type { Store } from "../../src/store/store.ts";
import { type Behaviour, type Call, honestText, scriptedEndpoint } from "../helpers/scripted-endpoint.ts";
import { longRun, runSaying } from "../judge/made-up-run.ts";
import { OPTIONS, taxonomy, tokens } from "../judge/scripted-judge.ts";

/** Three proposals, two further votes on what is found, and who went wrong first. */
const CALLS = 6;
const PRICE = { input: 1, cached: 0.1, output: 10 };
const LONG = longRun(8, 12);
const SHORT = runSaying(["Please count the crates in hall four.", "There are nine crates in hall four."]);

/** Modes found with words that stand in the last step of both runs. */
const finding = (mode: string): object | undefined =>
  mode === "FM-1.3"
    ? {
        verdict: "present",
        explanation: "It is done twice.",
        quotes: [{ step: 1, text: "crates in hall four" }],
      }
    : undefined;
const honest = (call: Call): Behaviour => ({ text: honestText(call, finding) });

async function storeOf(runs: readonly Run[]): Promise<Store> {
  const store = openMemoryStore();
  const about = { stamp: null, reader: "r", adapter: "a", outcome: "read" } as const;
  await store.putSources(
    runs.map((run, at) => ({
      source: { key: `/srv/${at}.json`, contentHash: `content ${at}`, problems: [], ...about },
      runs: [run],
      fragments: [],
    })),
  );
  await store.putLabels(runs.map((run) => ({ runId: run.id, labels: [], merged: mergeLabels(run, []) })));
  return store;
}

async function judgeAll(store: Store, url: string, cap = 100, signal?: AbortSignal): Promise<JudgeEvent[]> {
  const purse = purseOf(makeBudget(cap), PRICE);
  const about = { address: addressOf(url), apiKey: null, model: OPTIONS.model, pauseMs: 1 };
  const endpoint = await openEndpoint({ ...about, tokens, purse });
  const events: JudgeEvent[] = [];
  const station = {
    taxonomy,
    options: OPTIONS,
    tokens,
    endpoint,
    ...(signal === undefined ? {} : { signal }),
  };
  for await (const event of judge(store, {}, station)) events.push(event);
  return events;
}

async function reportOf(store: Store) {
  return collectReport(
    await reportOn(store, {
      ...{
        mast: "0",
        taxonomy: taxonomy.label,
        modes: taxonomy.infos.map((info) => ({ ...info, labellers: [] })),
      },
      ...{
        filter: {},
        problems: [],
        walk: { read: 2, skipped: 0, refused: 0 },
        displayUri: (uri: string) => uri,
      },
    }),
  );
}

describe("judging stored runs", () => {
  test("labels each run, and the report shows verdicts, quotes and cost", async () => {
    await using store = await storeOf([LONG, SHORT]);
    await using server = await scriptedEndpoint(honest);
    const events = await judgeAll(store, server.url);
    expect(events.map(({ runId, kind }) => [runId, kind]).sort()).toEqual(
      [LONG, SHORT].map(({ id }) => [id, "concluded"]).sort(),
    );
    const report = await reportOf(store);
    const run = report.runs.find(({ id }) => id === SHORT.id);
    expect(run?.labels["FM-1.3"]).toMatchObject({
      verdict: "present",
      tier: "medium",
      by: ["judge:test-model"],
    });
    expect(run?.labels["FM-1.3"]?.findings[0]?.quotes).toEqual([{ step: 1, text: "crates in hall four" }]);
    expect(run?.labels["FM-1.1"]).toMatchObject({ verdict: "absent", by: ["judge:test-model"] });
    expect(run?.judge).toEqual({
      ...{
        model: "test-model",
        calls: CALLS,
        usd: 0.00984,
        uncovered: [],
        droppedQuotes: 0,
        voided: 0,
        failed: 0,
      },
      tokens: { input: 6000, cached: 2400, output: 600, reasoning: 0 },
    });
  });

  test("what was judged is not judged again", async () => {
    await using store = await storeOf([LONG, SHORT]);
    await using server = await scriptedEndpoint(honest);
    await judgeAll(store, server.url);
    const before = server.calls.length;
    expect(await judgeAll(store, server.url)).toEqual([]);
    expect(server.calls).toHaveLength(before);
  });

  test("the first request on a window goes ahead, so that its beginning is cached", async () => {
    await using store = await storeOf([LONG]);
    const order: string[] = [];
    await using server = await scriptedEndpoint(async (call, index) => {
      order.push(`in ${index}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
      order.push(`out ${index}`);
      return honest(call);
    });
    await judgeAll(store, server.url);
    expect(order.slice(0, 4)).toEqual(["in 0", "out 0", "in 1", "in 2"]);
  });

  test("copies of a run pay once", async () => {
    const copy = { ...SHORT, id: "c".repeat(32) };
    await using store = await storeOf([SHORT, copy]);
    await using server = await scriptedEndpoint(honest);
    await judgeAll(store, server.url);
    expect(server.calls).toHaveLength(CALLS);
    const report = await reportOf(store);
    expect(report.runs.map(({ judge: judged }) => judged?.calls).sort()).toEqual([0, CALLS]);
  });
});

test("whom the judge blames comes first in the report", async () => {
  await using store = await storeOf([SHORT]);
  const blamed = {
    ...{
      explanation: "It counts without looking.",
      agents: ["clerk"],
      first_step: 1,
      last_step: 1,
      mode: "FM-1.3",
    },
    ...{ quotes: [{ step: 1, text: "There are nine crates" }], right_action: "Look first.", kind: "agent" },
  };
  await using server = await scriptedEndpoint((call) => ({
    text: honestText(call, (key) =>
      key === "candidates" ? [blamed] : key === "place" ? blamed : finding(key),
    ),
  }));
  await judgeAll(store, server.url);
  const [run] = (await reportOf(store)).runs;
  expect(run?.attribution[0]).toMatchObject({ agent: "clerk", steps: [1], rightAction: "Look first." });
});

describe("what is left open", () => {
  test("by a failure is asked again, and only that", async () => {
    await using store = await storeOf([SHORT]);
    await using server = await scriptedEndpoint((call, index) =>
      index === 1 ? { status: 400 } : honest(call),
    );
    const [first] = await judgeAll(store, server.url);
    expect(first).toMatchObject({ kind: "concluded", outcome: { failures: [{ code: "http-400" }] } });
    expect((await reportOf(store)).runs[0]?.judge).toMatchObject({ failed: 1, uncovered: [0, 1] });
    await judgeAll(store, server.url);
    expect(server.calls).toHaveLength(CALLS + 1);
    await using calm = await storeOf([SHORT]);
    await judgeAll(calm, server.url);
    expect(await reportOf(store)).toEqual(await reportOf(calm));
  });

  test("by the cap is asked next time, and nothing is paid twice", async () => {
    await using store = await storeOf([SHORT]);
    await using server = await scriptedEndpoint(honest);
    // Room for the worst of one call, not of two.
    const events: JudgeEvent["kind"][] = [];
    while (!events.includes("concluded") && events.length < 10) {
      for (const { kind } of await judgeAll(store, server.url, 0.0997)) events.push(kind);
    }
    expect(events.length).toBeGreaterThan(0);
    expect(server.calls).toHaveLength(CALLS);
    await using calm = await storeOf([SHORT]);
    await judgeAll(calm, server.url);
    expect(await reportOf(store)).toEqual(await reportOf(calm));
  });

  test("nothing goes out where the first call could exceed the cap", async () => {
    await using store = await storeOf([LONG, SHORT]);
    await using server = await scriptedEndpoint(honest);
    const events = await judgeAll(store, server.url, 0.0001);
    expect(events.map(({ kind }) => kind)).toContain("budget");
    expect(server.calls).toEqual([]);
    expect((await reportOf(store)).runs.map(({ judge: judged }) => judged)).toEqual([null, null]);
  });

  test("by a wrong key: nothing else is asked", async () => {
    await using store = await storeOf([LONG, SHORT]);
    await using server = await scriptedEndpoint(() => ({ status: 401 }));
    const events = await judgeAll(store, server.url);
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(["stopped"]));
    expect(server.calls.length).toBeLessThanOrEqual(2);
  });

  test("by an interruption goes on from there", async () => {
    await using store = await storeOf([SHORT]);
    const controller = new AbortController();
    await using server = await scriptedEndpoint((call, index) => {
      if (index === 2) controller.abort(130);
      return index === 2 ? { hang: true } : honest(call);
    });
    await expect(judgeAll(store, server.url, 100, controller.signal)).rejects.toBe(130);
    await judgeAll(store, server.url);
    // The call that was under way is made again; its answer is nowhere.
    expect(server.calls.length).toBe(CALLS + 1);
  });
});

describe("what must not get through", () => {
  test("a judge that obeys, and says absent to everything, is void", async () => {
    await using store = await storeOf([SHORT]);
    await using server = await scriptedEndpoint(({ keys }) => ({
      text: JSON.stringify(
        Object.fromEntries(
          keys.map((key) => [key, { verdict: "absent", explanation: "", quotes: [], agent: "" }]),
        ),
      ),
    }));
    await judgeAll(store, server.url);
    const [run] = (await reportOf(store)).runs;
    expect(run?.judge).toMatchObject({ voided: 3 });
    expect(new Set(Object.values(run?.labels ?? {}).map(({ verdict }) => verdict))).toEqual(
      new Set(["unknown"]),
    );
  });

  test("quotes that stand nowhere are dropped, and with them the finding", async () => {
    await using store = await storeOf([SHORT]);
    await using server = await scriptedEndpoint((call) => ({
      text: honestText(call, (mode) =>
        mode === "FM-1.3"
          ? { verdict: "present", quotes: [{ step: 1, text: "I will not count" }] }
          : undefined,
      ),
    }));
    await judgeAll(store, server.url);
    const [run] = (await reportOf(store)).runs;
    expect(run?.labels["FM-1.3"]).toMatchObject({ verdict: "unknown", findings: [] });
    expect(run?.judge?.droppedQuotes).toBe(1);
  });

  test("keys that are names of prototypes change nothing", async () => {
    await using store = await storeOf([SHORT]);
    await using server = await scriptedEndpoint((call) => ({
      text: honestText(call).replace("{", '{"__proto__": {"verdict": "present"}, "constructor": {"x": 1},'),
    }));
    const [event] = await judgeAll(store, server.url);
    expect(event).toMatchObject({ kind: "concluded", outcome: { failures: [] } });
    expect({}).not.toHaveProperty("verdict");
  });
});

test("a run whose content changes is judged anew, and its old replies are gone", async () => {
  await using store = await storeOf([SHORT]);
  await using server = await scriptedEndpoint(honest);
  await judgeAll(store, server.url);
  const grown = runSaying([...SHORT.steps.map(({ text }) => text), "Nine crates it is."]);
  const source = { key: "/srv/0.json", stamp: null, contentHash: "grown", reader: "r", adapter: "a" };
  await store.putSources([
    {
      source: { ...source, outcome: "read", problems: [] },
      runs: [{ ...grown, id: SHORT.id }],
      fragments: [],
    },
  ]);
  expect(await store.judgements.summary(SHORT.id)).toBeNull();
  await judgeAll(store, server.url);
  expect(server.calls).toHaveLength(2 * CALLS);
  expect((await store.judgements.summary(SHORT.id))?.spent.calls).toBe(CALLS);
});
