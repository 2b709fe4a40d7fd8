import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fragment, RunDraft } from "../../../src/adapters/adapter.ts";
import { otlpAdapter } from "../../../src/adapters/otlp/adapter.ts";
import { decodeJsonRequest } from "../../../src/adapters/otlp/json-request.ts";
import { stageSpan } from "../../../src/adapters/otlp/stage.ts";
import { jsonRequest, type SpanSpec } from "./sdk-spans.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const id = (n: number): string => n.toString(16).padStart(16, "0");

function fragmentsOf(specs: readonly SpanSpec[]): Fragment[] {
  return [...decodeJsonRequest(JSON.parse(jsonRequest(specs)), "")].flatMap(({ span }) =>
    span === undefined ? [] : [stageSpan(span)],
  );
}

function assemble(fragments: readonly Fragment[]): RunDraft[] {
  return [...(otlpAdapter.assemble?.(fragments) ?? [])].flatMap((event) =>
    event.type === "run" ? [event.draft] : [],
  );
}

const only = (specs: readonly SpanSpec[]): RunDraft => {
  const [run, ...more] = assemble(fragmentsOf(specs));
  expect(more).toEqual([]);
  if (run === undefined) throw new Error("no run");
  return run;
};

const told = (run: RunDraft): string[] =>
  run.steps.map(({ agent, kind, tool, text }) =>
    [agent ?? "-", kind, tool ?? "", text].join(" ").replace(/ +/g, " "),
  );

const parts = (role: string, ...texts: string[]) => ({
  role,
  parts: texts.map((content) => ({ type: "text", content })),
});

interface CallOptions {
  n: number;
  at: number;
  parent?: number;
  input?: object[];
  output?: object[];
  tokens?: [number, number];
  more?: SpanSpec["attributes"];
}

function chat({ n, at, parent, input, output, tokens = [10, 2], more = {} }: CallOptions): SpanSpec {
  return {
    traceId: TRACE,
    spanId: id(n),
    ...(parent === undefined ? {} : { parentId: id(parent) }),
    name: "chat gpt-4o-mini",
    start: [1_795_000_000 + at, 0],
    end: [1_795_000_000 + at, 500_000_000],
    scope: "opentelemetry.instrumentation.genai.langchain",
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-4o-mini",
      "gen_ai.usage.input_tokens": tokens[0],
      "gen_ai.usage.output_tokens": tokens[1],
      ...(input === undefined ? {} : { "gen_ai.input.messages": JSON.stringify(input) }),
      ...(output === undefined ? {} : { "gen_ai.output.messages": JSON.stringify(output) }),
      ...more,
    },
  };
}

function outer(
  n: number,
  operation: string,
  name: string,
  from: number,
  to: number,
  parent?: number,
): SpanSpec {
  return {
    traceId: TRACE,
    spanId: id(n),
    ...(parent === undefined ? {} : { parentId: id(parent) }),
    name: `${operation} ${name}`,
    start: [1_795_000_000 + from, 0],
    end: [1_795_000_000 + to, 0],
    scope: "opentelemetry.instrumentation.genai.langchain",
    attributes: { "gen_ai.operation.name": operation, "gen_ai.agent.name": name },
  };
}

const task = parts("user", "Count the crates in bay 4.");
const call = {
  role: "assistant",
  parts: [{ type: "tool_call", id: "c1", name: "scan_bay", arguments: { bay: 4 } }],
};
const result = { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: "17 crates" }] };

const HEALTHY: SpanSpec[] = [
  outer(1, "invoke_workflow", "yard", 0, 30),
  outer(2, "invoke_agent", "counter", 1, 10, 1),
  chat({ n: 3, at: 2, parent: 2, input: [parts("system", "You count."), task], output: [call] }),
  {
    traceId: TRACE,
    spanId: id(4),
    parentId: id(2),
    name: "execute_tool scan_bay",
    start: [1_795_000_003, 0],
    end: [1_795_000_004, 0],
    scope: "opentelemetry.instrumentation.genai.langchain",
    attributes: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "scan_bay",
      "gen_ai.tool.call.id": "c1",
      "gen_ai.tool.call.result": "17 crates",
    },
  },
  chat({
    n: 5,
    at: 6,
    parent: 2,
    input: [parts("system", "You count."), task, call, result],
    output: [parts("assistant", "17 crates.")],
  }),
  outer(6, "invoke_agent", "clerk", 11, 20, 1),
  chat({
    n: 7,
    at: 12,
    parent: 6,
    input: [task, parts("assistant", "17 crates.")],
    output: [parts("assistant", "Noted: 17.")],
  }),
];

const STORY = [
  "- message Count the crates in bay 4.",
  'counter tool-call scan_bay {"bay":4}',
  "counter tool-result scan_bay 17 crates",
  "counter message 17 crates.",
  "clerk message Noted: 17.",
];

