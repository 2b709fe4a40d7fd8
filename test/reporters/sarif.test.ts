import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import type { Log, Result, Run as SarifRun } from "sarif";
import { describe, expect, test } from "vitest";
import type { SuppressionRow } from "../../src/core/gate.ts";
import type { StreamedReport } from "../../src/core/report.ts";
import { buildReport } from "../../src/report/build-report.ts";
import { lineOf, uriReference } from "../../src/reporters/place.ts";
import { BestResults } from "../../src/reporters/sarif/best-results.ts";
import { sarifReporter } from "../../src/reporters/sarif/sarif.ts";
import { fakeFinding, fakeInput, fakeLabel, fakeRun, fullInput, idOf } from "../helpers/fake-report.ts";
import { hostileReport } from "../helpers/hostile-report.ts";
import { HOSTILE_TEXTS } from "../helpers/hostile-texts.ts";
import { rendered } from "../helpers/rendered.ts";

const SCHEMA = createRequire(import.meta.url).resolve(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);
const ajv = new AjvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));

async function sarifOf(report: StreamedReport): Promise<SarifRun & { results: Result[] }> {
  const log = JSON.parse(await rendered(sarifReporter, report)) as Log;
  expect(validate(log), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  expect(log).toMatchObject({ version: "2.1.0", $schema: "https://json.schemastore.org/sarif-2.1.0.json" });
  const [run] = log.runs;
  if (run?.results === undefined) throw new Error("no results");
  return { ...run, results: run.results };
}

/** What GitHub wants of a file beyond the schema ("SARIF support for code scanning"). */
function meetsGitHub({ tool, results }: SarifRun & { results: Result[] }): void {
  const rules = tool.driver.rules ?? [];
  for (const rule of rules) {
    expect(rule.shortDescription?.text.length).toBeLessThanOrEqual(1024);
    expect(rule.fullDescription?.text.length).toBeLessThanOrEqual(1024);
    expect(rule.help?.text.length).toBeGreaterThan(200);
    expect(rule.help?.markdown).toContain("### What helps");
    expect(rule.properties?.tags?.length).toBeLessThanOrEqual(10);
    expect(["error", "warning", "recommendation"]).toContain(rule.properties?.["problem.severity"]);
  }
  expect(results.length).toBeLessThanOrEqual(5000);
  for (const result of results) {
    expect(rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
    expect(result.message.text).not.toBe("");
    expect(result.locations).toHaveLength(1);
    const place = result.locations?.[0]?.physicalLocation;
    expect(place?.artifactLocation?.uri).toMatch(/^[^\s<>"{}|\\^`]+$/);
    expect(place?.region?.startLine).toBeGreaterThanOrEqual(1);
    expect(result.partialFingerprints?.["primaryLocationLineHash"]).toMatch(/^[0-9a-f]{16}:1$/);
  }
  const prints = results.map((result) => result.partialFingerprints?.["primaryLocationLineHash"]);
  expect(new Set(prints).size).toBe(prints.length);
}

test("a full report is valid, and each finding of a verdict is a result", async () => {
  const run = await sarifOf(await buildReport(fullInput()));
  meetsGitHub(run);
  expect(run.results).toHaveLength(3);
  expect(run.results[0]).toMatchObject({
    ruleId: "FM-1.3",
    level: "warning",
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: "traces/run-1.json" }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: "/messages/1" }],
      },
    ],
    relatedLocations: [{ message: { text: "step 2" } }],
    properties: { agent: "clerk", tier: "certain", foundBy: "step-repetition@1" },
  });
  expect(run.results[0]?.message.text).toContain("Step 2: “Counting the crates”");
  expect(run.results[2]).toMatchObject({ ruleId: "FM-3.2", level: "error" });
});

test("a finding stands on its line where its source has lines", async () => {
  const run = fakeRun(1, { sources: [{ uri: "/srv/demo/traces/a b#1.jsonl", locator: "line:1" }] });
  run.steps.forEach((step, index) => {
    step.locator = index === 1 ? "line:17/messages/3" : "span:abc";
  });
  const labels = [fakeLabel(run, "FM-1.3", "present", [fakeFinding("FM-1.3")])];
  const { results } = await sarifOf(await buildReport(fakeInput([run], labels)));
  expect(results[0]?.locations?.[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: "traces/a%20b%231.jsonl" },
    region: { startLine: 17 },
  });
});

test("fingerprints do not move when other runs come", async () => {
  const before = await sarifOf(await buildReport(fullInput()));
  const run = fakeRun(0);
  const more = fullInput();
  const both = await sarifOf(
    await buildReport({
      ...more,
      async *summaries(ids) {
        yield* more.summaries(ids);
        if (ids === undefined) yield* fakeInput([run], []).summaries();
      },
    }),
  );
  expect(both.results.map(({ partialFingerprints }) => partialFingerprints)).toEqual(
    before.results.map(({ partialFingerprints }) => partialFingerprints),
  );
});

