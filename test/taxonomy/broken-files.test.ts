import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { MastError } from "../../src/core/errors.ts";
import { BUILT_IN_TAXONOMY, checkTaxonomy, loadTaxonomy } from "../../src/taxonomy/load.ts";

const REPETITION = "modes/FM-1.3-step-repetition.yaml";
const ROLE = "modes/FM-1.2-disobey-role-specification.yaml";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "mast-taxonomy-"));
  await cp(BUILT_IN_TAXONOMY, dir, { recursive: true });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Replaces the first occurrence in a file; returns the 1-based line and column where the new text stands. */
async function change(place: string, from: string, to: string): Promise<[line: number, column: number]> {
  const text = await readFile(join(dir, place), "utf8");
  const offset = text.indexOf(from);
  if (offset < 0) throw new Error(`${place} does not hold ${from}`);
  await writeFile(
    join(dir, place),
    text.replace(from, () => to),
  );
  const before = text.slice(0, offset);
  return [before.split("\n").length, offset - before.lastIndexOf("\n")];
}

async function problems(detectors: Parameters<typeof checkTaxonomy>[1] = null): Promise<string[]> {
  const found = await checkTaxonomy(dir, detectors);
  return found.problems.map(
    ({ file, line, column, message }) => `${relative(dir, file)}:${line}:${column} ${message}`,
  );
}

test("an unknown key is named with its place and the nearest known key", async () => {
  const [line] = await change(REPETITION, "severity: medium", "severty: medium");
  expect(await problems()).toEqual([
    `${REPETITION}:2:1 severity: is missing; expected one of "low", "medium", "high"`,
    `${REPETITION}:${line}:1 unknown key "severty"; did you mean "severity"?`,
  ]);
});

test("an unknown key deep inside is placed on the key", async () => {
  const [line, column] = await change(REPETITION, "max_tokens: 1700", "max_token: 1700");
  expect(await problems()).toContain(
    `${REPETITION}:${line}:${column} judge: unknown key "max_token"; did you mean "max_tokens"?`,
  );
});

test("a wrong value says what was expected and what was found", async () => {
  const [line, column] = await change(REPETITION, "severity: medium", "severity: grave");
  expect(await problems()).toEqual([
    `${REPETITION}:${line}:${column + "severity: ".length} severity: expected one of "low", "medium", "high", got "grave"`,
  ]);
});

test("broken YAML is placed where it breaks", async () => {
  const [line] = await change(ROLE, "severity: medium", "severity: [medium");
  const [problem] = await problems();
  expect(problem).toMatch(new RegExp(`^${ROLE}:${line + 1}:\\d+ `));
});

test("a key given twice is an error, not a silent overwrite", async () => {
  const [line] = await change(ROLE, "severity: medium", "severity: medium\nseverity: high");
  expect(await problems()).toEqual([`${ROLE}:${line + 1}:1 Map keys must be unique`]);
});

test("all problems of all files are collected, in order, and thrown as one error", async () => {
  await change(REPETITION, "severity: medium", "severity: grave");
  await change(ROLE, "since: 1.0.0", "since: soon");
  await change("schemes/mast-round-1.yaml", "mode: FM-1.5", "mode: FM-9.9");
  const lines = await problems();
  expect(lines.map((line) => line.split(":")[0])).toEqual([ROLE, REPETITION, "schemes/mast-round-1.yaml"]);
  const thrown = await loadTaxonomy(dir).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(MastError);
  expect(thrown).toMatchObject({ exitCode: 2 });
  expect(String(thrown)).toContain("the taxonomy has 3 problems:");
});

test("a file name must agree with id and slug, and every mode must have a file", async () => {
  await rename(join(dir, ROLE), join(dir, "modes/FM-1.2-role.yaml"));
  expect(await problems()).toEqual([
    "modes/FM-1.2-role.yaml:3:7 the file must be called FM-1.2-disobey-role-specification.yaml to agree with its id and slug",
  ]);
  await rm(join(dir, "modes/FM-1.2-role.yaml"));
  expect(await problems()).toEqual([
    "taxonomy.yaml:2:1 modes/ has no file for FM-1.2; retire a mode, never delete it",
  ]);
});

test("category, instead and versions are checked across files", async () => {
  const category = await change(ROLE, "category: FC1", "category: FC2");
  const since = await change(ROLE, "since: 1.0.0", "since: 99.0.0");
  const instead = await change(ROLE, "instead: FM-1.1", "instead: FM-1.2");
  const { version } = await loadTaxonomy();
  expect(await problems()).toEqual([
    `${ROLE}:${category[0]}:11 category: expected FC1 for FM-1.2, got FC2`,
    `${ROLE}:${since[0]}:8 since: 99.0.0 is newer than the taxonomy, ${version}`,
    `${ROLE}:${instead[0]}:${instead[1] + 9} not_this.3.instead: points to the mode itself`,
  ]);
});

