import { expect, test } from "vitest";
import { csvRow } from "../../src/core/csv-row.ts";
import { buildReport, collectReport } from "../../src/report/build-report.ts";
import { csvReporter } from "../../src/reporters/csv.ts";
import { jsonLinesReporter } from "../../src/reporters/jsonl.ts";
import { fullInput } from "../helpers/fake-report.ts";
import { hostileReport } from "../helpers/hostile-report.ts";
import { HOSTILE_TEXTS } from "../helpers/hostile-texts.ts";
import { rendered } from "../helpers/rendered.ts";

/** Rows of a file as RFC 4180 has it, read independently of how mast writes it. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, cell = "", end = ""] of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/g)) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  return rows.slice(0, -1);
}

test("csv has a row for each run and mode, with what the first finding says", async () => {
  const [head = [], ...rows] = rowsOf(await rendered(csvReporter, await buildReport(fullInput())));
  const records = rows.map((row) => Object.fromEntries(row.map((cell, at) => [head[at], cell])));
  expect(records).toHaveLength(4 * 3);
  expect(records.filter((row) => row["verdict"] === "present")).toHaveLength(3);
  expect(records.find((row) => row["mode"] === "FM-1.3" && row["outcome"] === "failed")).toMatchObject({
    ...{ record: "verdict", source: "traces/run-1.json", framework: "autogen", verdict: "present" },
    ...{ findings: "1", agent: "clerk", findingSteps: "1 2", findingLocator: "/messages/1" },
    ...{ quote: "Counting the crates", tier: "certain", title: "Step repetition" },
  });
});

test.each(Object.entries(HOSTILE_TEXTS))(
  "csv keeps its columns and runs no formula: %s",
  async (_name, hostile) => {
    const rows = rowsOf(await rendered(csvReporter, await hostileReport(hostile)));
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([29]));
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+\-@\t]/);
  },
);

test.each([
  ["a;=1+1", "a;'=1+1"],
  ['a;"=1+1"', `a;"'=1+1"`],
  ["a;\t @SUM(1)", "a;\t '@SUM(1)"],
  ["a\n-2+3", "a\n'-2+3"],
  ["nothing found; rules cannot exclude it", "nothing found; rules cannot exclude it"],
  ["a-b; c=d\nlast", "a-b; c=d\nlast"],
])("csv begins no formula where a semicolon parts cells either: %j", (text, shown) => {
  expect(rowsOf(csvRow([text, "b"]))).toEqual([[shown, "b"]]);
});

test("csv is written in a time that grows with the text", () => {
  const started = performance.now();
  csvRow([`x;${'\n"'.repeat(500_000)}`]);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("json lines carry all that the report does", async () => {
  const report = await buildReport(fullInput({ by: ["agent"] }));
  const lines = (await rendered(jsonLinesReporter, report)).trimEnd().split("\n");
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const whole = JSON.parse(JSON.stringify(await collectReport(report))) as Record<string, unknown>;
  const { runs, modes, rates, tasks, problems, twins, suppressions, gate, ...rest } = whole;
  const all = (record: string): unknown[] =>
    records.filter((line) => line["record"] === record).map(({ record: _, ...fields }) => fields);
  expect(records[0]).toEqual({ record: "report", ...rest });
  expect(all("run")).toEqual(runs);
  expect(all("mode")).toEqual(modes);
  expect(all("rate")).toEqual(rates);
  expect(all("task")).toEqual(tasks);
  expect(all("problem")).toEqual(problems);
  expect([all("twin"), all("suppression"), all("gate")]).toEqual([
    twins,
    suppressions,
    gate === null ? [] : [gate],
  ]);
});

test("json lines of a gate and a suppression", async () => {
  const text = await rendered(jsonLinesReporter, await hostileReport("a\nb"));
  const records = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(records.find(({ record }) => record === "gate")).toMatchObject({ verdict: "FAIL", notes: ["a\nb"] });
  expect(records.find(({ record }) => record === "suppression")).toMatchObject({ reason: "a\nb" });
});