describe("assembling a run from spans", () => {
  it("tells each message, call and result once", () => {
    const run = only(HEALTHY);
    expect(told(run)).toEqual(STORY);
    expect(run).toMatchObject({
      framework: "langgraph",
      format: "otlp/genai",
      endReason: "completed",
      nativeKey: TRACE,
    });
    expect(run.steps.reduce((sum, { tokens }) => sum + (tokens?.input ?? 0), 0)).toBe(30);
    expect(run.steps.find(({ kind }) => kind === "tool-result")).toMatchObject({
      ok: true,
      callId: "c1",
      locator: `span:${id(4)}`,
    });
    expect(run.capabilities).toMatchObject({ content: "full", task: true, roles: true, tokens: true });
  });

  it("does not depend on the order of fragments, or on how often they come", () => {
    const fragments = fragmentsOf(HEALTHY);
    const expected = JSON.stringify(assemble(fragments));
    fc.assert(
      fc.property(fc.shuffledSubarray(fragments, { minLength: fragments.length }), (shuffled) => {
        expect(JSON.stringify(assemble([...shuffled, ...shuffled.slice(0, 2)]))).toBe(expected);
      }),
    );
  });

  it("makes a run of any part of the spans, and never crashes on odd parents", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(...HEALTHY)), { maxLength: 12 }),
        (links) => {
          const specs = links.map(([parent, spec], index) => ({
            ...spec,
            spanId: id(1 + (index % 9)),
            parentId: id(parent),
          }));
          for (const run of assemble(fragmentsOf(specs))) expect(run.steps.length).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it("counts a call once that two instrumentations wrote on nested spans", () => {
    const [workflow, agent, first] = HEALTHY as [SpanSpec, SpanSpec, SpanSpec];
    const inner = {
      ...first,
      spanId: id(9),
      parentId: first.spanId,
      scope: "opentelemetry.instrumentation.genai.openai",
    };
    const run = only([workflow, agent, first, inner]);
    expect(told(run)).toEqual(STORY.slice(0, 2));
    expect(run.steps[1]?.tokens).toEqual({ input: 10, output: 2 });
    expect(run.framework).toBe("langgraph");
  });

  it("knows calls and tokens, but no words, where the content is switched off", () => {
    const silent = HEALTHY.map((spec) => {
      const kept = Object.entries(spec.attributes ?? {}).filter(
        ([key]) => !/messages|arguments|result/.test(key),
      );
      const finish = spec.spanId === id(3) ? { "gen_ai.response.finish_reasons": ["tool_calls"] } : {};
      return { ...spec, attributes: { ...Object.fromEntries(kept), ...finish } };
    });
    const run = only(silent);
    expect(told(run)).toEqual([
      "counter tool-call scan_bay ",
      "counter tool-result scan_bay ",
      "counter message ",
      "clerk message ",
    ]);
    expect(run.capabilities).toMatchObject({
      content: "none",
      toolCalls: true,
      toolResults: false,
      tokens: true,
    });
    expect(run.steps.reduce((sum, { tokens }) => sum + (tokens?.input ?? 0), 0)).toBe(30);
  });

  it("takes a brief that comes again without history for a new beginning, but not after a failed call", () => {
    const brief = [parts("system", "You count."), task];
    const spans = (second: Partial<SpanSpec>) => [
      outer(1, "invoke_agent", "counter", 0, 30),
      {
        ...chat({ n: 2, at: 1, parent: 1, input: brief, output: [parts("assistant", "I scan row A.")] }),
        ...second,
      },
      chat({ n: 3, at: 5, parent: 1, input: brief, output: [parts("assistant", "I scan row A again.")] }),
    ];
    expect(told(only(spans({}))).filter((line) => line.includes("Count the crates"))).toHaveLength(2);
    const failing = { status: { code: 2, message: "503" } };
    expect(told(only(spans(failing))).filter((line) => line.includes("Count the crates"))).toHaveLength(1);
  });

  it("takes words whose own span lost them from the next prompt", () => {
    const lost = chat({ n: 3, at: 2, parent: 2, input: [task] });
    const run = only([
      outer(2, "invoke_agent", "counter", 0, 30),
      { ...lost, dropped: 9 },
      chat({
        n: 5,
        at: 6,
        parent: 2,
        input: [task, call, result],
        output: [parts("assistant", "17 crates.")],
      }),
    ]);
    expect(told(run)).toEqual(STORY.slice(0, 4));
    expect(run.capabilities.content).toBe("partial");
    expect(run.losses).toEqual([{ code: "dropped-attributes", detail: expect.any(String), count: 9 }]);
    expect(run.steps.reduce((sum, { tokens }) => sum + (tokens?.input ?? 0), 0)).toBe(20);
  });

  it("makes no run of what only sets up or has nothing to do with agents", () => {
    expect(assemble(fragmentsOf([outer(1, "create_agent", "counter", 0, 1)]))).toEqual([]);
    expect(assemble(fragmentsOf([{ traceId: TRACE, spanId: id(1), name: "GET /health" }]))).toEqual([]);
  });

  it("reads two workflows of one trace as two runs, the first under the plain key", () => {
    const again = HEALTHY.map((spec) => ({
      ...spec,
      spanId: `f${spec.spanId.slice(1)}`,
      ...(spec.parentId === undefined ? {} : { parentId: `f${spec.parentId.slice(1)}` }),
      start: [(spec.start?.[0] ?? 0) + 100, 0] as [number, number],
      end: [(spec.end?.[0] ?? 0) + 100, 0] as [number, number],
    }));
    const runs = assemble(fragmentsOf([...again, ...HEALTHY]));
    expect(runs.map((run) => [run.nativeKey, run.steps.length])).toEqual([
      [TRACE, 5],
      [`${TRACE}/f000000000000001`, 5],
    ]);
  });

  it.each([
    [
      "GraphRecursionError",
      "Recursion limit of 25 reached without hitting a stop condition.",
      "limit",
      "unknown",
    ],
    ["openai.InternalServerError", "Error code: 500", "error", "failed"],
    ["KeyboardInterrupt", "", "stopped", "unknown"],
    ["GraphInterrupt", "(Interrupt(value='ok?'),)", "waiting", "unknown"],
  ])("ends with %s as it is meant", (type, message, endReason, outcome) => {
    const failed = {
      status: { code: 2, message },
      events: [{ name: "exception", attributes: { "exception.type": type, "exception.message": message } }],
    };
    const run = only(HEALTHY.map((spec) => (spec.spanId === id(1) ? { ...spec, ...failed } : spec)));
    expect(run).toMatchObject({ endReason, outcome });
    expect(run.endDetail).toContain(type);
  });
});
