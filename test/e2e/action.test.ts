import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { annotationsOf, hasReport, readAction, replayAction } from "../helpers/composite-action.ts";
import { mast, tempFolder } from "../helpers/mast.ts";

const REPORTS = ["report.md", "report.html", "report.sarif", "junit.xml", "annotations.log"];

/** A talk of two agents about a berth, in which the pilot asks the same thing of the same tool so many times. */
function talk(number: number, asked: number, answer = "no berth is free", place = "berth"): string {
  const berth = `${place} ${number}`;
  const rounds = Array.from({ length: asked }, (_, at) => [
    {
      ...{ role: "assistant", name: "pilot", content: "None" },
      tool_calls: [
        {
          id: `c${at}`,
          type: "function",
          function: { name: "find_berth", arguments: JSON.stringify({ berth }) },
        },
      ],
    },
    {
      ...{ role: "tool", name: "harbour_proxy", content: `${berth}: ${answer}` },
      tool_responses: [{ tool_call_id: `c${at}`, role: "tool", content: `${berth}: ${answer}` }],
    },
  ]).flat();
  return JSON.stringify([
    { role: "user", name: "harbour_proxy", content: `Is ${berth} free for the ferry?` },
    ...rounds,
    { role: "assistant", name: "pilot", content: `I asked for ${berth}: ${answer}.` },
  ]);
}

/** So many runs in `traces/`, of which the first so many repeat a step. */
function traces(workspace: string, runs: number, repeating: number, answer?: string, place?: string): void {
  mkdirSync(join(workspace, "traces"));
  for (let number = 0; number < runs; number++) {
    const text = talk(number, number < repeating ? 6 : 1, answer, place);
    writeFileSync(join(workspace, "traces", `run-${number}.json`), text);
  }
}

describe("a gate in a workflow", () => {
  test.each([
    { name: "PASS", runs: 24, repeating: 0, exitCode: 0, kinds: ["notice"] },
    { name: "FAIL", runs: 24, repeating: 20, exitCode: 1, kinds: ["error", "warning", "notice"] },
    { name: "INCONCLUSIVE", runs: 5, repeating: 1, exitCode: 0, kinds: ["warning", "notice"] },
  ])(
    "$name: exit code $exitCode, all reports written",
    async ({ name, runs, repeating, exitCode, kinds }) => {
      using folder = tempFolder();
      traces(folder.path, runs, repeating);
      const replay = await replayAction({
        workspace: folder.path,
        inputs: { paths: "traces\n", "max-rate": "FM-1.3=0.1\n" },
      });
      expect(replay.exitCode, replay.log).toBe(exitCode);
      const { json = "", ...outputs } = replay.outputs;
      expect(outputs).toEqual({ verdict: name, "exit-code": String(exitCode), reports: "mast-report" });
      expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ gate: { verdict: name } });
      for (const report of REPORTS) expect(hasReport(folder.path, report), report).toBe(true);
      const annotations = annotationsOf(replay.log);
      expect([...new Set(annotations.map((text) => text.split(/[ :]/)[0]))]).toEqual(kinds);
      expect(annotations.at(-1)).toContain(`gate ${name}`);
      expect(replay.summary).toContain(`## mast: gate ${name}`);
      expect(readFileSync(join(folder.path, "mast-report/junit.xml"), "utf8")).toContain(
        'name="quality gate"',
      );
      expect(replay.used).toEqual([]);
    },
  );

  test("INCONCLUSIVE fails where it is strict", async () => {
    using folder = tempFolder();
    traces(folder.path, 5, 1);
    const inputs = { paths: "traces", "max-rate": "FM-1.3=0.1", strict: "true" };
    const replay = await replayAction({ workspace: folder.path, inputs });
    expect(replay.exitCode).toBe(1);
    expect(replay.outputs["verdict"]).toBe("INCONCLUSIVE");
  });

  test("the rules of the configuration count where they are asked for", async () => {
    using folder = tempFolder();
    traces(folder.path, 24, 20);
    writeFileSync(join(folder.path, "own.yaml"), "gate:\n  maxRate:\n    FM-1.3: 0.1\n");
    const inputs = { paths: "traces/run-*.json", config: "own.yaml", gate: "true" };
    const replay = await replayAction({ workspace: folder.path, inputs });
    expect(replay.exitCode, replay.log).toBe(1);
    expect(replay.outputs["verdict"]).toBe("FAIL");
  });
});

