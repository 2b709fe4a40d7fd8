import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { cliSetting } from "../helpers/cli-setting.ts";
import { SAMPLES } from "../helpers/mast.ts";
import {
  type Behaviour,
  type Call,
  firstWords,
  honestText,
  scriptedEndpoint,
} from "../helpers/scripted-endpoint.ts";

const TRACE = join(SAMPLES, "autogen/ferry-timetable.task-result.json");
const KEY = "sk-sample-not-a-key-0123456789abcdef";
const honest = (call: Call): Behaviour => ({ text: honestText(call) });
const JSON_REPORT = ["--format", "json", "-o", "r.json"];

function reportIn(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, "r.json"), "utf8")) as Report;
}

/** Everything below a folder, as bytes. */
function allBytes(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}

describe("whether anybody is asked", () => {
  test("nobody, where nothing says so, and a key for something else changes nothing", async () => {
    using setting = cliSetting({ OPENAI_API_KEY: KEY });
    const { code, err } = await setting.mast("analyze", TRACE, ...JSON_REPORT);
    expect(code).toBe(0);
    expect(err).not.toContain("judge");
    expect(reportIn(setting.path).runs[0]?.judge).toBeNull();
  });

  test("on without a key is a mistake, and nothing is read", async () => {
    using setting = cliSetting();
    const { code, err } = await setting.mast("analyze", TRACE, "--judge", "on", "--model", "gpt-5-mini");
    expect(code).toBe(2);
    expect(err).toContain("MAST_JUDGE_API_KEY");
    expect(existsSync(join(setting.path, "mast.db"))).toBe(false);
  });

  test("auto without a key says so and goes on", async () => {
    using setting = cliSetting();
    writeFileSync(join(setting.path, "mast.config.yaml"), "judge: { model: gpt-5-mini }\n");
    const { code, err } = await setting.mast("analyze", TRACE);
    expect(code).toBe(0);
    expect(err).toContain("not judged: no key for api.openai.com");
  });

  test("a model that is named but not asked is told of", async () => {
    using setting = cliSetting();
    const { code, err } = await setting.mast("analyze", TRACE, "--model", "gpt-5-mini");
    expect(code).toBe(0);
    expect(err).toContain("not judged: --judge on or MAST_JUDGE_API_KEY asks the model");
    const local = await setting.mast("analyze", TRACE, "--base-url", "http://localhost:11434/v1");
    expect(local.err).toContain("not judged");
  });

  test("a key for OpenAI does not go to an address that a file names", async () => {
    using setting = cliSetting({ OPENAI_API_KEY: KEY });
    writeFileSync(
      join(setting.path, "mast.config.yaml"),
      "judge: { model: m, baseUrl: 'https://judge.invalid/v1', prices: { m: { input: 1, output: 1 } } }\n",
    );
    const { code, err } = await setting.mast("analyze", TRACE, "--judge", "on");
    expect(code).toBe(2);
    expect(err).toContain("no key for judge.invalid");
  });

  test.each([
    ["no model", ["--judge", "on"], /no model is named/],
    [
      "no price",
      ["--judge", "on", "--model", "made-up"],
      /no price is known for made-up at api\.openai\.com/,
    ],
    ["no address", ["--judge", "on", "--model", "m", "--base-url", "nowhere"], /base URL/],
    ["no amount", ["--max-cost", "much"], /amount in USD/],
  ])("%s", async (_name, flags, message) => {
    using setting = cliSetting({ MAST_JUDGE_API_KEY: KEY });
    const { code, err } = await setting.mast("analyze", TRACE, ...flags);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).not.toContain(KEY);
  });

  test("an unknown key of the configuration is refused", async () => {
    using setting = cliSetting();
    writeFileSync(join(setting.path, "mast.config.yaml"), "judge: { apiKey: x }\n");
    expect((await setting.mast("analyze", TRACE)).err).toMatch(/apiKey/);
  });
});

