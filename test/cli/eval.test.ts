import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Evaluation } from "../../src/core/evaluation.ts";
import { cliSetting } from "../helpers/cli-setting.ts";
import { SAMPLES } from "../helpers/mast.ts";

const LOOP = "autogen/chair-order-loop.task-result.json";
const HEALTHY = "autogen/ferry-timetable.task-result.json";

const LABELS = [
  { file: `elsewhere/${LOOP}`, modes: { "FM-1.3": true, "FM-1.1": null }, agent: "nobody", step: 1 },
  { file: HEALTHY, modes: { "FM-1.3": false, "FM-1.1": false } },
];

test("scores what is read from paths, and leaves nothing behind", async () => {
  using at = cliSetting();
  const labels = at.write("labels.jsonl", LABELS);
  const { code, out } = await at.mast(
    ...["eval", "--labels", labels, join(SAMPLES, LOOP), join(SAMPLES, HEALTHY), "--format", "json"],
  );
  expect(code).toBe(0);
  const evaluation = JSON.parse(out) as Evaluation;
  expect(evaluation).toMatchObject({ schema: "mast-eval/1", runs: 2, labels: { lines: 2, unmatched: 0 } });
  const row = evaluation.rows.find(({ of }) => of === "FM-1.3");
  expect(row?.confusion).toMatchObject({ positive: { present: 1 }, negative: { present: 0 } });
  expect(evaluation.rows.find(({ of }) => of === "FM-1.1")).toMatchObject({ labelled: 1, positives: 0 });
  expect(evaluation.attribution?.agents).toEqual({ labelled: 1, guessed: 1 });
  expect(evaluation.attribution?.baselines).toHaveLength(4);
  expect((await at.mast("report")).err).toContain("no store at mast.db");
});

test("scores stored runs, and prints the same as a table and as Markdown", async () => {
  using at = cliSetting();
  const labels = at.write("labels.jsonl", LABELS);
  await at.mast("ingest", join(SAMPLES, "autogen"), "-q");
  const formats = ["--format", "markdown", "-o", "e.md", "--format", "table"];
  const { code, out } = await at.mast("eval", "--labels", labels, "--list", ...formats);
  expect(code).toBe(0);
  expect(out).toMatch(/^2 labelled runs: autogen 2\n/);
  expect(out).toContain("FM-1.3 Step repetition");
  for (const row of ["mast", "at random", "first step", "last error", "most active agent", "lead over it"])
    expect(out).toMatch(new RegExp(`^ +${row} {2}`, "m"));
  expect(readFileSync(join(at.path, "e.md"), "utf8")).toContain("| FM-1.3 Step repetition | 2 | 1 | 1 |");
});

test("scores a file of predictions without any trace", async () => {
  using at = cliSetting();
  at.write("labels.jsonl", [
    { id: "a", framework: "x", modes: { "FM-1.3": true }, agent: "coder", step: 3 },
    { id: "b", framework: "x", modes: { "FM-1.3": false } },
    { id: "c", framework: "y", modes: { "FM-1.3": true } },
  ]);
  at.write("predictions.jsonl", [
    {
      id: "a",
      modes: { "FM-1.3": true },
      ranked: [
        { agent: "tester", step: 1 },
        { agent: "Coder", step: 3 },
      ],
    },
    { id: "b", modes: { "FM-1.3": "unknown" } },
    { id: "z", modes: { "FM-1.3": true } },
  ]);
  const { code, out, err } = await at.mast(
    ...["eval", "--labels", "labels.jsonl", "--predictions", "predictions.jsonl", "--format", "json"],
  );
  expect(code).toBe(0);
  const evaluation = JSON.parse(out) as Evaluation;
  expect(evaluation.predictions).toMatchObject({ lines: 3, unmatched: 1 });
  expect(err).toContain("predictions.jsonl: 1 line of runs that are not here (line 3)");
  expect(evaluation.rows[0]?.confusion).toEqual({
    positive: { present: 1, absent: 0, unknown: 1 },
    negative: { present: 0, absent: 0, unknown: 1 },
  });
  expect(evaluation.attribution).toMatchObject({ agentTop1: { value: 0 }, agentTop3: { value: 1 } });
});

test("names file, line and candidates of what it cannot use", async () => {
  using at = cliSetting();
  mkdirSync(join(at.path, "traces/a"), { recursive: true });
  mkdirSync(join(at.path, "traces/b"), { recursive: true });
  for (const [folder, said] of [
    ["a", "one"],
    ["b", "another"],
  ]) {
    const message = (source: string, content: string) => ({
      source,
      content,
      type: "TextMessage",
      models_usage: null,
    });
    const messages = [message("user", `say ${said}`), message("writer", `${said}!`)];
    writeFileSync(
      join(at.path, `traces/${folder}/run.json`),
      JSON.stringify({ messages, stop_reason: "done" }),
    );
  }
  at.write("labels.jsonl", [
    { file: "run.json", step: 0 },
    { file: "a/run.json", step: 0 },
  ]);
  const ambiguous = await at.mast("eval", "--labels", "labels.jsonl", "traces");
  expect(ambiguous.code).toBe(2);
  expect(ambiguous.err).toMatch(
    /labels\.jsonl:1: "run\.json" could be 2 runs: \S*a\/run\.json:\S*, \S*b\/run\.json/,
  );

  at.write("broken.jsonl", [{ file: "a/run.json" }, { file: "a/run.json", modes: { "FM-7.7": true } }]);
  const broken = await at.mast("eval", "--labels", "broken.jsonl", "traces");
  expect(broken.code).toBe(2);
  expect(broken.err).toMatch(
    /broken\.jsonl:1: says nothing[^\n]*\nbroken\.jsonl:2: modes: "FM-7\.7" is no label/,
  );

  at.write("twice.jsonl", [
    { file: "a/run.json", modes: { "FM-1.1": true } },
    { file: "a/run.json", modes: { "FM-1.1": false } },
  ]);
  const twice = await at.mast("eval", "--labels", "twice.jsonl", "traces");
  expect(twice.err).toContain("twice.jsonl:2: says false of FM-1.1, line 1 says true of the same run");

  at.write("other.jsonl", [{ file: "other.json", step: 0 }]);
  const none = await at.mast("eval", "--labels", "other.jsonl", "traces");
  expect(none.code).toBe(3);
  expect(none.err).toContain("no label belongs to a run that is here");
});
