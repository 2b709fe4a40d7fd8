import { describe, expect, test } from "vitest";
import { addressOf } from "../../../src/judge/endpoint/address.ts";
import type { Asked, Endpoint } from "../../../src/judge/endpoint/endpoint.ts";
import { openEndpoint } from "../../../src/judge/endpoint/open-endpoint.ts";
import type { EndpointOptions } from "../../../src/judge/endpoint/openai-endpoint.ts";
import { makeBudget } from "../../../src/judge/money/budget.ts";
import { purseOf } from "../../../src/judge/money/purse.ts";
import { nextStep } from "../../../src/judge/next-step.ts";
import type { JudgeRequest } from "../../../src/judge/request.ts";
import { type Behaviour, type Call, honestText, scriptedEndpoint } from "../../helpers/scripted-endpoint.ts";
import { longRun } from "../made-up-run.ts";
import { caseOf, tokens } from "../scripted-judge.ts";

const KEY = "sk-sample-not-a-key-0123456789abcdef";
const PRICE = { input: 1, cached: 0.1, output: 10 };
const [REQUEST, OTHER] = asked() as [JudgeRequest, JudgeRequest];

function asked(): readonly JudgeRequest[] {
  const step = nextStep(caseOf(longRun(6, 12)), new Map());
  return "ask" in step ? step.ask : [];
}

async function endpointAt(url: string, options: Partial<EndpointOptions> = {}, cap = 10): Promise<Endpoint> {
  const purse = purseOf(makeBudget(cap), PRICE);
  const address = addressOf(url);
  return openEndpoint({ address, apiKey: KEY, model: "m-1", tokens, purse, pauseMs: 1, ...options });
}

const honest = (call: Call): Behaviour => ({ text: honestText(call) });
/** The behaviours in turn, then honest. */
function inTurn(...behaviours: readonly (Behaviour | typeof honest)[]) {
  return (call: Call, index: number): Behaviour => {
    const one = behaviours[index] ?? honest;
    return typeof one === "function" ? one(call) : one;
  };
}

async function askOnce(
  script: (call: Call, index: number) => Behaviour,
  options: Partial<EndpointOptions> = {},
): Promise<{ result: Asked; calls: Call[] }> {
  await using server = await scriptedEndpoint(script);
  const endpoint = await endpointAt(server.url, options);
  return { result: await endpoint.ask(REQUEST), calls: server.calls };
}

function textOf(result: Asked): string {
  if (result.kind !== "replied") throw new Error(JSON.stringify(result));
  return result.reply.text;
}

const complaint = (message: string, param: string | null = null): Behaviour => ({
  status: 400,
  error: { message, param, type: "invalid_request_error", code: null },
});

describe("an honest endpoint", () => {
  test("gets the texts in order with a strict schema, and its usage is kept", async () => {
    const { result, calls } = await askOnce(honest);
    expect(Object.keys(JSON.parse(textOf(result)) as object)).toEqual(REQUEST.schema["required"]);
    expect(result).toMatchObject({
      reply: { model: "scripted-1", finish: "stop" },
      spent: { calls: 1, usage: { input: 1000, cached: 400, output: 100, reasoning: 0 } },
    });
    expect(result.spent.usd).toBeCloseTo((600 * 1 + 400 * 0.1 + 100 * 10) / 1e6, 12);
    const [call] = calls;
    expect(call?.path).toBe("/v1/chat/completions");
    expect(call?.system).toBe(REQUEST.system);
    expect(call?.user).toBe(`${REQUEST.trace}\n\n${REQUEST.question}`);
    expect(call?.body).toMatchObject({ model: "m-1", temperature: 0, stream: true });
    expect(call?.headers["authorization"]).toBe(`Bearer ${KEY}`);
    expect(Object.keys(call?.headers ?? {}).filter((name) => name.startsWith("x-"))).toEqual([]);
  });

  test("that answers in one document although a stream was asked for", async () => {
    const { result } = await askOnce((call) => ({ text: honestText(call), whole: true }));
    expect(result.kind).toBe("replied");
  });

  test("that does not count is counted for, dearly rather than cheaply", async () => {
    const { result } = await askOnce((call) => ({ text: honestText(call), usage: null }));
    expect(result.spent.usage.input).toBeGreaterThan(tokens(REQUEST.trace) + tokens(REQUEST.question));
    expect(result.spent.usage.output).toBeGreaterThan(50);
  });
});

