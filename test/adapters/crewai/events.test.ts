import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crewaiEvents } from "../../../src/adapters/crewai/events/adapter.ts";
import type { Run, Step } from "../../../src/core/run.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";

const SAMPLES = path.resolve(import.meta.dirname, "../../../sample-traces/crewai");
const sample = (name: string): string => readFileSync(path.join(SAMPLES, name), "utf8");
const linesOf = (name: string): string[] => sample(name).trimEnd().split("\n");
const read = (lines: readonly string[]) => readRuns(crewaiEvents, `${lines.join("\n")}\n`);

/** Everything but where it stands in the file. */
function withoutPlaces(runs: readonly Run[]): unknown[] {
  return runs.map(({ sources: _s, contentHash: _h, ...run }) => ({
    ...run,
    steps: run.steps.map(({ locator: _l, ...step }) => step),
  }));
}

const typed = (line: string): { type: string; flow_name?: string } => JSON.parse(line);

test.each(["harbour-fees", "exhibition-labels", "herbarium-react", "recipe-guardrail", "bakery-flow"])(
  "each dump form gives the same steps: %s",
  async (name) => {
    const other = name === "exhibition-labels" ? "full" : "dump";
    const [first, second] = [sample(`${name}.events.jsonl`), sample(`${name}.${other}.jsonl`)];
    const [left, right] = [await readRuns(crewaiEvents, first), await readRuns(crewaiEvents, second)];
    expect(outline(left.run).sort()).toEqual(outline(right.run).sort());
  },
);

test("an array of events is read as lines are", async () => {
  const lines = linesOf("harbour-fees.events.jsonl");
  const array = await readRuns(crewaiEvents, `[${lines.join(",")}]`);
  expect(array.run?.steps[0]?.locator).toBe("/2");
  expect(withoutPlaces(array.runs)).toEqual(withoutPlaces((await read(lines)).runs));
});