describe("judging", () => {
  test("names host, model, runs and cost before the first call, and the report holds what came out", async () => {
    await using server = await scriptedEndpoint(honest);
    using setting = cliSetting({ MAST_JUDGE_BASE_URL: server.url, MAST_JUDGE_MODEL: "small" });
    const { code, err } = await setting.mast("analyze", TRACE, ...JSON_REPORT);
    expect(err).toMatch(
      /judge: 1 run to small at 127\.0\.0\.1:\d+, about \d+ calls, at no cost \(cap 1 USD\)/,
    );
    expect(code).toBe(0);
    const [run] = reportIn(setting.path).runs;
    expect(run?.judge).toMatchObject({ model: "small", calls: server.calls.length, usd: 0, failed: 0 });
    expect(run?.labels["FM-1.1"]?.by).toContain("judge:small");
    const before = server.calls.length;
    await setting.mast("analyze", TRACE);
    await setting.mast("judge");
    expect(server.calls).toHaveLength(before);
  });

  test("the key reaches the endpoint, and neither store nor output", async () => {
    await using server = await scriptedEndpoint((call, index) =>
      index === 0 ? { status: 400, error: { message: `bad key? ${KEY}` } } : honest(call),
    );
    using setting = cliSetting({ MAST_JUDGE_API_KEY: KEY, MAST_JUDGE_BASE_URL: server.url });
    const { out, err } = await setting.mast("analyze", TRACE, "--model", "small", "-v", ...JSON_REPORT);
    expect(server.calls[0]?.headers["authorization"]).toBe(`Bearer ${KEY}`);
    expect(out + err + allBytes(setting.path)).not.toContain(KEY);
  });

  test("a dry run prints what it would take and sends nothing", async () => {
    using setting = cliSetting();
    const { code, out } = await setting.mast("analyze", TRACE, "--dry-run", "--model", "gpt-5-mini");
    expect(code).toBe(0);
    expect(out).toMatch(/dry run, nothing is sent: 1 run to gpt-5-mini at api\.openai\.com/);
    expect(out).toMatch(/^all +\d/m);
  });

  test("a cap that is spent is exit 4; the same command with more goes on", async () => {
    await using server = await scriptedEndpoint(honest);
    using setting = cliSetting({ MAST_JUDGE_BASE_URL: server.url });
    writeFileSync(
      join(setting.path, "mast.config.yaml"),
      "judge: { model: m, prices: { m: { input: 1, output: 10 } } }\n",
    );
    const poor = await setting.mast("analyze", TRACE, "--max-cost", "0.001");
    expect(poor.code).toBe(4);
    expect(poor.err).toMatch(/could exceed the cap of 0\.001 USD \(--max-cost\): .* costs 0\.\d+ USD/);
    expect(server.calls).toEqual([]);
    const rich = await setting.mast("analyze", TRACE, ...JSON_REPORT);
    expect(rich.code).toBe(0);
    expect(reportIn(setting.path).runs[0]?.judge?.usd).toBeGreaterThan(0);
  });

  test("what was taken away from answers is told, and shown with the run", async () => {
    const wrong = { verdict: "present", quotes: [{ step: 0, text: "words that stand nowhere" }] };
    await using server = await scriptedEndpoint((call) => ({
      text: honestText(call, (mode) => (mode === "FM-1.1" ? wrong : undefined)),
    }));
    using setting = cliSetting({ MAST_JUDGE_BASE_URL: server.url });
    const { code, err } = await setting.mast("analyze", TRACE, "--model", "small", ...JSON_REPORT);
    expect(code).toBe(0);
    expect(err).toContain("judge: 1 quote dropped that did not stand in the step named");
    const [run] = reportIn(setting.path).runs;
    const { out } = await setting.mast("show", run?.id ?? "");
    expect(out.replace(/\s+/g, " ")).toMatch(/judge small, \d+ calls, .*; 1 quote dropped/);
  });

  test("calls that fail are exit 4, and the report is there all the same", async () => {
    await using server = await scriptedEndpoint(() => ({ status: 401, error: { message: "wrong key" } }));
    using setting = cliSetting({ MAST_JUDGE_BASE_URL: server.url });
    const { code, out, err } = await setting.mast("analyze", TRACE, "--model", "small");
    expect(code).toBe(4);
    expect(err).toContain("judge: HTTP 401: wrong key");
    expect(out).toContain("1 run");
  });

  test("an endpoint that cuts prompts is found out", async () => {
    await using server = await scriptedEndpoint((call) => ({
      text: honestText(call),
      usage: { prompt_tokens: 900, completion_tokens: 100 },
    }));
    using setting = cliSetting({ MAST_JUDGE_BASE_URL: server.url });
    const { code, err } = await setting.mast("analyze", TRACE, "--model", "small");
    expect(code).toBe(4);
    expect(err).toContain("read less than half of what it was sent");
  });
});