describe("what an endpoint cannot do is given up once", () => {
  const lessons: [string, Behaviour, (body: Record<string, unknown>) => unknown, unknown][] = [
    [
      "strict schemas",
      complaint(
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
      ),
      (body) => body["response_format"],
      { type: "json_object" },
    ],
    [
      "temperature",
      complaint("Unsupported value: 'temperature' does not support 0 with this model.", "temperature"),
      (body) => body["temperature"],
      undefined,
    ],
    [
      "max_completion_tokens",
      complaint("Unrecognized request argument supplied: max_completion_tokens"),
      (body) => [typeof body["max_tokens"], body["max_completion_tokens"]],
      ["number", undefined],
    ],
    [
      "usage in streams",
      complaint("extra fields not permitted: stream_options"),
      (body) => [body["stream"], body["stream_options"]],
      [true, undefined],
    ],
    [
      "instructions of their own",
      complaint("System role not supported"),
      (body) => (body["messages"] as { role: string }[]).map(({ role }) => role),
      ["user"],
    ],
    [
      "more than so many tokens",
      complaint("max_completion_tokens is too large: this model supports at most 4096 completion tokens"),
      (body) => body["max_completion_tokens"],
      4096,
    ],
  ];
  test.each(lessons)("%s", async (_name, refusal, look, seen) => {
    await using server = await scriptedEndpoint(inTurn(refusal));
    const endpoint = await endpointAt(server.url);
    expect((await endpoint.ask(REQUEST)).kind).toBe("replied");
    expect((await endpoint.ask(OTHER)).kind).toBe("replied");
    expect(server.calls).toHaveLength(3);
    for (const { body } of server.calls.slice(1)) expect(look(body)).toEqual(seen);
  });

  test("down to plain text, where the schema is spelled out and the answer repaired", async () => {
    const no = complaint("response_format is not supported");
    const { result, calls } = await askOnce(
      inTurn(no, no, (call) => ({
        text: `Here it is:\n\`\`\`json\n${honestText(call).slice(0, -1)},}\n\`\`\``,
      })),
    );
    expect(result.kind).toBe("replied");
    expect(calls[2]?.body["response_format"]).toBeUndefined();
    expect(calls[2]?.user).toContain(JSON.stringify(REQUEST.schema));
  });

  test("many calls that learn the same at once learn it once", async () => {
    await using server = await scriptedEndpoint((call) =>
      call.body["response_format"] !== undefined && "json_schema" in (call.body["response_format"] as object)
        ? complaint("json_schema is not supported")
        : honest(call),
    );
    const endpoint = await endpointAt(server.url);
    const results = await Promise.all(
      [REQUEST, OTHER, REQUEST, OTHER].map((request) => endpoint.ask(request)),
    );
    expect(results.map(({ kind }) => kind)).toEqual(Array(4).fill("replied"));
    expect(server.calls.at(-1)?.body["response_format"]).toEqual({ type: "json_object" });
  });

  test("a refusal without reasons lowers the format, but not where the format has been answered", async () => {
    await using server = await scriptedEndpoint(inTurn(complaint(""), honest, complaint("no")));
    const endpoint = await endpointAt(server.url);
    expect((await endpoint.ask(REQUEST)).kind).toBe("replied");
    expect(await endpoint.ask(OTHER)).toMatchObject({
      kind: "failed",
      stop: false,
      failure: { failure: "http-400" },
    });
  });
});

