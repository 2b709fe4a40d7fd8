import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { crewaiCheckpoint } from "../../../src/adapters/crewai/checkpoint/adapter.ts";
import { crewaiFlowStates } from "../../../src/adapters/crewai/kept/flow-states.ts";
import { crewaiTaskOutputs } from "../../../src/adapters/crewai/kept/task-outputs.ts";
import { openDatabase } from "../../../src/sqlite/database.ts";
import { outline, readFile, readRuns } from "../../helpers/read-runs.ts";

/** Checkpoints and databases that CrewAI keeps. */
const SAMPLE = path.resolve(
  import.meta.dirname,
  "../../../sample-traces/crewai/lake-checkpoint.checkpoint.json",
);

interface Checkpoint {
  parent_id: string | null;
  event_record: { nodes: Record<string, { event: { type: string; emission_sequence: number } }> };
}
const checkpoint = (): Checkpoint => JSON.parse(readFileSync(SAMPLE, "utf8"));

/** The checkpoint as it was when only events up to a place in the sequence had happened. */
function earlier(last: number): Checkpoint {
  const whole = checkpoint();
  const nodes = Object.entries(whole.event_record.nodes).filter(
    ([, { event }]) => event.emission_sequence <= last,
  );
  return { ...whole, event_record: { nodes: Object.fromEntries(nodes) } };
}