test("property: lines in any order, or written twice, give the same runs", async () => {
  for (const name of ["beacon-two-kickoffs.events.jsonl", "exhibition-labels.events.jsonl"]) {
    const lines = linesOf(name);
    const expected = withoutPlaces((await read(lines)).runs);
    const shuffled = fc.shuffledSubarray(lines, { minLength: lines.length });
    await fc.assert(
      fc.asyncProperty(shuffled, async (order) => {
        const { runs, problems } = await read([...order, ...order.slice(0, 7)]);
        expect(problems).toEqual([]);
        expect(withoutPlaces(runs)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  }
});

test("a dump without the inner flows, as people filter it, gives the same steps", async () => {
  for (const name of ["glacier-outage.events.jsonl", "harbour-fees.dump.jsonl", "wells-limit.events.jsonl"]) {
    const lines = linesOf(name);
    const filtered = await read(lines.filter((line) => !typed(line).type.startsWith("flow_")));
    const whole = await read(lines);
    const bare = (step: Step) => [step.agent, step.kind, step.text, step.tool, step.phase, step.retryOf];
    expect(filtered.run?.steps.map(bare)).toEqual(whole.run?.steps.map(bare));
    expect(filtered.run?.endReason).toBe(whole.run?.endReason);
    expect(filtered.run?.inferred.join()).toContain("placed by their task and time");
  }
});

test("a dump without model events takes answers from the events of agents, once each", async () => {
  const lines = linesOf("poem-review-rounds.events.jsonl");
  const { run } = await read(lines.filter((line) => !typed(line).type.startsWith("llm_")));
  const whole = await read(lines);
  expect(outline(run)).toEqual(outline(whole.run));
  expect(run?.capabilities).toMatchObject({ tokens: false, content: "partial" });
  const tasks = await read(lines.filter((line) => /^(?:task|crew)_/.test(typed(line).type)));
  expect(tasks.run?.steps.filter((step) => step.kind === "artifact").map((step) => step.agent)).toEqual([
    "Poet",
    "Critic",
    "Poet",
    "Critic",
  ]);
});

test("an agent execution is no run of its own, a user's flow is one run with the crew inside", async () => {
  const { runs, run } = await readRuns(crewaiEvents, sample("bakery-flow.events.jsonl"));
  expect(runs).toHaveLength(1);
  expect(run).toMatchObject({ endReason: "completed", endDetail: "flow_finished" });
  expect(run?.steps.filter((step) => step.agent === null).map((step) => step.to)).toEqual([
    ["Bake Planner"],
    ["Plan Checker"],
  ]);
});

test("a flow that raises after its crew ended well is an error", async () => {
  const { run } = await readRuns(crewaiEvents, sample("toll-flow-fails.events.jsonl"));
  expect(run).toMatchObject({ endReason: "error", outcome: "failed" });
  expect(run?.endDetail).toBe("the ledger is locked by another booking");
});

test("a failing model call is one error, and the executions after it are retries", async () => {
  const { run } = await readRuns(crewaiEvents, sample("glacier-outage.events.jsonl"));
  const kinds = run?.steps.map(
    (step) => `${step.kind}${step.retryOf === undefined ? "" : `>${step.retryOf}`}`,
  );
  expect(kinds).toEqual([
    ...["message", "tool-call", "tool-result", "error"],
    ...["tool-call>1", "tool-result>2", "error>3"],
    ...["tool-call>4", "tool-result>5", "message"],
  ]);
});

test("answers that a guardrail sends back are retried, with its verdict between them", async () => {
  const { run } = await readRuns(crewaiEvents, sample("recipe-guardrail.dump.jsonl"));
  expect(run?.steps.map(({ kind, retryOf, ok }) => [kind, retryOf, ok])).toEqual([
    ["message", undefined, undefined],
    ["message", undefined, undefined],
    ["tool-result", undefined, false],
    ["message", 1, undefined],
    ["tool-result", undefined, false],
    ["message", 3, undefined],
    ["tool-result", undefined, true],
  ]);
});

test("delegation is a tool call and a handover, and the coworker answers its manager", async () => {
  const { run } = await readRuns(crewaiEvents, sample("survey-delegation-loop.events.jsonl"));
  expect(run?.agents.map(({ name, kind }) => [name, kind])).toEqual([
    ["Crew Manager", "manager"],
    ["Surveyor", "llm"],
  ]);
  const handovers = run?.steps.filter((step) => step.kind === "handoff") ?? [];
  expect(handovers).toHaveLength(5);
  for (const step of handovers) expect(step).toMatchObject({ agent: "Crew Manager", to: ["Surveyor"] });
  const answers = run?.steps.filter((step) => step.kind === "message" && step.agent === "Surveyor") ?? [];
  expect(answers.map((step) => step.to)).toEqual(Array(5).fill(["Crew Manager"]));
});

test("a forced final answer is marked, carries the role of its execution, and makes the end a limit", async () => {
  const { run } = await readRuns(crewaiEvents, sample("wells-limit.events.jsonl"));
  expect(run?.steps.at(-1)).toMatchObject({ agent: "Hydrologist", marker: "forced-answer" });
  expect(run?.endReason).toBe("limit");
  expect(run?.inferred.join()).toContain("role of its execution");
});

test("calls that were refused or name no tool were not carried out", async () => {
  const unknown = await readRuns(crewaiEvents, sample("lock-unknown-tool.events.jsonl"));
  expect(unknown.run?.steps.filter((step) => step.executed === false).map((step) => step.tool)).toEqual([
    "open_lock",
  ]);
  const reused = await readRuns(crewaiEvents, sample("orchard-react-loop.events.jsonl"));
  const results = reused.run?.steps.filter((step) => step.kind === "tool-result") ?? [];
  expect(results.map((step) => step.ok)).toEqual([true, false, false, false]);
  expect(new Set(results.slice(1).map((step) => step.text)).size).toBe(1);
});

test("settings and credentials of a full dump stay out", async () => {
  const content = sample("exhibition-labels.full.jsonl");
  expect(content).toContain('"api_key": "sk-sample-not-a-key"');
  const { run } = await readRuns(crewaiEvents, content);
  expect(JSON.stringify(run)).not.toMatch(/api_key|sk-sample|base_url/);
  expect(run?.losses.map((loss) => loss.code)).toContain("repeated-objects");
});

test("a dump without its end is truncated, a timeout is a limit", async () => {
  const lines = linesOf("harbour-fees.events.jsonl");
  expect((await read(lines.slice(0, -1))).run?.endReason).toBe("truncated");
  const failed = lines.map((line) =>
    line
      .replace('"crew_kickoff_completed"', '"crew_kickoff_failed"')
      .replace('"crew_name": "crew"', '"error": "Task \'x\' execution timed out after 5 seconds."'),
  );
  expect((await read(failed)).run?.endReason).toBe("limit");
});

test("many kickoffs in one file are as many runs, each whole", async () => {
  const lines = linesOf("wells-limit.events.jsonl");
  const many = Array.from({ length: 60 }, (_, n) =>
    lines.map((line) => line.replaceAll(/"(\w{8})-(\w{4}-\w{4}-\w{4}-\w{12})"/g, `"$1-${n}-$2"`)),
  );
  const { runs } = await read(many.flat());
  expect(runs).toHaveLength(60);
  expect(new Set(runs.map((run) => run.id)).size).toBe(60);
  for (const run of runs) expect(run.steps).toHaveLength(6);
});

test("property: a dump cut or damaged anywhere gives runs and problems, never an exception", async () => {
  const text = sample("exhibition-labels.events.jsonl");
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length), fc.nat(text.length), async (from, to) => {
      const cut = text.slice(Math.min(from, to), Math.max(from, to));
      const { runs, problems } = await readRuns(crewaiEvents, cut);
      expect(runs.length + problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 40 },
  );
});

test("property: events with any values in any field never break the reading of their neighbours", async () => {
  const types = [...new Set(linesOf("exhibition-labels.events.jsonl").map((line) => typed(line).type))];
  const keys = [
    "task",
    "agent",
    "output",
    "response",
    "usage",
    "messages",
    "tools",
    "tool_args",
    "failure",
    "error",
  ];
  const event = fc.record({
    type: fc.constantFrom(...types, "__proto__", "constructor", "toString"),
    event_id: fc.constantFrom("a", "b", "c", "__proto__"),
    emission_sequence: fc.jsonValue(),
    source_fingerprint: fc.constant(null),
    parent_event_id: fc.constantFrom(null, "a", "b", "c", "x"),
    started_event_id: fc.constantFrom(null, "a", "b", "c"),
    timestamp: fc.constantFrom("2026-01-01T00:00:00Z", "never", ""),
    task_id: fc.constantFrom(null, "t"),
    agent_role: fc.constantFrom(null, "", " ", "A", "constructor"),
    ...Object.fromEntries(
      [...keys, "tool_name", "formatted_answer", "context"].map((key) => [key, fc.jsonValue()]),
    ),
  });
  const good = linesOf("wells-limit.events.jsonl");
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), async (events) => {
      const { runs } = await read([...good, ...events.map((item) => JSON.stringify(item))]);
      const whole = runs.find((run) => run.task?.startsWith("Report the water levels"));
      expect(whole?.steps.length).toBeGreaterThanOrEqual(6);
    }),
    { numRuns: 150 },
  );
});

test("data that shadow an object's own methods are read as data", async () => {
  const shadow = { toString: "", toJSON: 1, hasOwnProperty: null };
  const lines = linesOf("wells-limit.events.jsonl").map((line) => {
    const event = JSON.parse(line);
    if (event.type !== "tool_usage_started") return line;
    return JSON.stringify({ ...event, tool_name: shadow, tool_args: shadow });
  });
  const { run, problems } = await read(lines);
  expect(problems).toEqual([]);
  expect(run?.steps.filter((step) => step.kind === "tool-call")).toHaveLength(2 + 2);
});
