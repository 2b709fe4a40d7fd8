import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeJsonRequest } from "../../../src/adapters/otlp/json-request.ts";
import type { Run } from "../../../src/core/run.ts";
import { assembleSources } from "./assemble-sources.ts";
import { decodeProtobufRequest } from "./decode-protobuf.ts";
import { jsonLogs, type LogSpec, protobufLogs } from "./sdk-logs.ts";
import { jsonRequest, protobufRequest, type SpanSpec } from "./sdk-spans.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const FIRST = "b7ad6b7169203331";
const SECOND = "00f067aa0ba902b7";
const SYSTEM = { event: "gen_ai.system.message", body: { content: "You are the cook." } };
const TASK = { event: "gen_ai.user.message", body: { content: "What is for dinner?" } };
const CALL = {
  tool_calls: [{ id: "c1", type: "function", function: { name: "pantry", arguments: '{"shelf":2}' } }],
};

const chat = (spanId: string, second: number): SpanSpec => ({
  traceId: TRACE,
  spanId,
  name: "chat gpt-4o-mini",
  start: [1_795_000_000 + second, 0],
  end: [1_795_000_000 + second, 900_000_000],
  attributes: {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.usage.input_tokens": 10,
    "gen_ai.usage.output_tokens": 5,
  },
});

/** Events of one call, a millisecond apart. */
function events(spanId: string, second: number, specs: readonly LogSpec[]): LogSpec[] {
  return specs.map((spec, n) => ({
    traceId: TRACE,
    spanId,
    at: [1_795_000_000 + second, (n + 1) * 1_000_000],
    ...spec,
  }));
}

const FIRST_CALL = events(FIRST, 0, [
  SYSTEM,
  TASK,
  { event: "gen_ai.choice", body: { index: 0, finish_reason: "tool_calls", message: CALL } },
]);
const SECOND_CALL = events(SECOND, 1, [
  SYSTEM,
  TASK,
  { event: "gen_ai.assistant.message", body: CALL },
  { event: "gen_ai.tool.message", body: { id: "c1", content: "lentils, rice" } },
  {
    event: "gen_ai.choice",
    body: { index: 0, message: { role: "assistant", content: "Lentils and rice." } },
  },
]);
const SPANS = [chat(FIRST, 0), chat(SECOND, 1)];
const TOLD = [
  "- message: What is for dinner?",
  'cook tool-call: {"shelf":2}',
  "cook tool-result: lentils, rice",
  "cook message: Lentils and rice.",
];

