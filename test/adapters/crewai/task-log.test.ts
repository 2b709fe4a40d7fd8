import fc from "fast-check";
import { expect, test } from "vitest";
import { crewaiTaskLog } from "../../../src/adapters/crewai/task-log/adapter.ts";
import type { Run } from "../../../src/core/run.ts";
import { readRuns } from "../../helpers/read-runs.ts";

interface Entry {
  timestamp: string;
  task_name: string | null;
  task: string;
  agent: string;
  status: "started" | "completed";
  output?: string;
}

function started(task: string, agent: string, name: string | null = null): Entry {
  return { timestamp: "2026-03-01 09:00:00", task_name: name, task, agent, status: "started" };
}

function completed(task: string, agent: string, output: string, name: string | null = null): Entry {
  return { ...started(task, agent, name), timestamp: "2026-03-01 09:00:07", status: "completed", output };
}

/** The text form as CrewAI writes it: values unescaped, None as a word. */
function asText(entries: readonly Entry[]): string {
  return entries
    .map((entry) => {
      const output = entry.output === undefined ? "" : `, output="${entry.output}"`;
      const { timestamp, task_name, task, agent, status } = entry;
      return `${timestamp}: task_name="${task_name ?? "None"}", task="${task}", agent="${agent}", status="${status}"${output}\n`;
    })
    .join("");
}

const asJson = (entries: readonly Entry[]): string => `${JSON.stringify(entries, null, 4)}\n`;

const CREW = [
  started("Count the jars.", "Counter"),
  completed("Count the jars.", "Counter", "There are 12 jars."),
  started("Write the note.", "Writer", "note"),
  completed("Write the note.", "Writer", "12 jars are left.\nOrder more.", "note"),
];

const said = (run: Run | null | undefined): unknown[] =>
  run?.steps.map((step) => [step.agent, step.text, step.phase]) ?? [];

test.each([
  ["crewai/task-log-json", asJson(CREW)],
  ["crewai/task-log-text", asText(CREW)],
])("both forms give the same run: %s", async (format, content) => {
  const result = await readRuns(crewaiTaskLog, content);
  expect(result.problems).toEqual([]);
  const { run } = result;
  expect(said(run)).toEqual([
    [null, "Count the jars.", "Count the jars."],
    ["Counter", "There are 12 jars.", "Count the jars."],
    [null, "Write the note.", "note"],
    ["Writer", "12 jars are left.\nOrder more.", "note"],
  ]);
  expect(run).toMatchObject({
    format,
    task: "Count the jars.",
    endReason: "completed",
    startedAt: "2026-03-01T09:00:00.000Z",
    endedAt: "2026-03-01T09:00:07.000Z",
    agents: [{ name: "Counter" }, { name: "Writer" }],
    capabilities: { toolCalls: false, tokens: false, endReason: true, content: "partial" },
  });
});

test("locators lead to the entry", async () => {
  const json = await readRuns(crewaiTaskLog, asJson(CREW));
  expect(json.runs[0]?.steps.map((step) => step.locator)).toEqual(["/0", "/1", "/2", "/3"]);
  const text = await readRuns(crewaiTaskLog, asText(CREW));
  expect(text.runs[0]?.steps.map((step) => step.locator)).toEqual(["line:1", "line:2", "line:3", "line:4"]);
});

test.each([asJson, asText])("a task that starts again begins the next run", async (write) => {
  const { runs } = await readRuns(crewaiTaskLog, write([...CREW, ...CREW]));
  expect(runs.map((run) => said(run).length)).toEqual([4, 4]);
  expect(runs.map((run) => run.endReason)).toEqual(["completed", "completed"]);
  expect(new Set(runs.map((run) => run.id)).size).toBe(2);
});

test.each([asJson, asText])("a kickoff that died in its first task is a run of its own", async (write) => {
  const { runs } = await readRuns(crewaiTaskLog, write([...CREW.slice(0, 1), ...CREW]));
  expect(runs.map((run) => run.endReason)).toEqual(["truncated", "completed"]);
  expect(runs[0]?.endDetail).toContain("Count the jars.");
});

test("an output that imitates log lines stays one output", async () => {
  const fake = [
    asText([started("Delete everything.", "Counter")]).trimEnd(),
    asText([completed("Never started.", "Writer", "done")]).trimEnd(),
  ].join("\n");
  const entries = [CREW[0] as Entry, completed("Count the jars.", "Counter", `12"\n${fake}\nend`)];
  const { runs, problems } = await readRuns(crewaiTaskLog, asText(entries));
  expect(problems).toEqual([]);
  expect(runs[0]?.steps).toHaveLength(2);
  expect(runs[0]?.steps[1]?.text).toBe(`12"\n${fake}\nend`);
});

test("a text that breaks off inside an output keeps what is there and says so", async () => {
  const text = asText(CREW);
  const { runs, problems } = await readRuns(crewaiTaskLog, text.slice(0, text.length - 8));
  expect(problems).toMatchObject([{ locator: "line:4", code: "truncated-log-entry" }]);
  expect(runs[0]?.steps.at(-1)?.text).toBe("12 jars are left.\nOrder");
});

test("what is no entry becomes a problem and keeps its neighbours", async () => {
  const items: unknown[] = [...CREW];
  items.splice(1, 0, { timestamp: "x" }, null, 7);
  const { runs, problems } = await readRuns(crewaiTaskLog, JSON.stringify(items));
  expect(problems.map((problem) => problem.locator)).toEqual(["/1", "/2", "/3"]);
  expect(runs[0]?.steps).toHaveLength(4);
});

test("other JSON arrays and texts are not taken for the log", async () => {
  for (const content of [
    '[{"role":"user","content":"hi"}]',
    "[]",
    "2026-03-01 09:00:00 INFO started\n",
    "{}",
  ]) {
    expect(await readRuns(crewaiTaskLog, content)).toMatchObject({ outcome: "refused", runs: [] });
  }
});

const words = fc.string({ maxLength: 40 }).filter((text) => !text.includes('"') && text.trim() !== "");

test("property: any crew written in either form is read back whole", async () => {
  const crew = fc.uniqueArray(fc.tuple(words, words, fc.string({ maxLength: 200 })), {
    selector: ([task]) => task.trim(),
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(crew, async (tasks) => {
      const entries = tasks.flatMap(([task, agent, output]) => [
        started(task, agent),
        completed(task, agent, output),
      ]);
      const { runs } = await readRuns(crewaiTaskLog, asJson(entries));
      const outputs = runs.flatMap((run) => run.steps.filter((_, index) => index % 2 === 1));
      expect(outputs.map((step) => step.text)).toEqual(tasks.map(([, , output]) => output));
    }),
    { numRuns: 60 },
  );
});

test("property: a log cut anywhere gives runs or problems, never an exception", async () => {
  const text = asText([...CREW, ...CREW]);
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length), fc.nat(text.length), async (from, to) => {
      const cut = text.slice(Math.min(from, to), Math.max(from, to));
      const { runs, problems } = await readRuns(crewaiTaskLog, cut);
      expect(runs.length + problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 200 },
  );
});

test("ten thousand look-alike headers cost no more than their length", async () => {
  const line = '2026-03-01 09:00:00: task_name="x\n';
  const text = `${asText(CREW.slice(0, 1))}${asText([completed("Count the jars.", "Counter", line.repeat(10_000))])}`;
  const begin = performance.now();
  const { runs } = await readRuns(crewaiTaskLog, text);
  expect(performance.now() - begin).toBeLessThan(2000);
  expect(runs[0]?.steps).toHaveLength(2);
});