describe("trouble that passes", () => {
  test.each<[string, Behaviour]>([
    ["500", { status: 500 }],
    ["502 without JSON", { status: 502 }],
    ["429 that says how long", { status: 429, headers: { "retry-after": "0" } }],
    ["a cut stream", { cutAfter: '{"X1": {' }],
    ["a body that is no JSON", { bytes: "<html>bad gateway</html>" }],
    ["an answer that is no JSON", { text: "I think it went well." }],
    ["an answer without a mode", { text: "{}" }],
    ["a refusal", { text: "", refusal: "I cannot help with that." }],
    [
      "an error in the stream",
      { bytes: 'data: {"error": {"message": "overloaded"}}\n\n', type: "text/event-stream" },
    ],
    ["an empty stream", { bytes: "data: [DONE]\n\n", type: "text/event-stream" }],
  ])("%s", async (_name, behaviour) => {
    const { result, calls } = await askOnce(inTurn(behaviour));
    expect(result.kind).toBe("replied");
    expect(calls).toHaveLength(2);
  });

  test("what came and could not be used is paid for and counted", async () => {
    const { result } = await askOnce(inTurn({ text: "no" }, { status: 500 }));
    expect(result.spent).toMatchObject({ calls: 2, usage: { input: 2000, cached: 800, output: 200 } });
  });

  test("the next attempt says what was wrong with an answer", async () => {
    const { calls } = await askOnce(inTurn({ text: "{}" }));
    expect(calls[1]?.user).toContain("could not be used: the reply says nothing on");
  });

  test("an answer that does not come in time", async () => {
    const { result } = await askOnce(inTurn({ hang: true }), { limits: { totalMs: 150 } });
    expect(result).toMatchObject({ kind: "replied", spent: { calls: 2 } });
  });

  test("thinking that leaves no room for the answer gets more", async () => {
    const { result, calls } = await askOnce(inTurn({ text: "", finish: "length" }));
    expect(result.kind).toBe("replied");
    const limits = calls.map(({ body }) => body["max_completion_tokens"] as number);
    expect(limits[0]).toBeGreaterThan(REQUEST.maxOutputTokens);
    expect(limits[1]).toBeGreaterThan(limits[0] ?? 0);
  });

  test("thinking written before the answer is no part of it", async () => {
    const { result } = await askOnce((call) => ({ text: `<think>{"X1": {}}</think>${honestText(call)}` }));
    expect(textOf(result).startsWith("{")).toBe(true);
  });
});

test("a busy endpoint gets fewer calls at once, and all are answered in the end", async () => {
  let underWay = 0;
  let isCalm = false;
  await using server = await scriptedEndpoint(async (call) => {
    underWay++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const busy = !isCalm && underWay > 1;
    if (busy) isCalm = server.calls.length >= 4;
    underWay--;
    return busy ? { status: 429, headers: { "retry-after-ms": "20" } } : honest(call);
  });
  const endpoint = await endpointAt(server.url);
  const results = await Promise.all(Array.from({ length: 8 }, () => endpoint.ask(REQUEST)));
  expect(results.map(({ kind }) => kind)).toEqual(Array(8).fill("replied"));
  // Four at once to begin with, and never more while it is busy.
  expect(server.atOnce()).toBe(4);
  expect(server.calls.length).toBeLessThan(16);
});