function told(run: Run | undefined): string[] {
  return (run?.steps ?? []).map(({ agent, kind, text }) => `${agent ?? "-"} ${kind}: ${text}`);
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe("messages in log events", () => {
  it("stand on the spans of their calls, each once", async () => {
    const { runs, problems } = await assembleSources(
      protobufRequest(SPANS),
      protobufLogs([...FIRST_CALL, ...SECOND_CALL]),
    );
    expect(problems).toEqual([]);
    expect(runs).toHaveLength(1);
    expect(told(runs[0])).toEqual(TOLD);
    expect(runs[0]?.capabilities.content).toBe("full");
    expect(runs[0]?.steps.reduce((sum, { tokens }) => sum + (tokens?.input ?? 0), 0)).toBe(20);
  });

  it("are the same whatever the requests, their order, repetition and encoding", async () => {
    const all = [...FIRST_CALL, ...SECOND_CALL];
    const whole = await assembleSources(protobufRequest(SPANS), protobufLogs(all));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 3 }),
        fc.boolean(),
        fc.boolean(),
        async (shuffled, cuts, asJson, logsFirst) => {
          const requests: Uint8Array[] = [];
          let rest = shuffled;
          for (const cut of [...cuts, 8]) {
            const part = rest.slice(0, cut);
            rest = rest.slice(cut);
            if (part.length > 0) requests.push(asJson ? bytes(jsonLogs(part)) : protobufLogs(part));
          }
          requests.push(...requests.slice(0, 1));
          const spans = asJson ? bytes(jsonRequest(SPANS)) : protobufRequest(SPANS);
          const sources = logsFirst ? [...requests, spans] : [spans, ...requests];
          expect(await assembleSources(...sources)).toEqual(whole);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("may stand in one file with the spans", async () => {
    const lines = `${jsonLogs(FIRST_CALL)}\n${jsonRequest(SPANS)}\n${jsonLogs(SECOND_CALL)}\n`;
    expect(told((await assembleSources(bytes(lines))).runs[0])).toEqual(TOLD);
    const together = Buffer.concat([
      protobufLogs(FIRST_CALL),
      protobufRequest(SPANS),
      protobufLogs(SECOND_CALL),
    ]);
    expect(told((await assembleSources(together)).runs[0])).toEqual(TOLD);
  });

  it("of one event for the whole call are read like the attributes of a span", async () => {
    const whole: LogSpec = {
      traceId: TRACE,
      spanId: FIRST,
      event: "gen_ai.client.inference.operation.details",
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.system_instructions": [{ type: "text", content: "You are the cook." }],
        "gen_ai.input.messages": [
          { role: "user", parts: [{ type: "text", content: "What is for dinner?" }] },
        ],
        "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "text", content: "Soup." }] }],
      },
    };
    const { runs } = await assembleSources(protobufLogs([whole]), protobufRequest([chat(FIRST, 0)]));
    expect(told(runs[0])).toEqual(["- message: What is for dinner?", "cook message: Soup."]);
  });

  it("are dropped where the span holds them itself", async () => {
    const span = chat(FIRST, 0);
    const message = (role: string, content: string) =>
      JSON.stringify([{ role, parts: [{ type: "text", content }] }]);
    const own = {
      ...span,
      attributes: {
        ...span.attributes,
        "gen_ai.input.messages": message("user", "What is for dinner?"),
        "gen_ai.output.messages": message("assistant", "Soup."),
      },
    };
    const { runs } = await assembleSources(protobufRequest([own]), protobufLogs(FIRST_CALL));
    expect(told(runs[0]).map((line) => line.split(" ").slice(1).join(" "))).toEqual([
      "message: What is for dinner?",
      "message: Soup.",
    ]);
  });

  it("make calls of their own where the spans are not there, and say so", async () => {
    const { runs } = await assembleSources(protobufLogs([...FIRST_CALL, ...SECOND_CALL]));
    expect(told(runs[0])).toEqual(TOLD);
    expect(runs[0]?.endReason).toBe("unknown");
    expect(runs[0]?.inferred.join("\n")).toMatch(/log events only/);
    const complete = await assembleSources(protobufRequest(SPANS), protobufLogs(FIRST_CALL));
    expect(complete.runs[0]?.id).toBe(runs[0]?.id);
  });

  it("of spans that are no calls are counted as lost", async () => {
    const root: SpanSpec = { traceId: TRACE, spanId: "1111111111111111", name: "handler" };
    const { runs } = await assembleSources(
      protobufRequest([root, ...SPANS]),
      protobufLogs([...FIRST_CALL, ...SECOND_CALL, ...events("1111111111111111", 0, [TASK])]),
    );
    expect(told(runs[0])).toEqual(TOLD);
    expect(runs[0]?.losses).toContainEqual(expect.objectContaining({ code: "stray-log-events", count: 1 }));
  });

  it("without a span are one problem", async () => {
    const { runs, problems } = await assembleSources(
      protobufLogs([TASK, SYSTEM, { body: "a line of the log" }]),
    );
    expect(runs).toEqual([]);
    expect(problems).toEqual([
      { locator: "", code: "log-without-span", message: expect.stringMatching(/^2 messages/) },
    ]);
  });

  it("without content leave the calls silent", async () => {
    const empty = events(FIRST, 0, [
      { event: "gen_ai.user.message" },
      { event: "gen_ai.choice", body: { index: 0, message: { role: "assistant" } } },
    ]);
    const { runs } = await assembleSources(protobufRequest([chat(FIRST, 0)]), protobufLogs(empty));
    expect(runs[0]?.capabilities.content).toBe("none");
  });
});

describe("log records", () => {
  const value: fc.Arbitrary<NonNullable<LogSpec["body"]>> = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.boolean(),
    fc.integer(),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()), { maxKeys: 3 }),
  );
  const spec: fc.Arbitrary<LogSpec> = fc.record({
    traceId: fc.constant(TRACE),
    spanId: fc.constantFrom(FIRST, SECOND),
    at: fc.tuple(fc.integer({ min: 1, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 })),
    event: fc.constantFrom("gen_ai.choice", "gen_ai.user.message", "app.started"),
    body: value,
    attributes: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
  });

  it("are the same from both encodings", () => {
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 5 }), (specs) => {
        const fromProtobuf = [...decodeProtobufRequest(protobufLogs(specs))];
        const fromJson = [...decodeJsonRequest(JSON.parse(jsonLogs(specs)), "")];
        expect(fromProtobuf).toEqual(fromJson);
        expect(fromProtobuf.map(({ log }) => log?.event)).toEqual(specs.map(({ event }) => event));
      }),
      { numRuns: 150 },
    );
  });

  it("of any body break nothing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(spec, { minLength: 1, maxLength: 6 }), async (specs) => {
        for (const run of (await assembleSources(protobufLogs(specs))).runs) {
          expect(run.steps.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 100 },
    );
  });
});