describe("what goes wrong keeps its exit code", () => {
  test.each([
    { what: "a path that is not there", inputs: { paths: "nowhere" }, exitCode: 2 },
    { what: "a folder without traces", inputs: { paths: "empty" }, exitCode: 3 },
    { what: "a wrong rule", inputs: { paths: "traces", "max-rate": "FM-9.9=0.1" }, exitCode: 2 },
    { what: "an option in the place of a path", inputs: { paths: "--db=x" }, exitCode: 2 },
    { what: "a wrong argument", inputs: { paths: "traces", arguments: "--by\nnothing" }, exitCode: 2 },
  ])("$what: $exitCode", async ({ inputs, exitCode }) => {
    using folder = tempFolder();
    traces(folder.path, 2, 0);
    mkdirSync(join(folder.path, "empty"));
    const replay = await replayAction({ workspace: folder.path, inputs });
    expect(replay.exitCode, replay.log).toBe(exitCode);
    expect(replay.outputs).toMatchObject({ verdict: "", "exit-code": String(exitCode) });
    expect(replay.outputs["json"] === "").toBe(exitCode === 2);
  });
});

test("without a gate the reports are written, and nothing fails", async () => {
  using folder = tempFolder();
  traces(folder.path, 3, 3);
  const inputs = { paths: "traces/run-0.json\n\ntraces/run-1.json\n", sarif: "true", annotations: "false" };
  const replay = await replayAction({ workspace: folder.path, inputs });
  expect(replay).toMatchObject({ exitCode: 0, outputs: { verdict: "", "exit-code": "0" } });
  expect(annotationsOf(replay.log)).toEqual([]);
  expect(replay.summary).toContain("## mast: 2 of 2 runs with a failure mode");
  expect(replay.used).toEqual([
    {
      uses: "github/codeql-action/upload-sarif@v4",
      with: { sarif_file: "mast-report/report.sarif", category: "mast" },
    },
  ]);
});

test("what is published holds no private data", async () => {
  using folder = tempFolder();
  traces(folder.path, 3, 3, "ask later", "the berth of ada@example.org");
  const replay = await replayAction({ workspace: folder.path, inputs: { paths: "traces" } });
  expect(replay.exitCode, replay.log).toBe(0);
  for (const report of REPORTS) {
    const text = readFileSync(join(folder.path, "mast-report", report), "utf8");
    expect(text, report).not.toContain("ada@example.org");
  }
  expect(replay.summary).toContain("[e-mail-1]");
  expect(readFileSync(replay.outputs["json"] ?? "", "utf8")).toContain("ada@example.org");
});

test("text of traces and of inputs gives no commands to the runner or the shell", async () => {
  using folder = tempFolder();
  traces(
    folder.path,
    3,
    3,
    `\n::error::owned\n  ::add-mask::a ${"words ".repeat(30)}\n::warning::owned $(touch owned)`,
  );
  const inputs = {
    paths: "traces\n",
    "max-rate": "FM-1.3@tag:a:$(touch owned);`touch owned`=1",
    arguments: "--tag=a=$(touch owned)",
  };
  const replay = await replayAction({ workspace: folder.path, inputs });
  expect(replay.exitCode, replay.log).toBe(0);
  for (const annotation of annotationsOf(replay.log))
    expect(annotation).toMatch(/^(?:warning|notice) [^:]*::/);
  expect(annotationsOf(replay.log).filter((text) => /^\w+(?: [^:]*)?::owned/.test(text))).toEqual([]);
  expect(() => readFileSync(join(folder.path, "owned"))).toThrow("ENOENT");
});

