import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endNanos, instantNanos } from "../../../src/adapters/otlp/exports/instants.ts";
import { plainAttributes } from "../../../src/adapters/otlp/exports/plain-attributes.ts";
import type { Run } from "../../../src/core/run.ts";
import { outline } from "../../helpers/read-runs.ts";
import { assembleSources } from "./assemble-sources.ts";

const PHOENIX = new URL("../../../sample-traces/phoenix/", import.meta.url);
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const stepsOf = ({ steps }: Run) => steps.map(({ at: _, ...step }) => step);

async function only(...contents: Buffer[]): Promise<Run> {
  const { runs, problems } = await assembleSources(...contents);
  expect(problems).toEqual([]);
  expect(runs.length).toBe(1);
  return runs[0] as Run;
}

describe("Phoenix", () => {
  const seeds = readdirSync(PHOENIX).filter((name) => name.startsWith("seed-catalogue"));

  it("gives one run out in four forms, which is the same run", async () => {
    expect(seeds.length).toBe(4);
    const runs = await Promise.all(seeds.map((name) => only(readFileSync(new URL(name, PHOENIX)))));
    for (const run of runs) {
      expect(run.id).toBe(runs[0]?.id);
      expect(stepsOf(run)).toEqual(stepsOf(runs[0] as Run));
    }
    const together = await only(...seeds.map((name) => readFileSync(new URL(name, PHOENIX))));
    expect(stepsOf(together)).toEqual(stepsOf(runs[0] as Run));
  });

  it("tells who asked whom, what the code did and who answered", async () => {
    const run = await only(readFileSync(new URL("seed-catalogue.client.json.gz", PHOENIX)));
    const [, , , brief] = run.steps;
    expect(brief).toMatchObject({ agent: "seed_buyer", to: ["catalogue_clerk"], kind: "message" });
    expect(brief?.text).toBe("List every sort in the catalogue, page by page.");
    const code = run.steps.filter(({ tool }) => tool === "python_interpreter");
    expect(code.map(({ kind, ok }) => [kind, ok])).toEqual([
      ["tool-call", undefined],
      ["tool-result", true],
      ["tool-call", undefined],
      ["tool-result", true],
    ]);
    expect(run.agents.map(({ tools }) => tools)).toEqual([[], ["seed_page"]]);
    expect(run.losses).toEqual([]);
  });

  it("says of code that failed that it failed, once", async () => {
    const run = await only(readFileSync(new URL("ledger-code-retry.page.json.gz", PHOENIX)));
    const failed = run.steps.filter(({ text }) => text.includes("TypeError"));
    expect(failed.map(({ kind, ok, tool }) => [kind, ok, tool])).toEqual([
      ["tool-result", false, "python_interpreter"],
    ]);
  });

  it("tells an answer that the framework forced, and calls of managed agents as handoffs", async () => {
    const run = await only(readFileSync(new URL("quay-depth-loop.client.json.gz", PHOENIX)));
    expect(run.steps.filter(({ marker }) => marker === "forced-answer").map(({ agent }) => agent)).toEqual([
      "gauge_reader",
    ]);
    const handoff = run.steps.find(({ kind }) => kind === "handoff");
    expect(handoff).toMatchObject({ agent: "pilot", to: ["gauge_reader"] });
    expect(handoff?.executed).toBeUndefined();
  });

  const span = (n: number, kind: string, attributes: object, parent: number | null = 1) => ({
    name: kind === "TOOL" ? "lookup" : "work",
    context: { trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: `00000000000000${n}0` },
    span_kind: kind,
    parent_id: parent === null ? null : `00000000000000${parent}0`,
    start_time: `2026-01-05T08:00:0${n}.000001+00:00`,
    end_time: `2026-01-05T08:00:${n === 1 ? "09" : `0${n}`}.500000+00:00`,
    status_code: "OK",
    status_message: "",
    attributes,
    events: [],
  });
  const spans = [
    span(1, "AGENT", { "agent.name": "warden", "input.value": "Open the sluice." }, null),
    span(2, "LLM", {
      "llm.input_messages": [{ "message.role": "user", "message.content": "Open the sluice." }],
      "llm.output_messages": [{ "message.role": "assistant", "message.content": "I look first." }],
      "llm.token_count": { prompt: 11, completion: 4 },
    }),
    span(3, "TOOL", { tool: { name: "lookup" }, input: { value: { gate: 2 } }, "output.value": "shut" }),
    span(4, "LLM", {
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.content": "Gate 2 is open now.",
    }),
  ];
  const expected = [
    "– message Open the sluice.",
    "warden message I look first.",
    "warden tool-call lookup",
    "warden tool-result lookup",
    "warden message Gate 2 is open now.",
  ];

  it("is read whether its attributes are flat, nested or both, in any order and envelope", async () => {
    const envelopes = fc.constantFrom(
      (list: object[]) => bytes(list),
      (list: object[]) => bytes({ data: list, next_cursor: null }),
      (list: object[]) => bytes({ traceId: "x", spans: list }),
      (list: object[]) => Buffer.from(list.map((item) => JSON.stringify(item)).join("\n")),
    );
    const orders = fc.shuffledSubarray(spans, { minLength: spans.length });
    await fc.assert(
      fc.asyncProperty(orders, envelopes, async (list, envelope) => {
        expect(outline(await only(envelope(list)))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("loses a broken span and nothing beside it", async () => {
    const broken = [{ ...span(5, "LLM", {}), context: { trace_id: "", span_id: 7 } }, 12, null];
    const { runs, problems } = await assembleSources(bytes([...spans, ...broken]));
    expect(outline(runs[0] ?? null)).toEqual(expected);
    expect(problems.map(({ locator, code }) => [locator, code])).toEqual([
      ["/4", "bad-span"],
      ["/5", "bad-span"],
      ["/6", "bad-span"],
    ]);
  });
});

describe("an export", () => {
  const span = (index: number) => ({
    context: { trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: `00000000000000${index}0` },
    name: "open_sluice",
    span_kind: "AGENT",
    parent_id: null,
    start_time: "2026-01-05T08:00:01.000001+00:00",
    end_time: "2026-01-05T08:00:02.000001+00:00",
    status_code: "OK",
    status_message: "",
    attributes: { "input.value": "Open the sluice.", "output.value": "Gate 2 is open." },
    events: [],
  });

  it("of a single span that names no agent still tells what was asked and said", async () => {
    const run = await only(bytes([span(1)]));
    expect(outline(run)).toEqual(["– message Open the sluice.", "open_sluice message Gate 2 is open."]);
  });

  it.each([
    ["a list", (list: unknown[]) => list, ""],
    ["a page of an API", (list: unknown[]) => ({ data: list }), "/data"],
  ])("is known in %s by one of its first items, if not by the first", async (_, envelope, place) => {
    const { runs, problems } = await assembleSources(
      bytes(envelope([{ note: "exported by hand" }, span(1)])),
    );
    expect(runs.map((run) => run.steps.length)).toEqual([2]);
    expect(problems.map(({ locator, code }) => [locator, code])).toEqual([[`${place}/0`, "bad-span"]]);
  });
});

describe("a span tree", () => {
  const leaf = (span_id: string, second: number, span_attributes: object, child_spans: object[] = []) => ({
    timestamp: `2026-02-03T10:00:0${second}.250000Z`,
    span_id,
    span_name: "work",
    scope_name: "openinference.instrumentation.smolagents",
    span_attributes,
    duration: "PT0.5S",
    status_code: "Ok",
    status_message: "",
    events: [],
    child_spans,
  });
  const words = (text: string) => ({
    "openinference.span.kind": "LLM",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": text,
    "llm.token_count.prompt": "21",
    "llm.token_count.completion": "5",
  });
  const run = { ...leaf("a1", 1, { "openinference.span.kind": "AGENT", "agent.name": "miller" }) };

  it("is read with parents from its nesting and counts from text", async () => {
    const tree = {
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      spans: [
        {
          ...run,
          duration: "PT8S",
          child_spans: [leaf("b1", 2, words("One.")), leaf("b2", 3, words("Two."))],
        },
      ],
    };
    const read = await only(bytes(tree));
    expect(outline(read)).toEqual(["miller message One.", "miller message Two."]);
    expect(read.steps[0]?.tokens).toEqual({ input: 21, output: 5 });
    expect(read).toMatchObject({
      framework: "smolagents",
      format: "trail/span-tree",
      endReason: "completed",
    });
    expect(outline(await only(bytes([tree])))).toEqual(outline(read));
  });

  it("may be as deep as JSON may be", async () => {
    let deepest = leaf("c0", 3, words("Down here."));
    for (let n = 1; n < 200; n++) deepest = leaf(`c${n}`, 2, {}, [deepest]);
    const tree = { trace_id: "t-1", spans: [{ ...run, child_spans: [deepest] }] };
    expect(outline(await only(bytes(tree)))).toEqual(["miller message Down here."]);
  });
});

describe("Langfuse", () => {
  const trace = {
    id: "trace-7",
    name: "tailor",
    timestamp: "2026-03-04T09:00:00.000Z",
    scores: [{ value: 1 }],
  };
  const observation = (n: number, type: string, more: object) => ({
    id: `obs-${n}`,
    traceId: trace.id,
    type,
    name: `step ${n}`,
    startTime: `2026-03-04T09:00:0${n}.000Z`,
    endTime: `2026-03-04T09:00:0${n}.800Z`,
    parentObservationId: n === 1 ? null : "obs-1",
    level: "DEFAULT",
    statusMessage: null,
    metadata: {},
    ...more,
  });
  const asked = { role: "user", content: "How long is the sleeve?" };
  const observations = [
    observation(1, "AGENT", { name: "cutter", endTime: "2026-03-04T09:00:09.000Z" }),
    observation(2, "GENERATION", {
      model: "gpt-4o-mini",
      input: [{ role: "system", content: "You cut cloth." }, asked],
      output: {
        role: "assistant",
        content: "",
        tool_calls: [
          { id: "c1", type: "function", function: { name: "measure", arguments: '{"part":"sleeve"}' } },
        ],
      },
      usageDetails: { input: 30, output: 6, total: 36 },
    }),
    observation(3, "TOOL", { name: "measure", input: { part: "sleeve" }, output: "61 cm" }),
    observation(4, "GENERATION", {
      model: "gpt-4o-mini",
      input: [asked],
      output: { role: "assistant", content: "The sleeve is 61 cm long." },
      usageDetails: { input: 50, output: 9, total: 59 },
    }),
  ];
  const expected = [
    "– message How long is the sleeve?",
    "cutter tool-call measure",
    "cutter tool-result measure",
    "cutter message The sleeve is 61 cm long.",
  ];
  const snake = (value: object): object =>
    Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), item]),
    );
  const asText = (value: object): object =>
    Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        typeof item === "object" && item !== null && key !== "usageDetails" ? JSON.stringify(item) : item,
      ]),
    );

  it.each<[string, Buffer]>([
    ["a trace of the API", bytes({ ...trace, observations })],
    ["a download", bytes({ trace, observations })],
    ["a download with values as text", bytes({ trace, observations: observations.map(asText) })],
    ["a page of observations", bytes({ data: observations, meta: { page: 1 } })],
    ["lines", Buffer.from(observations.map((item) => JSON.stringify(item)).join("\n"))],
    ["lines of a table", Buffer.from(observations.map((item) => JSON.stringify(snake(item))).join("\n"))],
    ["a list of traces", bytes([{ ...trace, observations }])],
  ])("is the same run as %s", async (_, content) => {
    const run = await only(content);
    expect(outline(run)).toEqual(expected);
    expect(run.steps.map(({ tokens }) => tokens)).toEqual([
      null,
      { input: 30, output: 6 },
      null,
      { input: 50, output: 9 },
    ]);
    expect(run).toMatchObject({ format: "langfuse/trace", endReason: "completed", models: ["gpt-4o-mini"] });
    expect(run.agents).toMatchObject([{ name: "cutter", role: "You cut cloth." }]);
  });

  it("keeps the vocabulary of the spans that it was sent, with the content that it moved", async () => {
    const scope = { name: "openinference.instrumentation.openai_agents", version: "2.6.0" };
    const kinds = ["AGENT", "LLM", "TOOL", "LLM"];
    const sent = observations.map((item, index) => ({
      ...item,
      metadata: {
        scope,
        attributes: { "openinference.span.kind": kinds[index], "llm.token_count.prompt": "7" },
      },
    }));
    const run = await only(bytes({ trace, observations: sent }));
    expect(run.framework).toBe("openai-agents");
    expect(run.steps.some(({ text }) => text === "The sleeve is 61 cm long.")).toBe(true);
    expect(run.steps.find(({ kind }) => kind === "tool-result")?.text).toBe("61 cm");
  });

  it("takes the task from a trace whose observations stand side by side", async () => {
    const flat = observations
      .slice(1)
      .map((item) => ({ ...item, parentObservationId: null, input: undefined }));
    const run = await only(bytes({ ...trace, input: { task: "Measure the sleeve." }, observations: flat }));
    expect(run.task).toBe("Measure the sleeve.");
    expect(run.steps.at(-1)?.text).toBe("The sleeve is 61 cm long.");
  });

  it("says how a run failed", async () => {
    const failed = observation(5, "GENERATION", {
      level: "ERROR",
      statusMessage: "RateLimitError: slow down",
    });
    const run = await only(bytes({ trace, observations: [...observations, failed] }));
    expect(run).toMatchObject({ endReason: "error", outcome: "failed" });
    expect(run.steps.at(-1)).toMatchObject({
      kind: "error",
      text: "RateLimitError: slow down",
      agent: "cutter",
    });
  });
});