test("a placeholder that was left in is found, but not in the traces of examples", async () => {
  const [line] = await change(ROLE, "An agent does what another's role is for", "TODO one sentence");
  await change(REPETITION, "Let me look at the stock of K-204.", "TODO: look");
  expect(await problems()).toEqual([`${ROLE}:${line}:10 summary: "TODO" looks like an unfilled placeholder`]);
});

test("mistakes in a mini-run are placed on the step", async () => {
  const place = await change(REPETITION, 'sales → stock_clerk: "How', 'sales → → stock_clerk: "How');
  expect(await problems()).toEqual([
    `${REPETITION}:${place[0]}:${place[1]} examples.positive.0.run.steps.0: "sales → → stock_clerk" is no act; write "planner → coder" or "planner"`,
  ]);
});

test("an example must expect something that its run can show", async () => {
  const place = await change(
    REPETITION,
    "step-repetition: { verdict: present, agent: stock_clerk }",
    "step-repetition: { verdict: present, agent: stockclerk, steps: [99] }",
  );
  const at = `${REPETITION}:${place[0]}:${place[1]} examples.positive.0.expect.step-repetition:`;
  expect(await problems()).toEqual([
    `${at} the run has no agent "stockclerk"; it has stock_clerk, sales`,
    `${at} the run has no step 99; it has 15 steps, counted from 0`,
  ]);
});

test("detector ids and options are checked against the detectors there are", async () => {
  const options = z.strictObject({ sameResult: z.int().min(2).default(3) });
  const known = [{ meta: { id: "step-repetition", mode: "FM-1.3" as const, options } }];
  const id = await change(
    "modes/FM-3.1-premature-termination.yaml",
    "- id: premature-termination",
    "- id: step-repetitions",
  );
  const place = await change(REPETITION, "    options: {}", "    options: { sameResult: 1, same: 2 }");
  const found = await problems(known);
  expect(found).toContain(
    `${REPETITION}:${place[0]}:28 detectors.0.options.sameResult: expected at least 2, got 1`,
  );
  expect(found).toContain(
    `${REPETITION}:${place[0]}:31 detectors.0.options: unknown key "same"; known here: sameResult`,
  );
  expect(found).toContain(
    `modes/FM-3.1-premature-termination.yaml:${id[0]}:${id[1] + 6} detectors.0.id: there is no detector "step-repetitions"; did you mean "step-repetition"?`,
  );
});

test("a folder that is no taxonomy is a clear error", async () => {
  await rm(join(dir, "modes"), { recursive: true });
  await rename(join(dir, "schemes/mast.yaml"), join(dir, "schemes/mast.yml"));
  const found = await problems();
  expect(found[0]).toMatch(/^modes:1:1 cannot be read: ENOENT/);
  expect(found).toContain("schemes/mast.yml:1:1 not read; rename it to end in .yaml");
  expect(found).toContain("taxonomy.yaml:2:1 schemes/mast.yaml is missing: mast's own numbering");
});

test("aliases that multiply without end are refused", async () => {
  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
  for (const [before, name] of ["ab", "bc", "cd", "de", "ef", "fg"].map((pair) => [...pair])) {
    bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(", ")}]`);
  }
  await writeFile(join(dir, ROLE), bomb.join("\n"));
  const [problem] = await problems();
  expect(problem).toMatch(/Excessive alias count/);
});

const CALIBRATION = `measured: 2026-11-25
method: Read.
readers: [model A]
sets: [{ name: demo, files: 2, sha256: ${"a".repeat(64)} }]
detectors:
  - id: step-repetition
    version: 4
    tiers:
      high: { n: 5, right: 4, frameworks: { ag2: { n: 3, right: 3 }, crewai: { n: 2, right: 1 } } }
`;

test("a measured precision is read, and a folder without any has none", async () => {
  await rm(join(dir, "calibration.yaml"), { force: true });
  expect((await loadTaxonomy(dir)).calibration).toBeNull();
  await writeFile(join(dir, "calibration.yaml"), CALIBRATION);
  expect((await loadTaxonomy(dir)).calibration?.detectors[0]?.tiers.high).toMatchObject({ n: 5, right: 4 });
});

test.each([
  ["right: 4, frameworks", "right: 6, frameworks", /6 of 5 cannot be right/],
  ["right: 3 }", "right: 2 }", /the frameworks add up to 3 of 5, not 4 of 5/],
  ["high:", "sure:", /tiers/],
  ["version: 4", "version: four", /detectors\.0\.version: expected number/],
  ["2026-11-25", "today", /expected a date such as 2026-11-25/],
  [
    "detectors:\n",
    "detectors:\n  - { id: step-repetition, version: 1, tiers: {} }\n",
    /"step-repetition" stands there twice/,
  ],
])("a measured precision with %s → %s is refused", async (from, to, message) => {
  await writeFile(join(dir, "calibration.yaml"), CALIBRATION.replace(from, to));
  expect((await problems()).join("\n")).toMatch(message);
  expect((await problems())[0]).toMatch(/^calibration\.yaml:\d+:\d+ /);
});