describe("a comment on the pull request", () => {
  const event = { pull_request: { number: 7, head: { repo: { fork: false } } } };

  test("is written once, and then kept up to date", async () => {
    using folder = tempFolder();
    traces(folder.path, 2, 2);
    await using api = await fakeApi([
      { id: 1, body: "<!-- mast-report -->\nnot by the job", user: { login: "ada", type: "User" } },
      { id: 2, body: "<!-- mast-report: other -->\nof another job", user: { login: "x[bot]", type: "Bot" } },
    ]);
    const options = {
      workspace: folder.path,
      inputs: { paths: "traces", comment: "true" },
      ...{ event, apiUrl: api.url },
    };
    expect((await replayAction(options)).exitCode).toBe(0);
    expect((await replayAction(options)).exitCode).toBe(0);
    const other = { ...options, inputs: { ...options.inputs, "comment-key": "big model" } };
    expect((await replayAction(other)).exitCode).toBe(0);
    expect(api.written).toEqual(["POST 7", "PATCH 3", "POST 7"]);
    expect(api.comments[2]?.body).toMatch(/^<!-- mast-report -->\n## mast: 2 of 2 runs/);
    expect(api.comments[3]?.body).toMatch(/^<!-- mast-report: big-model -->\n## mast/);
  });

  test.each([
    { why: "the token may only read, as in forks", status: 403, says: "GitHub answered 403" },
    { why: "there is no answer", status: 0, says: "no comment: " },
  ])("is left out where $why, and nothing fails", async ({ status, says }) => {
    using folder = tempFolder();
    traces(folder.path, 2, 0);
    await using api = await fakeApi([], status);
    const fork = { pull_request: { number: 7, head: { repo: { fork: true } } } };
    const replay = await replayAction({
      ...{ workspace: folder.path, event: fork },
      inputs: { paths: "traces", comment: "true", sarif: "true" },
      ...(status === 0 ? {} : { apiUrl: api.url }),
    });
    expect(replay.exitCode, replay.log).toBe(0);
    expect(replay.log).toContain(says);
    expect(replay.used).toEqual([]);
  });

  test("is left out where the event is none", async () => {
    using folder = tempFolder();
    traces(folder.path, 2, 0);
    const inputs = { paths: "traces", comment: "true" };
    const replay = await replayAction({ workspace: folder.path, inputs, event: { issue: { number: 3 } } });
    expect(replay.exitCode).toBe(0);
    expect(replay.log).toContain("this event is no pull request");
  });
});

test("every input is described, and the scripts do not take inputs as code", () => {
  const { inputs, runs } = readAction();
  for (const [name, input] of Object.entries(inputs)) expect(input, name).toHaveProperty("description");
  for (const { run = "" } of runs.steps) expect(run).not.toContain("${{");
});

interface FakeComment {
  id: number;
  body: string;
  user: { login: string; type: string };
}

/** The part of GitHub's API that comments need; `refused`: the status of every writing request, 0 = none. */
async function fakeApi(comments: FakeComment[], refused = 0) {
  const written: string[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      const answer = (status: number, data: unknown): void => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(data));
      };
      const url = request.url ?? "";
      if (request.headers.authorization !== "Bearer token-of-the-job") return answer(401, {});
      if (request.method === "GET" && url.endsWith("/user")) return answer(403, {});
      if (request.method === "GET") return answer(200, url.includes("&page=1") ? comments : []);
      if (refused > 0) return answer(refused, {});
      const { body } = JSON.parse(text) as { body: string };
      const number = url.split("/").filter((part) => /^\d+$/.test(part))[0] ?? "";
      written.push(`${request.method} ${number}`);
      if (request.method === "POST") {
        const comment = {
          id: comments.length + 1,
          body,
          user: { login: "github-actions[bot]", type: "Bot" },
        };
        comments.push(comment);
        return answer(201, comment);
      }
      const comment = comments.find(({ id }) => String(id) === number);
      if (comment !== undefined) comment.body = body;
      return answer(200, comment);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    ...{ url: `http://127.0.0.1:${port}`, comments, written },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

describe("hooks for pre-commit", () => {
  const hooks = parse(readFileSync(new URL("../../.pre-commit-hooks.yaml", import.meta.url), "utf8")) as {
    id: string;
    entry: string;
  }[];

  test.each([
    { id: "mast-gate", args: ["traces"], code: 1 },
    { id: "mast-traces", args: ["traces/run-0.json", "traces/run-1.json"], code: 0 },
    { id: "mast-taxonomy", args: [], code: 0 },
  ])("$id runs a command that mast has: $code", async ({ id, args, code }) => {
    using folder = tempFolder();
    traces(folder.path, 24, 20);
    writeFileSync(join(folder.path, "mast.config.yaml"), "gate:\n  maxRate:\n    FM-1.3: 0.1\n");
    const { entry = "" } = hooks.find((hook) => hook.id === id) ?? {};
    expect(entry).toMatch(/^npx --no-install mast /);
    const command = entry.split(" ").slice(3);
    expect(await mast([...command, ...args], { cwd: folder.path })).toMatchObject({ code });
  });
});

test("the workflow in the documentation gives the action what it takes", () => {
  const page = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");
  const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = ""]) => parse(block));
  const workflow = blocks.find((block) => block.jobs !== undefined);
  const steps = workflow.jobs.evaluate.steps as { uses?: string; with?: Record<string, unknown> }[];
  const step = steps.find(({ uses }) => uses?.includes("/mast@"));
  const { inputs } = readAction();
  for (const name of Object.keys(step?.with ?? {})) expect(Object.keys(inputs)).toContain(name);
  const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
  expect(Object.keys(step?.with ?? {})).toEqual(expect.arrayContaining(required));
});