describe("times and attributes", () => {
  it("keeps microseconds, offsets and milliseconds of data frames", () => {
    expect(instantNanos("2025-03-19T16:40:46.830526Z")).toBe("1742402446830526000");
    expect(instantNanos("2025-03-19 17:40:46.8+01:00")).toBe("1742402446800000000");
    expect(instantNanos(1_742_402_446_830)).toBe("1742402446830000000");
    for (const none of ["", "yesterday", null, -1, Number.NaN, {}]) expect(instantNanos(none)).toBe("0");
    expect(endNanos("1000000000", "PT1M0.25S")).toBe("61250000000");
    expect(endNanos("1000000000", "soon")).toBe("1000000000");
  });

  it("flattens any nesting to the same attributes and never drops plain values", () => {
    const flat = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}(?:\.[a-z]{1,4}){0,3}$/), fc.string());
    fc.assert(
      fc.property(flat, (attributes) => {
        expect(Object.fromEntries(plainAttributes(attributes))).toEqual({ ...attributes });
      }),
    );
    expect([
      ...plainAttributes({ metadata: { a: 1 }, llm: { tools: [{ name: "x" }], list: ["a"] } }),
    ]).toEqual([
      ["metadata", '{"a":1}'],
      ["llm.tools.0.name", "x"],
      ["llm.list", ["a"]],
    ]);
  });
});
