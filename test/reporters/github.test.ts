import { describe, expect, test } from "vitest";
import type { StreamedReport } from "../../src/core/report.ts";
import { buildReport } from "../../src/report/build-report.ts";
import { githubReporter } from "../../src/reporters/github.ts";
import { fakeFinding, fakeInput, fakeLabel, fakeRun, fullInput } from "../helpers/fake-report.ts";
import { hostileReport } from "../helpers/hostile-report.ts";
import { HOSTILE_TEXTS } from "../helpers/hostile-texts.ts";
import { rendered } from "../helpers/rendered.ts";

interface Command {
  kind: string;
  properties: Record<string, string>;
  message: string;
}

/** As the runner of GitHub reads a line of the log. */
function commandOf(line: string): Command {
  const [, kind = "", list = "", message = ""] = /^::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? [];
  const back = (text: string): string =>
    text.replace(/%(25|0D|0A|3A|2C)/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  const pairs = list.split(",").map((pair) => [pair.split("=")[0], back(pair.slice(pair.indexOf("=") + 1))]);
  return { kind, properties: Object.fromEntries(pairs), message: back(message) };
}

async function commandsOf(report: StreamedReport): Promise<Command[]> {
  const text = await rendered(githubReporter, report);
  expect(text.endsWith("\n")).toBe(true);
  return text.slice(0, -1).split("\n").map(commandOf);
}

test("what to look at first, on the lines of the traces, and a sum", async () => {
  const commands = await commandsOf(await buildReport(fullInput()));
  expect(commands.map(({ kind }) => kind)).toEqual([...Array(5).fill("warning"), "notice"]);
  expect(commands[0]).toMatchObject({
    properties: { file: "traces/run-3.json", title: "FM-3.2 No or incomplete verification" },
  });
  expect(commands[0]?.message).toContain("step 2: “Counting the crates”\nat /messages/1");
  expect(commands[3]?.properties).toEqual({ file: "traces/a.jsonl", line: "12", title: "mast: not read" });
  expect(commands.at(-1)?.message).toBe("2 of 4 runs with a failure mode, 2 problems while reading");
});

test.each([
  ["FAIL", false, "error"],
  ["INCONCLUSIVE", false, "warning"],
  ["INCONCLUSIVE", true, "error"],
] as const)("a rule that is %s, strict %s, is an %s", async (verdict, strict, kind) => {
  const report = await hostileReport("words");
  const { gate } = report.head;
  if (gate === null) throw new Error("no gate");
  const rules = gate.rules.map((rule) => ({ ...rule, verdict }));
  const commands = await commandsOf({
    ...report,
    head: { ...report.head, gate: { ...gate, strict, rules } },
  });
  const first = commands.find(({ properties }) => properties["title"]?.startsWith("mast gate"));
  expect(first).toMatchObject({ kind, message: "words" });
  expect(first?.properties["title"]).toBe(`mast gate ${verdict}: max-rate any@tag:team:words=0.1`);
});

test("a suppression that ran out comes back as a warning before all others", async () => {
  const commands = await commandsOf(await hostileReport("words"));
  expect(commands.find(({ kind }) => kind === "warning")).toMatchObject({
    properties: { title: "mast: a suppression ran out, its findings count again" },
    message:
      "FM-1.3 1f1f1f1f, agent words, words, run 2e2e2e2e2e2e · until 2026-01-31 · 1 finding in 1 run · words",
  });
});

test("no more of a kind than GitHub shows", async () => {
  const run = fakeRun(1);
  const problems = Array.from({ length: 30 }, (_, at) => ({
    ...{ uri: `/srv/demo/${at}`, locator: "", code: "not-recognised", message: "no adapter knows this" },
  }));
  const labels = [fakeLabel(run, "FM-1.3", "present", [fakeFinding("FM-1.3")])];
  const commands = await commandsOf(await buildReport(fakeInput([run], labels, { problems })));
  expect(commands.filter(({ kind }) => kind === "warning")).toHaveLength(10);
  expect(commands.at(-1)?.message).toContain("30 problems while reading");
});

describe("text from a trace", () => {
  test.each(Object.entries(HOSTILE_TEXTS))("begins no command of its own: %s", async (_name, hostile) => {
    const commands = await commandsOf(await hostileReport(hostile));
    expect(commands).toHaveLength(1 + 1 + 3 + 1 + 1);
    for (const { kind, properties } of commands) {
      expect(["error", "warning", "notice"]).toContain(kind);
      for (const name of Object.keys(properties)) expect(["file", "line", "title"]).toContain(name);
    }
  });
});
