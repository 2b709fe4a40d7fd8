import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AdapterEvent, RunDraft } from "../../../src/adapters/adapter.ts";
import { mappedAdapter } from "../../../src/adapters/mapped/mapped-adapter.ts";
import type { Mapping } from "../../../src/adapters/mapped/mapping.ts";
import { ADAPTERS } from "../../../src/adapters/registry.ts";
import { readSource } from "../../../src/pipeline/read-source.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";

const PLAIN: Mapping = { name: "shop", messages: "$.talk[*]", agent: "$.who", text: "$.said" };

async function eventsOf(mapping: Mapping, content: unknown): Promise<AdapterEvent[]> {
  const source = memorySource(typeof content === "string" ? content : JSON.stringify(content), "a.json");
  const events: AdapterEvent[] = [];
  for await (const event of mappedAdapter(mapping).read(source, "mapping/shop")) events.push(event);
  return events;
}

async function draftsOf(mapping: Mapping, content: unknown): Promise<RunDraft[]> {
  return (await eventsOf(mapping, content)).flatMap((event) => (event.type === "run" ? [event.draft] : []));
}

const linesOf = (drafts: readonly RunDraft[]) =>
  drafts.map(({ steps }) => steps.map(({ kind, agent, text }) => `${kind} ${agent ?? "-"}: ${text}`));

