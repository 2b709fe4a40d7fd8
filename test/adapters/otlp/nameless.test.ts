import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { otlpAdapter } from "../../../src/adapters/otlp/adapter.ts";
import { decodeSpanDump, isSpanDump } from "../../../src/adapters/otlp/span-dump.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";
import { assembleSources } from "./assemble-sources.ts";
import { jsonRequest, protobufRequest, type SpanSpec } from "./sdk-spans.ts";

const ZEROS = { traceId: "0".repeat(32), spanId: "0".repeat(16) };
const IDS = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

const text = (role: string, content: string) =>
  JSON.stringify([{ role, parts: [{ type: "text", content }] }]);

const chat = (agent: string, asked: string, said: string, second: number): SpanSpec => ({
  ...ZEROS,
  start: [1_795_000_000 + second, 0],
  end: [1_795_000_001 + second, 0],
  attributes: {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "m",
    "gen_ai.agent.name": agent,
    "gen_ai.input.messages": text("user", asked),
    "gen_ai.output.messages": text("assistant", said),
  },
});

const SPANS = [chat("cook", "Dinner?", "Soup.", 0), chat("waiter", "Serve the soup.", "Served.", 2)];
const TOLD = ["Dinner?", "Soup.", "Serve the soup.", "Served."];
const bytes = (value: unknown): Uint8Array =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

describe("spans of which none has ids", () => {
  it("are one run, which says so, the same from both encodings and from a copy", async () => {
    const json = bytes(jsonRequest(SPANS));
    const { runs, problems } = await assembleSources(json, protobufRequest(SPANS), json);
    expect(problems).toEqual([]);
    expect(runs.map(({ steps }) => steps.map((step) => step.text))).toEqual([TOLD]);
    expect(runs[0]?.inferred).toContain("the spans have no ids; those of one file are taken for one run");
  });

  it("of other files are other runs", async () => {
    const other = protobufRequest([chat("cook", "Dinner?", "Stew.", 0)]);
    expect((await assembleSources(protobufRequest(SPANS), other)).runs).toHaveLength(2);
  });

  it("are problems beside spans that have ids, wherever they stand", async () => {
    const [first = SPANS[0], second] = SPANS;
    for (const specs of [
      [first, { ...second, ...IDS }],
      [{ ...second, ...IDS }, first],
    ]) {
      const { runs, problems } = await assembleSources(protobufRequest(specs as SpanSpec[]));
      expect(runs.map(({ steps }) => steps.map((step) => step.text))).toEqual([TOLD.slice(2)]);
      expect(problems.map(({ code }) => code)).toEqual(["span-without-id"]);
    }
  });

  it("are problems where they mean nothing to anybody", async () => {
    const { runs, problems } = await assembleSources(protobufRequest([{ ...ZEROS, name: "GET /health" }]));
    expect(runs).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(["span-without-id"]);
  });
});

describe("spans that a program dumped", () => {
  const dumped = (spec: SpanSpec, ids: object) => ({
    name: "chat m",
    ...ids,
    startTime: spec.start,
    endTime: spec.end,
    attributes: spec.attributes,
    status: { code: 0 },
    events: [],
  });

  it("are read with the JavaScript SDK's fields", async () => {
    const list = SPANS.map((spec, n) =>
      dumped(spec, {
        spanContext: { traceId: IDS.traceId, spanId: `${n + 1}`.padStart(16, "0"), traceFlags: 1 },
      }),
    );
    const { runs } = await assembleSources(bytes(list));
    expect(runs.map(({ steps }) => steps.map((step) => step.text))).toEqual([TOLD]);
    expect(runs[0]?.startedAt).toBe("2026-11-18T11:06:40.000Z");
    const lines = list.map((span) => JSON.stringify(span)).join("\n");
    expect((await assembleSources(bytes(lines))).runs).toEqual(runs);
  });

  it("are read from bare attributes too, in the order of the file where they have no times", async () => {
    const list = SPANS.map(({ attributes }) => attributes);
    const { runs } = await assembleSources(bytes(list));
    expect(runs.map(({ steps }) => steps.map((step) => step.text))).toEqual([TOLD]);
  });

  it("give way to every other reader, and no JSON breaks them", () => {
    const source = memorySource(JSON.stringify(SPANS[0]?.attributes));
    expect(otlpAdapter.recognise(source)?.score).toBeLessThan(0.6);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(isSpanDump(value)).toBe(false);
        const spoiled = {
          ...dumped(SPANS[0] as SpanSpec, { spanContext: {} }),
          startTime: value,
          events: value,
        };
        expect([
          ...decodeSpanDump([value, spoiled, { ...spoiled, status: value, resource: value }], ""),
        ]).toHaveLength(3);
      }),
    );
  });
});