describe("judging by files", () => {
  test("stage after stage, with the same outcome as an endpoint", async () => {
    using setting = cliSetting();
    await setting.mast("ingest", TRACE);
    const rounds: number[] = [];
    for (let round = 0; round < 5; round++) {
      const { code, err } = await setting.mast(
        "judge",
        "--prompts",
        "ask",
        "--answers",
        "told",
        "--model",
        "ada",
      );
      expect(code).toBe(0);
      const written = Number(/(\d+) requests? written/.exec(err)?.[1] ?? 0);
      rounds.push(written);
      if (written === 0) break;
      answerAll(join(setting.path, "ask"), join(setting.path, "told"));
    }
    expect(rounds.at(-1)).toBe(0);
    expect(rounds.length).toBeGreaterThan(2);
    await setting.mast("report", ...JSON_REPORT);
    const [run] = reportIn(setting.path).runs;
    expect(run?.judge).toMatchObject({ model: "ada", calls: 0, usd: 0, voided: 0, failed: 0 });
    expect(run?.labels["FM-1.3"]).toMatchObject({ by: ["judge:ada"] });
  });

  test("an answer that cannot be read is named, and its request stays open", async () => {
    using setting = cliSetting();
    await setting.mast("judge", TRACE, "--prompts", "ask");
    const [folder = ""] = readdirSync(join(setting.path, "ask"));
    const [prompt = ""] = readdirSync(join(setting.path, "ask", folder));
    const name = prompt.replace(".md", "");
    mkdirSync(join(setting.path, "told", folder), { recursive: true });
    writeFileSync(join(setting.path, "told", folder, `${name}.json`), '{"X1": "yes"}');
    const { code, err } = await setting.mast("judge", "--answers", "told");
    expect(code).toBe(4);
    expect(err).toMatch(new RegExp(`told.${folder}.${name}\\.json: the reply says nothing on|does not fit`));
    expect(err).toMatch(/0 runs judged, 1 open/);
  });

  test("files that are no answers are named and hide none of the others", async () => {
    using setting = cliSetting();
    await setting.mast("judge", TRACE, "--prompts", "ask");
    answerAll(join(setting.path, "ask"), join(setting.path, "told"));
    const [folder = ""] = readdirSync(join(setting.path, "told"));
    const told = join(setting.path, "told", folder);
    const [first = "", second = "", third = ""] = readdirSync(told);
    rmSync(join(told, first));
    mkdirSync(join(told, first));
    writeFileSync(join(told, second), " ".repeat(1024 * 1024 + 1));
    writeFileSync(join(told, "propose-FC9-w1.json"), "{}");
    const { code, err } = await setting.mast("judge", "--answers", "told");
    expect(code).toBe(4);
    expect(err).toContain(`${first}: is no file`);
    expect(err).toContain(`${second}: is longer than 1 MB`);
    expect(err).toContain("propose-FC9-w1.json: answers nothing that was asked");
    expect(err).not.toContain(`${third}:`);
    expect(err).toMatch(/1 open, 1 answer read/);
  });

  test("a link to something without end is no answer", async () => {
    using setting = cliSetting();
    await setting.mast("judge", TRACE, "--prompts", "ask");
    const [folder = ""] = readdirSync(join(setting.path, "ask"));
    mkdirSync(join(setting.path, "told", folder), { recursive: true });
    symlinkSync("/dev/zero", join(setting.path, "told", folder, "propose-FC1-w1.json"));
    const { code, err } = await setting.mast("judge", "--answers", "told");
    expect(code).toBe(4);
    expect(err).toContain("propose-FC1-w1.json: is no file");
  });

  test("questions and answers may share a folder", async () => {
    using setting = cliSetting();
    const { code, err } = await setting.mast("judge", TRACE, "--prompts", "ask", "--answers", "ask");
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining("3 requests written") });
    const again = await setting.mast("judge", "--prompts", "ask", "--answers", "ask");
    expect(again.code).toBe(0);
  });

  test("whoever answers is told what does not count of it", async () => {
    using setting = cliSetting();
    await setting.mast("judge", TRACE, "--prompts", "ask");
    answerAll(join(setting.path, "ask"), join(setting.path, "told"), (answer) =>
      answer
        .replaceAll('"X1":{"verdict":"present"}', '"X1":{"verdict":"cannot tell"}')
        .replaceAll('"X1":{"verdict":"absent"}', '"X1":{"verdict":"cannot tell"}'),
    );
    const { err } = await setting.mast("judge", "--answers", "told");
    expect(err).toMatch(/propose-FC1-w1: does not count, because one of the excerpts was answered wrongly/);
  });

  test("requests hold all that answering needs", async () => {
    using setting = cliSetting();
    await setting.mast("judge", TRACE, "--prompts", "ask");
    const text = allBytes(join(setting.path, "ask"));
    for (const part of [
      "# System",
      "# Record",
      "# Question",
      '"additionalProperties": false',
      "propose-FC1-w1",
    ]) {
      expect(text).toContain(part);
    }
  });
});

/** Answers each request that has no answer yet, and finds step repetition in all. */
function answerAll(ask: string, told: string, edited = (answer: string): string => answer): void {
  for (const folder of readdirSync(ask)) {
    mkdirSync(join(told, folder), { recursive: true });
    for (const file of readdirSync(join(ask, folder))) {
      const user = readFileSync(join(ask, folder, file), "utf8");
      const schema = JSON.parse(/```json\n([\s\S]*?)\n```\n$/.exec(user)?.[1] ?? "{}") as {
        required: string[];
      };
      const keys = schema.required;
      const found = (mode: string): object | undefined =>
        mode === "FM-1.3"
          ? { verdict: "present", explanation: "twice", quotes: [{ step: 0, text: firstWords(user) }] }
          : undefined;
      writeFileSync(
        join(told, folder, file),
        `Here:\n\n\`\`\`json\n${edited(honestText({ keys, user, schema }, found))}\n\`\`\`\n`,
      );
    }
  }
}