describe("trouble that stays", () => {
  test.each<[string, Behaviour, string, boolean]>([
    [
      "a wrong key",
      { status: 401, error: { message: `Incorrect API key provided: ${KEY}` } },
      "http-401",
      true,
    ],
    ["no such model", { status: 404, error: { message: "model not found" } }, "http-404", true],
    [
      "no money left",
      { status: 429, error: { code: "insufficient_quota", message: "quota" } },
      "http-429",
      true,
    ],
    [
      "too long a prompt",
      { status: 400, error: { code: "context_length_exceeded", message: "long" } },
      "context-length",
      false,
    ],
    ["a filter", { status: 400, error: { code: "content_filter", message: "filtered" } }, "filtered", false],
    ["a wait of hours", { status: 429, headers: { "retry-after": "7200" } }, "rate-limited", true],
    ["refusals", { text: "", refusal: "no" }, "refused", false],
    ["answers held back", { text: "", finish: "content_filter" }, "filtered", false],
    ["answers that never fit", { text: "[]" }, "unreadable", false],
    ["a redirect", { status: 307, headers: { location: "http://127.0.0.1:9/v1" } }, "redirect", true],
    ["a body without end", { bytes: `{"a": "${"x".repeat(3 * 1024 * 1024)}"}` }, "too-long", false],
    ["an answer without end", { text: "x".repeat(1_000_001) }, "too-long", false],
    [
      "a web page",
      { bytes: "<html>please log in</html>", type: "text/html; charset=utf-8" },
      "web-page",
      true,
    ],
    ["500 for good", { status: 500 }, "http-500", true],
  ])("%s", async (_name, behaviour, failure, stop) => {
    const { result } = await askOnce(() => behaviour);
    expect(result).toMatchObject({ kind: "failed", stop, failure: { failure } });
    expect(JSON.stringify(result)).not.toContain(KEY);
  });

  test.each<[string, Behaviour]>([
    ["a web page", { bytes: "<html>please log in</html>", type: "text/html" }],
    ["an answer without end", { text: "x".repeat(1_000_001) }],
  ])("%s is asked for once", async (_name, behaviour) => {
    const { calls } = await askOnce(() => behaviour);
    expect(calls).toHaveLength(1);
  });

  test("an answer without end counts as spent", async () => {
    const { result } = await askOnce(() => ({ text: "x".repeat(1_000_001) }));
    expect(result.spent.calls).toBe(1);
    expect(result.spent.usd).toBeGreaterThan(0);
  });

  test("one bad request does not end the command; an endpoint that fails three in a row does", async () => {
    let isUp = true;
    await using server = await scriptedEndpoint((call) => (isUp ? honest(call) : { status: 500 }));
    const endpoint = await endpointAt(server.url);
    await endpoint.ask(REQUEST);
    isUp = false;
    const stops: boolean[] = [];
    for (let at = 0; at < 3; at++) {
      const asked = await endpoint.ask(OTHER);
      stops.push(asked.kind === "failed" && asked.stop);
    }
    expect(stops).toEqual([false, false, true]);
  });

  test("a wait that is too long is told with its length", async () => {
    const { result } = await askOnce(() => ({ status: 429, headers: { "retry-after": "7200" } }));
    expect(result).toMatchObject({ failure: { message: expect.stringContaining("120 minutes") } });
  });

  test("nothing listens", async () => {
    const server = await scriptedEndpoint(honest);
    await server[Symbol.asyncDispose]();
    const endpoint = await endpointAt(server.url);
    const result = await endpoint.ask(REQUEST);
    expect(result).toMatchObject({
      kind: "failed",
      stop: true,
      failure: { failure: "connection" },
      spent: { calls: 0 },
    });
  });

  test("messages of endpoints hold no text of the run", async () => {
    const piece = REQUEST.trace.slice(300, 420);
    const { result } = await askOnce(() => ({ status: 400, error: { message: `bad input: ${piece}` } }));
    expect(result).toMatchObject({
      kind: "failed",
      failure: { message: "HTTP 400: (its message repeats the request)" },
    });
  });
});

describe("money", () => {
  test("no call goes out that could exceed the cap", async () => {
    await using server = await scriptedEndpoint(honest);
    const endpoint = await endpointAt(server.url, {}, 0.001);
    expect(await endpoint.ask(REQUEST)).toEqual({
      kind: "unaffordable",
      worstUsd: expect.closeTo(0.08, 1),
      spent: expect.objectContaining({ calls: 0 }),
    });
    expect(server.calls).toEqual([]);
  });

  test("calls that have to wait for others go out when those cost less than feared", async () => {
    await using server = await scriptedEndpoint(honest);
    const endpoint = await endpointAt(server.url, {}, 0.15);
    const results = await Promise.all([REQUEST, OTHER, REQUEST].map((request) => endpoint.ask(request)));
    expect(results.map(({ kind }) => kind)).toEqual(["replied", "replied", "replied"]);
    expect(server.atOnce()).toBe(1);
  });
});

test("an aborted request ends with the reason", async () => {
  await using server = await scriptedEndpoint(() => ({ hang: true }));
  const endpoint = await endpointAt(server.url);
  const controller = new AbortController();
  const result = endpoint.ask(REQUEST, controller.signal);
  setTimeout(() => controller.abort("stop"), 30);
  await expect(result).rejects.toBe("stop");
});