describe("what does not fit", () => {
  test("is the least grave and least sure, and is counted", async () => {
    const runs = Array.from({ length: 2600 }, (_, index) => fakeRun(index + 1));
    const labels = runs.flatMap((run, index) => [
      fakeLabel(run, "FM-1.3", "present", [
        fakeFinding("FM-1.3", { tier: index < 100 ? "certain" : "medium" }),
      ]),
      fakeLabel(run, "FM-3.2", "present", [fakeFinding("FM-3.2", { message: "ä".repeat(400) })]),
    ]);
    const run = await sarifOf(await buildReport(fakeInput(runs, labels)));
    meetsGitHub(run);
    expect(run.results).toHaveLength(5000);
    expect(run.results.filter(({ ruleId }) => ruleId === "FM-3.2")).toHaveLength(2600);
    expect(run.results.filter(({ properties }) => properties?.["tier"] === "certain")).toHaveLength(2700);
    expect(run.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(
      /^5000 of 5200 findings are listed/,
    );
    expect(gzipSync(JSON.stringify(run)).length).toBeLessThan(10_000_000);
  });

  test("neither in number nor in bytes; of equals the first stay", () => {
    const best = new BestResults(4, 10);
    for (const [text, rank] of [
      ["aaa", 2],
      ["bbb", 1],
      ["ccc", 2],
      ["ddd", 1],
      ["eee", 2],
      ["f", 9],
    ] as const)
      best.add(text, rank);
    for (let more = 0; more < 20; more++) best.add("xxxx", 5);
    expect(best.kept()).toEqual(["aaa", "bbb", "ddd"]);
    expect(best.total).toBe(26);
  });
});

describe("text from a trace", () => {
  test.each(Object.entries(HOSTILE_TEXTS))("stays text: %s", async (_name, hostile) => {
    const run = await sarifOf(await hostileReport(hostile));
    meetsGitHub(run);
    const notes = run.invocations?.[0]?.toolExecutionNotifications ?? [];
    for (const { message } of [...run.results, ...notes]) {
      expect(message.text).not.toContain("](");
      expect(message.text?.length).toBeLessThan(1100);
    }
    expect(JSON.stringify(run.results).length).toBeLessThan(3 * 800_000);
  });

  test("that a team suppressed is left out, since GitHub would show it, and is counted", async () => {
    const report = await buildReport(fullInput());
    const suppressed = { reason: "known", until: "2026-12-31" };
    const row: SuppressionRow = {
      ...{ mode: "FM-1.3", finding: null, run: idOf(1), framework: null, agent: "clerk" },
      ...{ ...suppressed, expired: false, findings: 1, runs: 1 },
    };
    const back: SuppressionRow = {
      ...row,
      agent: null,
      framework: "crewai",
      expired: true,
      until: "2026-01-31",
    };
    const run = await sarifOf({
      ...report,
      head: { ...report.head, suppressions: [row, back, { ...row, findings: 0, runs: 0 }] },
      async *runs() {
        for await (const one of report.runs()) {
          const label = one.labels["FM-1.3"];
          if (one.id !== idOf(1) || label === undefined) yield one;
          else {
            const findings = label.findings.map((finding) => ({ ...finding, suppressed }));
            yield { ...one, labels: { ...one.labels, "FM-1.3": { ...label, suppressed, findings } } };
          }
        }
      },
    });
    expect(run.results.map(({ properties }) => properties?.["run"])).toEqual([idOf(3), idOf(3)]);
    const notes = run.invocations?.[0]?.toolExecutionNotifications?.slice(0, 2) ?? [];
    expect(notes.map(({ level, message }) => `${level} ${message.text}`)).toEqual([
      "note suppressed, left out here: FM-1.3 agent clerk, run 000000000000 · until 2026-12-31 · 1 finding in 1 run · known",
      "warning expired, counted again: FM-1.3 crewai, run 000000000000 · until 2026-01-31 · 1 finding in 1 run · known",
    ]);
  });
});

test("a gate and problems are notifications", async () => {
  const { invocations } = await sarifOf(await hostileReport("words"));
  const notes = invocations?.[0]?.toolExecutionNotifications ?? [];
  expect(notes.map(({ level, message }) => `${level} ${message.text}`)).toEqual([
    "error gate FAIL",
    "error FAIL max-rate any@tag:team:words=0.1: words",
    "warning expired, counted again: FM-1.3 1f1f1f1f, agent words, words, run 2e2e2e2e2e2e · until 2026-01-31 · 1 finding in 1 run · words",
    "warning bad-record: words",
  ]);
});

test.each([
  ["line:12", 12],
  ["line:3/messages/1", 3],
  ["line:0", null],
  ["line:12x", null],
  ["line:99999999999", null],
  ["/messages/1", null],
  ["span:line:3", null],
])("the line of %s is %s", (locator, line) => expect(lineOf(locator)).toBe(line));

test.each([
  ["traces/a b.json", "traces/a%20b.json"],
  ["../up/ü.json", "../up/%C3%BC.json"],
  ["/abs/x.json", "file:///abs/x.json"],
  ["D:/x/y.json", "file:///D:/x/y.json"],
  ["javascript:alert(1)", "javascript%3Aalert(1)"],
  ["", "unknown"],
])("the path %s is the reference %s", (path, reference) => expect(uriReference(path)).toBe(reference));
