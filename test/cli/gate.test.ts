import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { cliSetting } from "../helpers/cli-setting.ts";
import { SAMPLES } from "../helpers/mast.ts";

const TRACES = join(SAMPLES, "autogen");

/** The verdict, printed figures and exit code must be one thing. */
function verdictIn(out: string): string | undefined {
  return /^Gate (\w+)/m.exec(out)?.[1];
}

describe("mast gate", () => {
  test("passes, fails and cannot tell, with the exit codes that say so", async () => {
    using at = cliSetting();
    await at.mast("analyze", TRACES, "-q", "--no-progress");
    const gate = async (...args: string[]) => {
      const { code, out, err } = await at.mast("gate", ...args);
      expect(err).toBe("");
      return [verdictIn(out), code];
    };
    expect(await gate("--max-rate", "any=0.99")).toEqual(["PASS", 0]);
    expect(await gate("--max-rate", "any=0.01")).toEqual(["FAIL", 1]);
    const few = ["--max-rate", "any=0.99", "--min-runs", "100000"];
    expect(await gate(...few)).toEqual(["INCONCLUSIVE", 0]);
    expect(await gate(...few, "--strict")).toEqual(["INCONCLUSIVE", 1]);
    expect(await gate("--max-rate", "any=0.99", "--max-unknown", "0")).toEqual(["INCONCLUSIVE", 0]);
    expect(await gate("--max-rate", "any=0.01", "--framework", "crewai")).toEqual(["INCONCLUSIVE", 3]);
  });

  test("prints for each rule what was observed, its interval, limit, number, verdict and a sentence", async () => {
    using at = cliSetting();
    await at.mast("analyze", TRACES, "-q", "--no-progress");
    const { out } = await at.mast(
      "gate",
      "--max-rate",
      "any=0.99",
      "--max-rate",
      "FC2@framework:autogen=100%",
    );
    expect(out).toMatch(/^Gate PASS · 2 rules: 2 kept\n {2}PASS {9}max-rate any=0\.99\n/);
    expect(out).toMatch(
      /observed [\d.]+ % \[[\d.]+ %, [\d.]+ %\] · limit 99 % · n=\d+ examined runs · atLeast/,
    );
    expect(out).toMatch(/Any mode was found in \d+ of \d+ examined runs \([\d.]+ %\), and 99 %/);
    expect(out).toContain("max-rate FC2@framework:autogen=1\n");
  });

  test("reads rules from the configuration, and those of the command line in their place", async () => {
    using at = cliSetting();
    await at.mast("analyze", TRACES, "-q", "--no-progress");
    writeFileSync(
      join(at.path, "mast.config.yaml"),
      "gate:\n  maxRate: { any: 1%, FM-2.1: 0.9 }\n  minRuns: 5\n",
    );
    expect(await at.mast("gate")).toMatchObject({
      code: 1,
      out: expect.stringContaining("max-rate any=0.01\n"),
    });
    const { code, out } = await at.mast("gate", "--max-rate", "any=99%");
    expect(code).toBe(0);
    expect(out.match(/^ {2}PASS +(.*)$/gm)).toEqual([
      "  PASS         max-rate any=0.99",
      "  PASS         max-rate FM-2.1=0.9",
    ]);
  });

  test("compares with a report that was kept", async () => {
    using at = cliSetting();
    await at.mast("analyze", TRACES, "-q", "--no-progress");
    await at.mast("report", "--format", "json", "-o", "before.json");
    const args = ["--max-increase", "any=0.05", "--baseline", "before.json"];
    const same = await at.mast("gate", ...args);
    expect(same).toMatchObject({ code: 0 });
    expect(same.out).toContain("baseline before.json: ");
    const before = JSON.parse(readFileSync(join(at.path, "before.json"), "utf8")) as Report;
    const clean = {
      ...before,
      rates: before.rates.map((row) => ({
        ...row,
        gating: { present: 0, absent: 0, unknown: row.examined },
      })),
      tasks: [],
      future: "a field that is not known yet",
    };
    writeFileSync(join(at.path, "before.json"), JSON.stringify(clean));
    expect(await at.mast("gate", ...args)).toMatchObject({ code: 1 });
    expect(await at.mast("gate", "--max-increase", "any=0.05")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--baseline"),
    });
  });

  test("holds a report in a file against the rules, and writes it again with the verdict", async () => {
    using at = cliSetting();
    await at.mast("analyze", TRACES, "--no-store", "--no-progress", "--format", "json", "-o", "r.json");
    const args = ["gate", "--report", "r.json", "--max-rate", "any=0.01"];
    expect(await at.mast(...args)).toMatchObject({ code: 1 });
    expect((await at.mast(...args, "--format", "json", "-o", "g.json", "--format", "table")).code).toBe(1);
    const judged = JSON.parse(readFileSync(join(at.path, "g.json"), "utf8")) as Report;
    const plain = JSON.parse(readFileSync(join(at.path, "r.json"), "utf8")) as Report;
    expect(judged.gate).toMatchObject({
      verdict: "FAIL",
      strict: false,
      rules: [{ verdict: "FAIL", mode: "any" }],
    });
    expect({ ...judged, gate: null }).toEqual(plain);
  });

  test("says of a report in a file what to look at first, as of the traces themselves", async () => {
    using at = cliSetting();
    await at.mast("analyze", TRACES, "--no-store", "--no-progress", "--format", "json", "-o", "r.json");
    const rule = ["--max-rate", "any=0.01", "--format", "github"];
    const direct = await at.mast("analyze", TRACES, "--no-store", "--no-progress", ...rule);
    const fromFile = await at.mast("gate", "--report", "r.json", ...rule);
    expect(fromFile.out).toContain("::warning file=");
    // Lines of documents are looked up in the traces (decision 0252); a report alone leads to the first.
    const withoutLines = (out: string) => out.replace(/(::warning file=[^:]*?),line=\d+/g, "$1");
    expect(withoutLines(fromFile.out)).toBe(withoutLines(direct.out));
  });

  test.each([
    ["no rules", ["gate"], "the gate has no rules"],
    ["a rule that is none", ["gate", "--max-rate", "FM-9.9=0.1"], "is no mode"],
    ["a share that is none", ["gate", "--max-rate", "any=0.1", "--max-unknown", "2"], "a share from 0 to 1"],
    ["a report that is none", ["gate", "--max-rate", "any=0.1", "--report", "t.json"], "no report"],
    [
      "a report that is not there",
      ["gate", "--max-rate", "any=0.1", "--report", "u.json"],
      "cannot read u.json",
    ],
    [
      "a baseline that is none",
      ["gate", "--max-increase", "any=0", "--baseline", "t.json"],
      "t.json is no report",
    ],
    [
      "two limits for one thing",
      ["gate", "--max-rate", "any=0.1", "--max-rate", "ANY=20%"],
      "contradict each other",
    ],
    [
      "a baseline that no rule needs",
      ["gate", "--max-rate", "any=0.1", "--baseline", "t.json"],
      "no rule is about one",
    ],
    [
      "two formats in one place",
      ["gate", "--max-rate", "any=0.1", "--format", "table", "--format", "json"],
      "cannot both go to standard output",
    ],
    ["a wrong rule in the configuration", ["gate", "--config", "c.yaml"], "c.yaml:2:"],
  ])("says what is wrong with %s", async (_name, args, message) => {
    using at = cliSetting();
    at.write("t.json", [{ a: 1 }]);
    writeFileSync(join(at.path, "c.yaml"), "gate:\n  maxRate: { FM-4.1: 0.1 }\n");
    await at.mast("ingest", join(TRACES, "ferry-timetable.task-result.json"), "-q");
    const { code, err } = await at.mast(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe("mast analyze --gate", () => {
  test.each([["--strict"], ["--min-runs", "5"], ["--max-unknown", "0.5"]])(
    "is asked for by %s, too",
    async (...flags) => {
      using at = cliSetting();
      const { code, err } = await at.mast("analyze", TRACES, "--no-store", "-q", ...flags);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("the gate has no rules") });
    },
  );

  test("finds a rule on what --mode leaves out before anything is read", async () => {
    using at = cliSetting();
    const { code, err } = await at.mast("analyze", "nowhere", "--mode", "FM-1.3", "--max-rate", "any=0.1");
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("--mode leaves out any") });
  });

  test("names a configuration above that is not read", async () => {
    using at = cliSetting();
    mkdirSync(join(at.path, "below"));
    writeFileSync(join(at.path, "mast.config.yaml"), "gate: { maxRate: { any: 1 } }\n");
    const { code, err } = await at.in("below").mast("analyze", TRACES, "--no-store", "-q", "--gate");
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining(`${join("..", "mast.config.yaml")} is not read unless --config names it`),
    });
  });

  test("prints the verdict below the report, and its exit code", async () => {
    using at = cliSetting();
    const args = ["analyze", TRACES, "--no-store", "--no-progress"];
    const passed = await at.mast(...args, "--gate", "--max-rate", "any=0.99");
    expect(passed.code).toBe(0);
    expect(verdictIn(passed.out)).toBe("PASS");
    const failed = await at.mast(...args, "--max-rate", "any=0");
    expect(failed.code).toBe(1);
    expect(verdictIn(failed.out)).toBe("FAIL");
    expect((await at.mast(...args, "--gate")).code).toBe(2);
    expect(verdictIn((await at.mast(...args)).out)).toBeUndefined();
  });

  test("counts by what a rule is about", async () => {
    using at = cliSetting();
    const args = ["analyze", TRACES, "--no-store", "--no-progress", "--tag", "team=blue"];
    const { out } = await at.mast(
      ...args,
      "--max-rate",
      "any@tag:team=blue=0.99",
      "--max-rate",
      "any@model=1",
    );
    expect(out).toMatch(/PASS +max-rate any@tag:team=blue=0\.99/);
    expect(out).toMatch(/max-rate any@model/);
  });
});
