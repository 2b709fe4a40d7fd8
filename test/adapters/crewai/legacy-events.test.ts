import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crewaiEvents } from "../../../src/adapters/crewai/events/adapter.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";

/** Events of crewai before 1.9, which carry no ids. */
const SAMPLES = path.resolve(import.meta.dirname, "../../../sample-traces/crewai");
const linesOf = (name: string): string[] =>
  readFileSync(path.join(SAMPLES, name), "utf8").trimEnd().split("\n");
const read = (lines: readonly string[]) => readRuns(crewaiEvents, `${lines.join("\n")}\n`);
const NAMES = ["organ-tuning", "viaduct-outage", "vineyard-guardrail", "bindery-flow"].map(
  (n) => `${n}.dump.jsonl`,
);

test("events that are written twice count once", async () => {
  const doubled = linesOf("mosaic-restoration.doubled.jsonl");
  const once = doubled.filter((line, index) => line !== doubled[index - 1]);
  expect(once.length).toBeLessThan(doubled.length);
  const [left, right] = [await read(doubled), await read(once)];
  expect(outline(left.run)).toEqual(outline(right.run));
  for (const name of NAMES) {
    const lines = linesOf(name);
    const [plain, twice] = [await read(lines), await read(lines.flatMap((line) => [line, line]))];
    expect(outline(twice.run)).toEqual(outline(plain.run));
    expect(twice.run?.id).toBe(plain.run?.id);
  }
});

test("a manager's orders go to the coworkers that carry them out, and their answers back", async () => {
  const { run } = await read(linesOf("mosaic-restoration.doubled.jsonl"));
  const moves = run?.steps
    .filter((step) => step.to.length > 0)
    .map((step) => [step.agent, step.kind, step.to[0]]);
  expect(moves).toEqual([
    [null, "message", "Crew Manager"],
    ["Crew Manager", "handoff", "Mosaic Researcher"],
    ["Mosaic Researcher", "message", "Crew Manager"],
    ["Crew Manager", "handoff", "Conservator"],
    ["Conservator", "message", "Crew Manager"],
  ]);
  expect(run?.agents[0]).toMatchObject({ name: "Crew Manager", kind: "manager" });
});

test("a guardrail's no, a failing tool and the second forced answer are retries of the framework", async () => {
  const retries = async (name: string) =>
    (await read(linesOf(name))).run?.steps
      .filter((step) => step.retryOf !== undefined)
      .map((step) => [step.kind, step.retryOf]);
  expect(await retries("vineyard-guardrail.dump.jsonl")).toEqual([
    ["thought", 1],
    ["message", 2],
  ]);
  expect(await retries("sluice-polling.dump.jsonl")).toEqual([
    ["tool-call", 2],
    ["tool-call", 4],
  ]);
  expect(await retries("gauges-limit.dump.jsonl")).toEqual([["message", 8]]);
});

test("a repeat that the guard refuses was never executed; the log without it still shows the call", async () => {
  const lines = linesOf("apiary-loop.dump.jsonl");
  const executed = async (some: readonly string[]) =>
    (await read(some)).run?.steps.filter((s) => s.kind === "tool-call").map((s) => s.executed !== false);
  expect(await executed(lines)).toEqual([true, false, false, false]);
  const bare = lines.filter((line) => !line.includes('"agent_logs_execution"'));
  expect(await executed(bare)).toEqual([true, false, false, false]);
});

test("tasks have their names, and the context tells who read whose answer", async () => {
  const { run } = await read(linesOf("organ-tuning.dump.jsonl"));
  expect([...new Set(run?.steps.map((step) => step.phase))]).toEqual(["measure a1", "check a1", "report"]);
  const answer = run?.steps.find((step) => step.text.startsWith("Principal 8, a1 stands at"));
  expect(answer?.to).toEqual(["Second Tuner", "Parish Clerk"]);
});

test("events of other parts of CrewAI are counted as lost, and are no problem", async () => {
  const [first = "", ...rest] = linesOf("vineyard-guardrail.dump.jsonl");
  const memory = {
    ...JSON.parse(first),
    type: "memory_query_started",
    query: "must",
    source_type: "short_term_memory",
  };
  const { run, problems } = await read([first, JSON.stringify(memory), ...rest]);
  expect(problems).toEqual([]);
  expect(run?.losses).toMatchObject([
    { code: "event-not-carried", detail: "events of type memory_query_started" },
  ]);
});

test("two agents at work at the same time keep their own steps", async () => {
  const lines = linesOf("viaduct-outage.dump.jsonl").map((line) => JSON.parse(line));
  const at = (type: string, role?: string) =>
    lines.findIndex((event) => event.type === type && (role === undefined || event.agent_role === role));
  const [firstEnd] = [at("agent_execution_completed")];
  const second = lines.findIndex((event, index) => index > firstEnd && event.type === "task_started");
  const failed = at("llm_call_failed");
  // Both tasks begin before the first agent answers.
  const answers = at("llm_call_completed", "Bridge Inspector");
  const order = [
    ...lines.slice(0, answers),
    ...lines.slice(second, failed),
    ...lines.slice(answers, second),
    ...lines.slice(failed),
  ];
  const stamped = order.map((event, index) =>
    JSON.stringify({
      ...event,
      timestamp: `2026-05-01 10:00:${String(index).padStart(2, "0")}.000000+00:00`,
    }),
  );
  const { run } = await read(stamped);
  const steps = run?.steps.map((step) => `${step.agent ?? "–"} ${step.kind} ${step.phase}`);
  expect(steps).toEqual([
    "– message inspect",
    "– message plan repair",
    "Bridge Inspector thought inspect",
    "Bridge Inspector message inspect",
    "Repair Planner error plan repair",
  ]);
});

test("property: a dump cut anywhere is one run that is truncated, with the steps up to there", async () => {
  for (const name of NAMES) {
    const lines = linesOf(name);
    const whole = outline((await read(lines)).run);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: lines.length - 1 }), async (count) => {
        const { runs, problems } = await read(lines.slice(0, count));
        expect(problems).toEqual([]);
        expect(runs).toHaveLength(1);
        expect(runs[0]?.endReason).toBe("truncated");
        expect(whole.length).toBeGreaterThanOrEqual(outline(runs[0] ?? null).length);
      }),
      { numRuns: 20 },
    );
  }
});

test("property: any mixture of events is read without a crash, each as some step or none", async () => {
  const lines = NAMES.flatMap(linesOf);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 60 }), async (some) => {
      const { problems } = await read(some);
      // A file that only says that a flow was made holds no run.
      expect(problems.filter(({ code }) => code !== "no-run")).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