describe("a mapping", () => {
  it("reads messages of agents and users, and says where each stands", async () => {
    const talk = [
      { said: "Two loaves?" },
      { who: "till", said: "Oven, two loaves?" },
      { who: "oven", said: "Yes." },
    ];
    const [draft] = await draftsOf(PLAIN, { talk });
    expect(linesOf(draft === undefined ? [] : [draft])).toEqual([
      ["message -: Two loaves?", "message till: Oven, two loaves?", "message oven: Yes."],
    ]);
    expect(draft).toMatchObject({
      framework: "shop",
      format: "mapping/shop",
      task: "Two loaves?",
      nativeKey: null,
    });
    expect(draft?.steps.map(({ locator }) => locator)).toEqual(["/talk/0", "/talk/1", "/talk/2"]);
  });

  it("finds runs, keys, times, ends and a task that is step 0 once", async () => {
    const mapping: Mapping = {
      ...PLAIN,
      runs: "$.days[*]",
      id: "$.n",
      task: "$.ask",
      time: "$.at",
      end: { value: "$.over", reasons: { fine: "completed" } },
    };
    const day = (n: number, over: string) => ({
      n,
      ask: "Bread",
      over,
      talk: [
        { said: "Bread", at: 1_700_000_001 },
        { who: "till", said: "Here.", at: "2023-11-14T22:13:30Z" },
      ],
    });
    const drafts = await draftsOf(mapping, { days: [day(1, "fine"), day(2, "fled")] });
    expect(drafts.map(({ nativeKey, endReason, endDetail }) => [nativeKey, endReason, endDetail])).toEqual([
      ["1", "completed", "fine"],
      ["2", "unknown", "fled"],
    ]);
    expect(linesOf(drafts)[0]).toEqual(["message -: Bread", "message till: Here."]);
    expect(drafts[1]).toMatchObject({
      startedAt: "2023-11-14T22:13:21.000Z",
      endedAt: "2023-11-14T22:13:30.000Z",
    });
    expect(drafts[1]?.steps[0]?.locator).toBe("/days/1/talk/0");
  });

  it("reads calls with their results, and results that are messages", async () => {
    const mapping: Mapping = {
      ...PLAIN,
      role: "$.role",
      calls: { list: "$.calls[*]", tool: "$.fn", args: "$.with", id: "$.id", result: "$.gave" },
    };
    const talk = [
      { role: "system", who: "till", said: "You sell bread." },
      {
        who: "till",
        calls: [
          { fn: "stock", with: { of: "rye" }, id: 7, gave: { left: 3 } },
          { fn: "price", id: 8 },
        ],
      },
      { role: "tool", who: "price", said: "4.20" },
    ];
    const [draft] = await draftsOf(mapping, { talk });
    expect(draft?.steps).toMatchObject([
      { kind: "tool-call", agent: "till", tool: "stock", args: { of: "rye" }, callId: "7" },
      { kind: "tool-result", agent: "till", text: '{"left":3}', callId: "7", locator: "/talk/1/calls/0" },
      { kind: "tool-call", tool: "price", args: {}, callId: "8" },
      { kind: "tool-result", agent: "till", text: "4.20" },
    ]);
    expect(draft?.losses).toMatchObject([{ code: "instructions", count: 1 }]);
    expect(draft?.agents.map(({ name }) => name)).toEqual(["till"]);
  });

  it("gives results that are messages to the agents whose calls they answer", async () => {
    const mapping: Mapping = {
      ...PLAIN,
      role: "$.role",
      answers: "$.re",
      calls: { list: "$.calls[*]", tool: "$.fn", id: "$.id" },
    };
    const talk = [
      { who: "till", calls: [{ fn: "stock", id: "c1" }] },
      { who: "oven", calls: [{ fn: "heat", id: 2 }] },
      { role: "tool", re: "c1", said: "three" },
      { role: "tool", re: "2", said: "hot" },
    ];
    const [draft] = await draftsOf(mapping, { talk });
    expect(draft?.steps.slice(2)).toMatchObject([
      { kind: "tool-result", agent: "till", tool: "stock", callId: "c1", text: "three" },
      { kind: "tool-result", agent: "oven", tool: "heat", callId: "2", text: "hot" },
    ]);
    expect(draft?.inferred).toEqual([]);

    const [unknown] = await draftsOf(mapping, { talk: [...talk, { role: "tool", re: "c9", said: "lost" }] });
    expect(unknown?.steps.at(-1)).toMatchObject({ agent: "oven", callId: "c9" });
    expect(unknown?.inferred).toEqual([expect.stringContaining("the agent that called last")]);
  });

  it("takes no object for a word, whatever its keys are", async () => {
    const mapping: Mapping = {
      ...PLAIN,
      role: "$.role",
      answers: "$.re",
      calls: { list: "$.calls[*]", tool: "$.fn", id: "$.id" },
      end: { value: "$.over", reasons: {} },
    };
    for (const strange of [{ toString: 1, valueOf: 2 }, { plain: true }, [{ toString: 1 }]]) {
      const talk = [
        { who: "till", role: strange, said: "Yes?", calls: [{ fn: strange, id: strange }] },
        { role: "tool", re: strange, said: "three" },
      ];
      const [draft] = await draftsOf(mapping, { over: strange, talk });
      expect(draft).toMatchObject({
        endReason: "unknown",
        endDetail: null,
        losses: [{ code: "end", count: 1 }],
      });
      expect(draft?.steps).toMatchObject([
        { kind: "message", agent: "till", text: "Yes?" },
        { kind: "tool-call", agent: "till", tool: "" },
        { kind: "tool-result", agent: "till", text: "three" },
      ]);
      expect(draft?.steps.some((step) => "callId" in step)).toBe(false);
    }
  });

  it("claims to carry only what it found", async () => {
    const mapping: Mapping = {
      ...PLAIN,
      time: "$.at",
      role: "$.role",
      calls: { list: "$.calls[*]", tool: "$.fn", result: "$.gave" },
      end: { value: "$.over", reasons: { fine: "completed" } },
    };
    const bare = [{ who: "till", said: "Here.", at: "noon" }];
    const full = [
      { said: "Bread?", role: "user", at: 1_700_000_001 },
      { who: "till", calls: [{ fn: "stock", gave: 3 }] },
    ];
    const flags = { times: false, toolCalls: true, toolResults: false, task: false, endReason: false };
    const [less] = await draftsOf(mapping, { talk: bare });
    expect(less?.capabilities).toMatchObject(flags);
    const [more] = await draftsOf(mapping, { talk: full, over: "fine" });
    expect(more?.capabilities).toMatchObject(
      Object.fromEntries(Object.keys(flags).map((flag) => [flag, true])),
    );
  });

  it("makes no user of a message that has another role but no agent", async () => {
    const talk = [
      { role: "assistant", said: "How can I help?" },
      { role: "user", said: "Two loaves?" },
    ];
    const [draft] = await draftsOf({ ...PLAIN, role: "$.role" }, { talk });
    expect(draft?.task).toBe("Two loaves?");
    expect(linesOf(draft === undefined ? [] : [draft])).toEqual([
      ["message assistant: How can I help?", "message -: Two loaves?"],
    ]);
    expect(draft?.inferred).toHaveLength(1);
  });

  it("claims a content that is mostly calls", () => {
    const calls: Mapping = { ...PLAIN, calls: { list: "$.calls[*]", tool: "$.fn" } };
    const call = { who: "till", calls: [{ fn: "stock" }] };
    const source = memorySource(JSON.stringify({ talk: [{ who: "till", said: "Yes?" }, call, call, call] }));
    expect(mappedAdapter(calls).recognise(source)).toMatchObject({
      score: 0.99,
      why: "of 4 messages 4 have a text at $.said or a call at $.calls[*], 4 an agent at $.who",
    });
    expect(mappedAdapter(PLAIN).recognise(source)).toMatchObject({ score: 0 });
  });

  it("puts messages that come one a line together by their key, mixed as they may be", async () => {
    const mapping: Mapping = { name: "shop", id: "$.k", agent: "$.who", text: "$.said", users: ["guest"] };
    const lines = ["x guest Hi", "y guest Hello", "x till Yes?", "broken", "y till What?"].map((line) => {
      const [k, who, said] = line.split(" ");
      return said === undefined ? '{"k":' : JSON.stringify({ k, who, said });
    });
    const drafts = await draftsOf(mapping, `${lines.join("\n")}\n`);
    expect(drafts.map(({ nativeKey }) => nativeKey)).toEqual(["x", "y"]);
    expect(linesOf(drafts)[1]).toEqual(["message -: Hello", "message till: What?"]);
    expect(drafts[1]?.steps.map(({ locator }) => locator)).toEqual(["line:2", "line:5"]);
  });

  it("reports what has neither words nor calls, and reads its neighbours", async () => {
    const events = await eventsOf(PLAIN, {
      talk: [{ who: "a", said: "One" }, { who: "a" }, 5, { who: "b", said: "Two" }],
    });
    expect(events.map(({ type }) => type)).toEqual(["problem", "problem", "run"]);
    expect(events[0]).toMatchObject({ problem: { locator: "/talk/1", code: "not-a-message" } });
  });

  it("reads what stood whole of a broken document, as cut short", async () => {
    const whole = JSON.stringify({
      talk: [
        { who: "a", said: "One" },
        { who: "b", said: "Two" },
      ],
    });
    expect(await draftsOf(PLAIN, whole.slice(0, -8))).toMatchObject([{ endReason: "truncated" }]);
  });

  it("claims only a content in which it finds what it names, and then before built-in formats", async () => {
    const adapter = mappedAdapter({
      ...PLAIN,
      messages: "$.messages[*]",
      agent: "$.role",
      text: "$.content",
    });
    const chat = {
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
      ],
    };
    const source = memorySource(JSON.stringify(chat));
    const parts = readSource(source, "a.json", { adapters: [...ADAPTERS, adapter], forced: null, tags: {} });
    const { value } = await parts.next();
    expect(value).toMatchObject({ runs: [{ run: { framework: "shop" } }] });
    expect(mappedAdapter(PLAIN).recognise(source)).toMatchObject({
      score: 0,
      why: expect.stringMatching(/of 0/),
    });
    expect(mappedAdapter(PLAIN).recognise(memorySource("some text"))).toBeNull();
  });

  it("has another version for another mapping of the same name", () => {
    const versions = [PLAIN, { ...PLAIN, text: "$.words" }].map((one) => mappedAdapter(one).meta.version);
    expect(new Set(versions).size).toBe(2);
  });

  it("takes any JSON without a crash, however deep", async () => {
    const mapping: Mapping = {
      name: "shop",
      runs: "$..r",
      messages: "$..m",
      agent: "$..a",
      text: "$..t",
      task: "$..k",
      role: "$..o",
      answers: "$..i",
      calls: { list: "$..c", tool: "$..n", id: "$..i", args: "$..x", result: "$..y" },
      end: { value: "$..e", reasons: {} },
    };
    const keys = [..."rmatkcnxyoie", "__proto__", "constructor", "toString", "valueOf"];
    const key = fc.constantFrom(...keys);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.integer(),
        fc.constantFrom(null, { toString: 1, valueOf: 2 }),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map((all) => Object.fromEntries(all)),
      ),
    }));
    // Values that come by chance alone are seldom a run.
    const run = fc
      .tuple(value, value, value, value, value)
      .map(([e, o, n, i, t]) => ({ r: { e, m: [{ a: "a", t, o, i, c: [{ n, i }] }] } }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(value, run), async (json) => {
        const source = memorySource(JSON.stringify(json));
        const adapter = mappedAdapter(mapping);
        expect(adapter.recognise(source)?.score ?? 0).toBeLessThan(1);
        const reading = readSource(source, "a", { adapters: [adapter], forced: "shop", tags: {} });
        for (let next = await reading.next(); !next.done; next = await reading.next()) {
          for (const { run } of next.value.runs) expect(run.steps.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
    const deep = `${'{"r":'.repeat(500)}1${"}".repeat(500)}`;
    expect(await draftsOf(mapping, deep)).toEqual([]);
  });
});
