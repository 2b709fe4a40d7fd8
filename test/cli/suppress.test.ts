import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { type CliSetting, cliSetting } from "../helpers/cli-setting.ts";
import { SAMPLES } from "../helpers/mast.ts";

const LOOP = join(SAMPLES, "autogen/chair-order-loop.task-result.json");
const GATE = ["gate", "--max-rate", "FM-1.3=0", "--min-runs", "1"];

async function reportIn(at: CliSetting): Promise<Report> {
  return JSON.parse((await at.mast("report", "--format", "json")).out) as Report;
}

async function loopIn(at: CliSetting): Promise<string> {
  await at.mast("analyze", LOOP, "-q", "--no-progress");
  const [run] = (await reportIn(at)).runs;
  return run?.labels["FM-1.3"]?.findings[0]?.id ?? "";
}

test("a suppressed finding is listed, not counted, and comes back when its day is over", async () => {
  using at = cliSetting();
  const id = await loopIn(at);
  expect((await at.mast(...GATE)).code).toBe(1);
  const words = ["--reason", "known, ticket 12", "--until", "2999-12-31"];
  const said = await at.mast("suppress", id.slice(0, 8), ...words);
  expect(said).toMatchObject({ code: 0, out: "" });
  expect(said.err).toMatch(
    /^FM-1\.3 [0-9a-f]{8} of agent .* is suppressed until 2999-12-31: mast\.suppressions\.yaml\n$/,
  );

  const gate = await at.mast(...GATE);
  expect(gate.code).toBe(0);
  expect(gate.out).toContain("1 finding is suppressed and not counted.");
  const report = await reportIn(at);
  expect(report.suppressions).toMatchObject([
    { finding: id, findings: 1, reason: "known, ticket 12", expired: false },
  ]);
  expect(report.runs[0]?.labels["FM-1.3"]?.suppressed).toEqual({
    reason: "known, ticket 12",
    until: "2999-12-31",
  });
  expect((await at.mast("report")).out).toMatch(
    /1 finding suppressed, not counted by gates\n {2}FM-1\.3 .*ticket 12/,
  );
  expect((await at.mast("show", report.runs[0]?.id ?? "")).out).toContain(
    "suppressed until 2999-12-31: known, ticket 12",
  );

  const file = join(at.path, "mast.suppressions.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("2999-12-31", "2001-01-01"));
  const over = await at.mast(...GATE);
  expect(over.code).toBe(1);
  expect(over.out).toContain("EXPIRED on 2001-01-01: the suppression of FM-1.3");
  expect((await at.mast("report")).out).toContain("EXPIRED: 1 suppression ran out, the findings count again");
});

test("findings that are suppressed at the same moment are all written down", async () => {
  using at = cliSetting();
  await at.mast("analyze", join(SAMPLES, "crewai"), "-q", "--no-progress");
  const ids = (await reportIn(at)).runs.flatMap(({ labels }) =>
    Object.values(labels).flatMap(({ verdict, findings }) =>
      verdict === "present" ? findings.map(({ id }) => id) : [],
    ),
  );
  expect(ids.length).toBeGreaterThan(8);
  const words = ["--reason", "known", "--until", "2999-12-31", "-q"];
  await Promise.all(ids.slice(0, 8).map((id) => at.mast("suppress", id, ...words)));
  const kept = (await reportIn(at)).suppressions.map(({ finding }) => finding);
  expect(kept.sort()).toEqual(ids.slice(0, 8).sort());
  expect(existsSync(join(at.path, "mast.suppressions.yaml.lock"))).toBe(false);
});

test("a reason is one line, whatever is in it", async () => {
  using at = cliSetting();
  const id = await loopIn(at);
  const reason = "known\n::error::no\u001b[31m";
  expect((await at.mast("suppress", id, "--reason", reason, "--until", "2999-12-31")).code).toBe(0);
  const written = (await reportIn(at)).suppressions[0]?.reason;
  expect(written).toMatch(/^known ::error::no/);
  expect(written).not.toContain("\u001b");
});

test("all alike are suppressed by mode, framework and agent, for runs to come too", async () => {
  using at = cliSetting();
  const id = await loopIn(at);
  await at.mast("suppress", id, "--alike", "--reason", "known", "--until", "2999-12-31", "-q");
  const [row] = (await reportIn(at)).suppressions;
  expect(row).toMatchObject({ finding: null, run: null, framework: "autogen", mode: "FM-1.3", findings: 1 });
  expect((await at.mast(...GATE)).code).toBe(0);
});

test("a finding of a report can be suppressed where there is no store", async () => {
  using at = cliSetting();
  const args = ["analyze", LOOP, "--no-store", "--no-progress"];
  await at.mast(...args, "--format", "json", "-o", "r.json");
  const report = JSON.parse(readFileSync(join(at.path, "r.json"), "utf8")) as Report;
  const id = report.runs[0]?.labels["FM-1.3"]?.findings[0]?.id ?? "";
  const words = ["--reason", "known", "--until", "2999-12-31", "--report", "r.json", "-q"];
  expect((await at.mast("suppress", "ffffffff", ...words)).code).toBe(3);
  expect(await at.mast("suppress", id, ...words)).toMatchObject({ code: 0, err: "" });
  expect((await at.mast(...args, "--max-rate", "FM-1.3=0", "--min-runs", "1")).code).toBe(0);
});

test("the configuration may name them too", async () => {
  using at = cliSetting();
  await loopIn(at);
  const entry = "{ mode: FM-1.3, framework: autogen, reason: known, until: 2999-12-31 }";
  writeFileSync(join(at.path, "mast.config.yaml"), `suppressions: [${entry}]\n`);
  expect((await at.mast(...GATE)).code).toBe(0);
});

test.each([
  ["a finding that is not there", ["ffffffff", "--reason", "x", "--until", "2999-01-01"], 3, "no finding"],
  ["an id that is none", ["../x", "--reason", "x", "--until", "2999-01-01"], 3, "no finding"],
  ["a day that is over", ["ffffffff", "--reason", "x", "--until", "2001-01-01"], 2, "is over already"],
  ["a day that is none", ["ffffffff", "--reason", "x", "--until", "soon"], 2, "is no day"],
  ["no reason", ["ffffffff", "--reason", " ", "--until", "2999-01-01"], 2, "says nothing"],
  ["a missing reason", ["ffffffff", "--until", "2999-01-01"], 2, "--reason"],
])("%s changes no file", async (_name, args, exit, message) => {
  using at = cliSetting();
  await loopIn(at);
  const { code, err } = await at.mast("suppress", ...args);
  expect({ code, err }).toEqual({ code: exit, err: expect.stringContaining(message) });
  expect(existsSync(join(at.path, "mast.suppressions.yaml"))).toBe(false);
});
