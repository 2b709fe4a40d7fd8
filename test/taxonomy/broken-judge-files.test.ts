import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BUILT_IN_TAXONOMY, checkTaxonomy, loadTaxonomy } from "../../src/taxonomy/load.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "mast-taxonomy-"));
  await cp(BUILT_IN_TAXONOMY, dir, { recursive: true });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Replaces the first occurrence; returns the 1-based place where the new text stands, as messages print it. */
async function change(place: string, from: string, to: string): Promise<string> {
  const file = join(dir, place);
  const text = await readFile(file, "utf8");
  const offset = text.indexOf(from);
  if (offset < 0) throw new Error(`${place} does not hold ${from}`);
  await writeFile(file, text.slice(0, offset) + to + text.slice(offset + from.length));
  const before = text.slice(0, offset).split("\n");
  return `${place}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

async function problems(): Promise<string[]> {
  const found = await checkTaxonomy(dir);
  return found.problems.map(
    ({ file, line, column, message }) => `${relative(dir, file)}:${line}:${column} ${message}`,
  );
}

test("the built-in folder has all that the judge needs", async () => {
  const { judge } = await loadTaxonomy();
  expect(judge?.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Object.keys(judge?.prompts ?? {})).toEqual([
    ...["system", "propose", "confirm", "blame-agent", "blame-step"],
  ]);
  expect(judge?.controls.controls.length).toBeGreaterThanOrEqual(6);
});

test("a taxonomy without prompts is one without a judge", async () => {
  await rm(join(dir, "judge"), { recursive: true });
  expect((await checkTaxonomy(dir)).taxonomy?.judge).toBeNull();
});

test("a missing file is named", async () => {
  await rm(join(dir, "judge/confirm.md"));
  expect(await problems()).toEqual(["taxonomy.yaml:1:1 judge/confirm.md is missing"]);
});

test("an unknown place in a prompt is named with those that are known, where it stands", async () => {
  const at = await change("judge/propose.md", "{{modes}}", "{{mods}}");
  expect(await problems()).toEqual([
    "judge/propose.md:1:1 {{modes}} is missing",
    `${at} unknown place {{mods}}; known here: {{scope}}, {{modes}}, {{claims}}, {{controls}}, {{keys}}`,
  ]);
});

test("a place that stands there twice, or is not closed, is found", async () => {
  const twice = await change("judge/confirm.md", "# Excerpts", "{{scope}}");
  expect(await problems()).toEqual([`${twice} {{scope}} stands there twice`]);
  const open = await change("judge/system.md", "{{principles}}", "{{principles");
  expect(await problems()).toContain(`${open} "{{principles" opens a place and does not close it`);
});

test("an empty prompt is found", async () => {
  await writeFile(join(dir, "judge/system.md"), "\n");
  expect(await problems()).toContain("judge/system.md:1:1 the prompt is empty");
});

test("a pattern that does not compile is placed", async () => {
  const at = await change("judge/injections.yaml", '"\\\\bfm[- ]?[123]', '"(\\\\bfm[- ]?[123]');
  expect((await problems())[0]).toMatch(
    new RegExp(`^${at} patterns\\.\\d+\\.pattern: Invalid regular expression: `),
  );
});

test("two patterns of one name are found", async () => {
  const at = await change("judge/injections.yaml", "id: answer-absent", "id: orders-to-forget");
  expect(await problems()).toEqual([expect.stringContaining('"orders-to-forget" stands there twice')]);
  expect((await problems())[0]?.split(":")[1]).toBe(at.split(":")[1]);
});

test("an item without its bait, or with a place that nothing fills, is found", async () => {
  await change("judge/controls.yaml", '{{bait}}"\n    absent', 'nothing"\n    absent');
  expect((await problems())[0]).toContain("controls.0.present: {{bait}} is missing");
  await change("judge/controls.yaml", "day {{number}}", "day {{nubmer}}");
  expect((await problems()).join("\n")).toContain(
    "unknown place {{nubmer}}; known here: {{number}}, {{other}}, {{name}}",
  );
});

test("a measured judge of whom more is right than was read is found", async () => {
  const judges = 'judges: [{ model: m, prompts: "1.0.0/1.1.0", modes: { FM-1.3: { n: 3, right: 4 } } }]';
  const text = [
    ...["measured: 2026-11-25", "method: read blind", "readers: [r]", "detectors: []"],
    ...[`sets: [{ name: s, files: 1, sha256: "${"0".repeat(64)}" }]`, judges],
  ];
  await writeFile(join(dir, "calibration.yaml"), text.join("\n"));
  expect(await problems()).toEqual([
    "calibration.yaml:6:63 judges.0.modes.FM-1.3: more cannot be right than were read",
  ]);
});
