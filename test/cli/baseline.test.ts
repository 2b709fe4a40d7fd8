import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ReportDiff } from "../../src/core/diff.ts";
import type { Report } from "../../src/core/report.ts";
import { reportSchema } from "../../src/report/report-schema.ts";
import { type CliSetting, cliSetting } from "../helpers/cli-setting.ts";
import { SAMPLES } from "../helpers/mast.ts";

const AUTOGEN = join(SAMPLES, "autogen");
const LOOP = join(AUTOGEN, "chair-order-loop.task-result.json");
const HEALTHY = join(AUTOGEN, "ferry-timetable.task-result.json");

function jsonIn<T>(at: CliSetting, file: string): T {
  return JSON.parse(readFileSync(join(at.path, file), "utf8")) as T;
}

test("a baseline is a report without runs, sources and problems, and a gate finds it by itself", async () => {
  using at = cliSetting();
  await at.mast("analyze", AUTOGEN, "-q", "--no-progress");
  expect(await at.mast("baseline", "save")).toMatchObject({
    ...{ code: 0, out: "", err: expect.stringMatching(/^\d+ runs counted in mast\.baseline\.json\n$/) },
  });
  const baseline = jsonIn<Report>(at, "mast.baseline.json");
  expect(reportSchema.safeParse(baseline).error).toBeUndefined();
  expect(baseline).toMatchObject({ runs: [], problems: [], twins: [], gate: null });
  expect(readFileSync(join(at.path, "mast.baseline.json"), "utf8")).not.toContain("task-result.json");

  const gate = await at.mast("gate", "--max-increase", "any=0.05");
  expect(gate.code).toBe(0);
  expect(gate.out).toContain("baseline mast.baseline.json: ");
  const shown = await at.mast("baseline", "show");
  expect(shown.out).toMatch(/^mast\.baseline\.json: \d+ runs, \d+ tasks, mast /);
  expect(shown.out).toMatch(/^ +autogen +FM-1\.3 +\d+ +\d+ +\d+ %$/m);
});

test("the same store gives the same baseline, byte by byte, also by way of a report", async () => {
  using at = cliSetting();
  await at.mast("analyze", AUTOGEN, "-q", "--no-progress");
  await at.mast("baseline", "save", "-q");
  await at.mast("baseline", "save", "-q", "-o", "again.json");
  await at.mast("report", "--format", "json", "-o", "r.json");
  await at.mast("baseline", "save", "-q", "--report", "r.json", "-o", "third.json");
  const [first, again, third] = ["mast.baseline.json", "again.json", "third.json"].map((file) =>
    jsonIn<Report>(at, file),
  );
  expect(again).toEqual(first);
  expect({ ...third, walk: first?.walk }).toEqual(first);
});

test("the difference to the baseline is shown, to a report too", async () => {
  using at = cliSetting();
  await at.mast("analyze", HEALTHY, "-q", "--no-progress");
  await at.mast("baseline", "save", "-q");
  await at.mast("analyze", LOOP, "-q", "--no-progress");
  const { code, out } = await at.mast("baseline", "diff", "--format", "json");
  expect(code).toBe(0);
  const diff = JSON.parse(out) as ReportDiff;
  expect([diff.before.runs, diff.after.runs]).toEqual([1, 2]);
  expect(diff.rows.find(({ mode }) => mode === "FM-1.3")).toMatchObject({
    change: "appeared",
    verdict: "open",
  });
  await at.mast("report", "--format", "json", "-o", "r.json");
  const other = await at.mast("baseline", "diff", "--report", "r.json", "--format", "json");
  expect((JSON.parse(other.out) as ReportDiff).rows).toEqual(diff.rows);
});

test("reports, stores and tags can be compared with one another", async () => {
  using at = cliSetting();
  await at.mast("analyze", HEALTHY, "-q", "--no-progress", "--tag", "build=1");
  await at.mast("analyze", LOOP, "-q", "--no-progress", "--tag", "build=2");
  await at.mast("analyze", LOOP, "-q", "--no-progress", "--db", "other.db");
  await at.mast("report", "--format", "json", "-o", "r.json");
  const rowsOf = async (...sides: string[]) => {
    const { code, out } = await at.mast("diff", ...sides, "--format", "json");
    expect(code).toBe(0);
    const { before, after, rows } = JSON.parse(out) as ReportDiff;
    return [before.runs, after.runs, rows.find(({ mode }) => mode === "FM-1.3")?.change];
  };
  expect(await rowsOf("tag:build=1", "tag:build=2")).toEqual([1, 1, "appeared"]);
  expect(await rowsOf("tag:build=2", "tag:build=1")).toEqual([1, 1, "gone"]);
  expect(await rowsOf("r.json", "other.db")).toEqual([2, 1, "more"]);
  expect((await at.mast("diff", "r.json", "mast.db")).out).toMatch(
    /^r\.json \(2 runs\) → mast\.db \(2 runs\)\n/,
  );
  expect((await at.mast("diff", "r.json", "mast.db", "--format", "markdown")).out).toMatch(/^\*\*r\.json/);
});

test.each([
  ["a file that is not there", ["diff", "a.json", "b.json"], 2, "cannot read a.json"],
  ["a file that is no report", ["diff", "t.json", "t.json"], 2, "t.json is no report"],
  ["a tag that no run has", ["diff", "tag:build=7", "mast.db"], 3, "tag:build=7 has no runs"],
  [
    "a baseline of nothing",
    ["baseline", "save", "--framework", "crewai"],
    3,
    "no runs to make a baseline of",
  ],
  ["a baseline in the place of the store", ["baseline", "save", "-o", "mast.db"], 2, "is the store itself"],
  [
    "a baseline that was never saved",
    ["baseline", "show"],
    2,
    "cannot read mast.baseline.json: there is no such file\nhint: mast baseline save makes it",
  ],
])("%s is said to be so", async (_name, args, exit, message) => {
  using at = cliSetting();
  await at.mast("analyze", HEALTHY, "-q", "--no-progress");
  writeFileSync(join(at.path, "t.json"), "[]");
  const { code, err } = await at.mast(...args);
  expect({ code, err }).toEqual({ code: exit, err: expect.stringContaining(message) });
});