const folder = mkdtempSync(path.join(tmpdir(), "kept-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function database(sql: string, rows: readonly (readonly unknown[])[] = [], insert = ""): string {
  const file = path.join(folder, `${++files}.db`);
  const db = openDatabase(file);
  db.exec(sql);
  for (const row of rows) db.prepare(insert).run(...row);
  db.close();
  return file;
}

const CHECKPOINTS = `CREATE TABLE checkpoints (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, parent_id TEXT,
  branch TEXT NOT NULL DEFAULT 'main', data JSONB NOT NULL)`;
const checkpoints = (rows: readonly (readonly [string, string | null, unknown])[]): string =>
  database(
    CHECKPOINTS,
    rows.map(([id, parent, data]) => [
      id,
      `2026-05-01T10:00:0${rows.length}`,
      parent,
      "main",
      JSON.stringify(data),
    ]),
    "INSERT INTO checkpoints VALUES (?, ?, ?, ?, jsonb(?))",
  );

test("each checkpoint of a chain is the same run, and the one that knows the end has the most steps", async () => {
  const whole = await readRuns(crewaiCheckpoint, checkpoint());
  const [first, second] = [
    await readRuns(crewaiCheckpoint, earlier(8)),
    await readRuns(crewaiCheckpoint, earlier(14)),
  ];
  expect(new Set([whole, first, second].map(({ run }) => run?.id)).size).toBe(1);
  expect([first, second, whole].map(({ run }) => run?.endReason)).toEqual([
    "truncated",
    "truncated",
    "completed",
  ]);
  const steps = [first, second, whole].map(({ run }) => run?.steps.length ?? 0);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(whole.run?.steps.length).toBeGreaterThan(second.run?.steps.length ?? 0);
  expect(whole.run?.steps.at(-1)?.kind).toBe("end");
});

test("the database gives the last checkpoint of each line, whatever was pruned before it", async () => {
  const chain = checkpoints([
    ["a", null, earlier(8)],
    ["b", "a", earlier(14)],
    ["c", "b", checkpoint()],
  ]);
  const pruned = checkpoints([["c", "b", checkpoint()]]);
  const file = await readRuns(crewaiCheckpoint, checkpoint());
  for (const name of [chain, pruned]) {
    const { runs, problems } = await readFile(name, [crewaiCheckpoint]);
    expect(problems).toEqual([]);
    expect(runs.map((run) => run.id)).toEqual([file.run?.id]);
    expect(outline(runs[0] ?? null)).toEqual(outline(file.run));
    expect(runs[0]?.steps[0]?.locator).toMatch(/^checkpoints:c\/event_record\/nodes\/[0-9a-f-]+\/event$/);
  }
});

test("no key of a model or agent is carried over", async () => {
  expect(readFileSync(SAMPLE, "utf8")).toContain("sk-sample");
  expect(JSON.stringify(await readRuns(crewaiCheckpoint, checkpoint()))).not.toContain("sk-sample");
});

test("an empty database says why; a broken row does not hide its neighbour", async () => {
  const empty = await readFile(checkpoints([]), [crewaiCheckpoint]);
  expect(empty.problems.map(({ code }) => code)).toContain("empty-checkpoints");
  const mixed = checkpoints([
    ["a", null, { entities: "none" }],
    ["b", "gone", checkpoint()],
  ]);
  const { runs, problems } = await readFile(mixed, [crewaiCheckpoint]);
  expect(runs).toHaveLength(1);
  expect(problems).toMatchObject([{ code: "not-a-checkpoint", locator: "checkpoints:a" }]);
});

test("a row whose data is damaged is a problem of its own", async () => {
  const file = checkpoints([
    ["a", null, checkpoint()],
    ["b", "gone", {}],
    ["c", "gone", {}],
  ]);
  const db = openDatabase(file);
  db.exec(
    "UPDATE checkpoints SET data = x'ff0102' WHERE id = 'b'; UPDATE checkpoints SET data = '{' WHERE id = 'c'",
  );
  db.close();
  const { runs, problems } = await readFile(file, [crewaiCheckpoint]);
  expect(runs).toHaveLength(1);
  expect(problems).toMatchObject([
    { code: "not-a-checkpoint", locator: "checkpoints:b" },
    { code: "not-a-checkpoint", locator: "checkpoints:c" },
  ]);
});

test("property: nodes with anything in them are read or named, and never stop the others", async () => {
  const whole = checkpoint();
  const expected = outline((await readRuns(crewaiCheckpoint, whole)).run);
  const key = fc.constantFrom("x", "a/b~c", "constructor", "");
  await fc.assert(
    fc.asyncProperty(fc.dictionary(key, fc.jsonValue(), { maxKeys: 3 }), async (strange) => {
      const nodes = { ...strange, ...whole.event_record.nodes };
      const { run, problems } = await readRuns(crewaiCheckpoint, { ...whole, event_record: { nodes } });
      expect(outline(run)).toEqual(expected);
      expect(problems).toHaveLength(Object.keys(strange).length);
    }),
    { numRuns: 30 },
  );
});

const OUTPUTS = `CREATE TABLE latest_kickoff_task_outputs (task_id TEXT PRIMARY KEY, task_key TEXT, expected_output TEXT,
  output JSON, task_index INTEGER, inputs JSON, was_replayed BOOLEAN, timestamp DATETIME)`;

test("task outputs come in the order of the tasks, without an end of the kickoff", async () => {
  const output = (description: string, raw: string, agent: string) =>
    JSON.stringify({ description, raw, agent, messages: [] });
  const file = database(
    OUTPUTS,
    [
      ["t2", output("Bake.", "Baked.", "Baker"), 1],
      ["t1", output("Grind.", "Ground.", "Miller"), 0],
      ["t3", "{", 2],
    ],
    "INSERT INTO latest_kickoff_task_outputs VALUES (?, 'k', 'e', ?, ?, '{}', 0, '2026-05-01 10:00:00')",
  );
  const { run, problems } = await readFile(file, [crewaiTaskOutputs]);
  expect(outline(run)).toEqual([
    "– message Grind.",
    "Miller message Ground.",
    "– message Bake.",
    "Baker message Baked.",
  ]);
  expect(run).toMatchObject({ endReason: "unknown", endedAt: "2026-05-01T10:00:00.000Z" });
  expect(run?.capabilities.endReason).toBe(false);
  expect(run?.steps[3]?.locator).toBe("latest_kickoff_task_outputs:t2/output/raw");
  expect(problems).toMatchObject([
    { code: "not-a-task-output", locator: "latest_kickoff_task_outputs:t3/output" },
  ]);
  expect((await readFile(database(OUTPUTS), [crewaiTaskOutputs])).runs).toEqual([]);
});

const FLOWS = `CREATE TABLE flow_states (id INTEGER PRIMARY KEY AUTOINCREMENT, flow_uuid TEXT NOT NULL,
    method_name TEXT NOT NULL, timestamp DATETIME NOT NULL, state_json TEXT NOT NULL);
  CREATE TABLE pending_feedback (id INTEGER PRIMARY KEY, flow_uuid TEXT NOT NULL UNIQUE, context_json TEXT, state_json TEXT);
  INSERT INTO pending_feedback VALUES (1, 'f2', '{}', '{}')`;

test("each flow is a run; a step holds what its method changed", async () => {
  const file = database(
    FLOWS,
    [
      ["f1", "grind", '{"id": "f1", "flour": 40, "sacks": []}'],
      ["f2", "bake", '{"id": "f2", "loaves": 3}'],
      ["f1", "weigh", '{"id": "f1", "flour": 40, "sacks": [20, 20]}'],
      ["f1", "look", '{"id": "f1", "flour": 40, "sacks": [20, 20]}'],
      ["f2", "broken", "3"],
    ],
    "INSERT INTO flow_states (flow_uuid, method_name, timestamp, state_json) VALUES (?, ?, '2026-05-01T10:00:00+00:00', ?)",
  );
  const { runs, problems } = await readFile(file, [crewaiFlowStates]);
  expect(runs.map((run) => run.steps.map(({ phase, text }) => `${phase} ${text}`))).toEqual([
    ['grind {"flour":40,"sacks":[]}', 'weigh {"sacks":[20,20]}', "look "],
    ['bake {"loaves":3}'],
  ]);
  expect(runs.map((run) => run.endReason)).toEqual(["unknown", "waiting"]);
  expect(problems).toMatchObject([{ code: "not-a-flow-state", locator: "flow_states:5" }]);
});
