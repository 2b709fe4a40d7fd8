import { describe, expect, test } from "vitest";
import { dryRunText } from "../../../src/judge/money/dry-run-text.ts";
import { estimateRun, inputTokens, totalOf } from "../../../src/judge/money/estimate.ts";
import { nextStep } from "../../../src/judge/next-step.ts";
import { longRun } from "../made-up-run.ts";
import { answering, caseOf, judged, tokens } from "../scripted-judge.ts";

const RUN = longRun(24, 60);

describe("the estimate of a run", () => {
  test("counts the first questions exactly as they are asked", () => {
    const about = caseOf(RUN);
    const first = nextStep(about, new Map());
    const asked = "ask" in first ? first.ask : [];
    const { requests } = estimateRun(about, { positives: 0 });
    const proposed = requests.filter(({ stage }) => stage === "propose");
    expect(proposed.map(({ input }) => input)).toEqual(asked.map((request) => inputTokens(request, tokens)));
  });

  test("counts further ones by how many modes are assumed to be present", () => {
    const calls = [0, 1, 4].map(
      (positives) =>
        estimateRun(caseOf(RUN), { positives }).requests.filter(({ stage }) => stage === "confirm").length,
    );
    expect(calls).toEqual([0, 2, 8]);
  });

  test("asks what would be asked with such answers", () => {
    const about = caseOf(RUN);
    const quote = { step: 5, text: RUN.steps[5]?.text.slice(0, 60) ?? "" };
    const { asked } = judged(about, (request) =>
      answering(about, request, (mode) =>
        mode === "FM-2.4" ? { explanation: "", quotes: [quote], agent: "", verdict: "present" } : undefined,
      ),
    );
    // Whom a judge blames, the estimate takes for granted; this one blames nobody.
    const stages = asked.map(({ stage }) => stage);
    expect(estimateRun(about, { positives: 1 }).requests.map(({ stage }) => stage)).toEqual([
      ...stages,
      "blame-step",
    ]);
  });

  test("sees the shared beginning of requests on one window as cached, from the second on", () => {
    const { requests } = estimateRun(caseOf(RUN), { positives: 1 });
    const shares = requests.map(({ input, cached }) => cached / input);
    expect(shares[0]).toBe(0);
    for (const share of shares.slice(1)) expect(share).toBeGreaterThan(0.1);
    for (const { input, cached } of requests) expect(cached).toBeLessThan(input);
  });

  test("leaves out what is stored", () => {
    const about = caseOf(RUN);
    const first = nextStep(about, new Map());
    const asked = "ask" in first ? first.ask : [];
    const known = new Map(
      asked.slice(0, 2).map((request) => [request.name, answering(about, request, () => undefined)]),
    );
    const all = estimateRun(about, { positives: 0 }).requests.length;
    expect(estimateRun(about, { positives: 0 }, known).requests).toHaveLength(all - 2);
  });

  test("adds up, with and without cache", () => {
    const price = { input: 1, cached: 0.1, output: 2 };
    const requests = [
      { stage: "propose", input: 10_000, cached: 0, output: 500 },
      { stage: "propose", input: 10_000, cached: 8_000, output: 500 },
    ] as const;
    const { usd, ...sums } = totalOf(requests, price);
    expect(sums).toEqual({ calls: 2, input: 20_000, cached: 8_000, output: 1_000 });
    expect(usd.uncached).toBeCloseTo(0.022, 10);
    expect(usd.cached).toBeCloseTo(0.0148, 10);
  });
});

test("a dry run says calls, tokens and dollars of each run and of all", () => {
  const text = dryRunText({
    ...{ host: "api.acme.example", model: "acme-1", stored: 1 },
    price: { input: 1, cached: 0.1, output: 2, source: "a list, 2026-11-25" },
    runs: [
      {
        runId: "0123456789abcdef",
        requests: [{ stage: "propose", input: 1_234_567, cached: 0, output: 500 }],
      },
      { runId: "fedcba9876543210", requests: [{ stage: "propose", input: 1000, cached: 900, output: 500 }] },
    ],
  });
  expect(text).toBe(
    [
      "dry run, nothing is sent: 2 runs to acme-1 at api.acme.example",
      "1 run needs no call: answers are stored",
      "run           calls      input  cached  output     USD  USD without cache",
      "0123456789ab      1  1 234 567       0     500  1.2356             1.2356",
      "fedcba987654      1      1 000     900     500  0.0012             0.0020",
      "all               2  1 235 567     900   1 000  1.2368             1.2376",
      "prices: 1 input, 0.1 cached, 2 output, in USD per million tokens (a list, 2026-11-25)",
      "first calls are counted as they would be sent; further ones on the assumption that the judge finds the modes that rules find, with 220 tokens an answer and no thinking",
      "",
    ].join("\n"),
  );
});

test("the name of a model, which a configuration can bring along, writes nothing else to the terminal", () => {
  const price = { input: 0, output: 0, source: "this machine" };
  const text = dryRunText({
    host: "localhost",
    model: "m\u001b[2J\nall is free",
    price,
    runs: [],
    stored: 0,
  });
  expect(text).not.toContain("\u001b");
  expect(text.split("\n")[0]).toMatch(/^dry run.* to m.* at localhost$/);
});
