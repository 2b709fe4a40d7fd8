import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crewaiOutput } from "../../../src/adapters/crewai/crew-output/adapter.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";

const SAMPLES = path.resolve(import.meta.dirname, "../../../sample-traces/crewai");
const sample = (name: string) => JSON.parse(readFileSync(path.join(SAMPLES, name), "utf8"));

test("native calls, results and the answer stand once each, with their places", async () => {
  const { run } = await readRuns(crewaiOutput, sample("seismograph-retry.output.json"));
  expect(run?.steps.map(({ kind, locator, ok }) => [kind, locator, ok])).toEqual([
    ["message", "/tasks_output/0", undefined],
    ["tool-call", "/tasks_output/0/messages/2", undefined],
    ["tool-result", "/tasks_output/0/messages/3", false],
    ["tool-call", "/tasks_output/0/messages/4", undefined],
    ["tool-result", "/tasks_output/0/messages/5", true],
    ["message", "/tasks_output/0/messages/6", undefined],
  ]);
  expect(run).toMatchObject({ task: expect.stringContaining("station HLGN"), endReason: "completed" });
});

test("text mode: thought, call and observation are told apart, the templates between them are no steps", async () => {
  const { run } = await readRuns(crewaiOutput, sample("herbarium-react.output.json"));
  expect(outline(run).slice(1)).toEqual([
    "Herbarium Curator thought Thought: I need the sheet first.",
    "Herbarium Curator tool-call look_up_sheet",
    "Herbarium Curator tool-result look_up_sheet",
    "Herbarium Curator thought Thought: The name must be checked before I cite it.",
    "Herbarium Curator tool-call check_name",
    "Herbarium Curator tool-result check_name",
    "Herbarium Curator message H-2210: Primula elatior (accepted), Harz, collected by Weber on 4 May 1911.",
  ]);
  expect(run?.steps[3]?.text).toBe("H-2210: Primula elatior, Harz, leg. Weber, 4 May 1911");
});

test("of a file that breaks off, the tasks that stood whole are read", async () => {
  const whole = readFileSync(path.join(SAMPLES, "harbour-fees.output.json"), "utf8");
  const full = await readRuns(crewaiOutput, whole);
  const { run } = await readRuns(crewaiOutput, whole.slice(0, whole.lastIndexOf('"token_usage"')));
  expect(outline(run)).toEqual(outline(full.run));
  expect(run).toMatchObject({ endReason: "truncated", format: full.run?.format });
});

test("tokens are taken only where they cannot have been counted twice", async () => {
  const alone = await readRuns(crewaiOutput, sample("pallet-loop.output.json"));
  expect(alone.run?.capabilities.tokens).toBe(true);
  const shared = await readRuns(crewaiOutput, sample("harbour-fees.output.json"));
  expect(shared.run?.capabilities.tokens).toBe(false);
  expect(shared.run?.steps.every((step) => step.tokens === null)).toBe(true);
  expect(shared.run?.losses.map((loss) => loss.code)).toContain("token-usage");
});

test("several outputs, as JSON lines or as an array, are as many runs", async () => {
  const outputs = [sample("pallet-loop.output.json"), sample("wells-limit.output.json")];
  const lines = await readRuns(crewaiOutput, outputs.map((output) => JSON.stringify(output)).join("\n"));
  const array = await readRuns(crewaiOutput, outputs);
  expect(lines.runs.map(outline)).toEqual(array.runs.map(outline));
  expect(array.runs[1]?.steps[1]?.locator).toBe("/1/tasks_output/0/messages/2");
  expect(new Set(array.runs.map((run) => run.id)).size).toBe(2);
});

test("a broken task output is a problem and keeps its neighbours", async () => {
  const output = sample("poem-review-rounds.output.json");
  output.tasks_output[1] = "lost";
  const { run, problems } = await readRuns(crewaiOutput, output);
  expect(problems).toMatchObject([{ locator: "/tasks_output/1", code: "not-a-task-output" }]);
  expect(run?.steps.filter((step) => step.agent !== null)).toHaveLength(3);
});

test("other JSON is not taken for a CrewOutput", async () => {
  for (const content of [
    "{}",
    '{"raw":"x","tasks_output":[],"token_usage":{}}',
    '{"tasks_output":[{}],"raw":""}',
  ]) {
    expect(await readRuns(crewaiOutput, content)).toMatchObject({ outcome: "refused", runs: [] });
  }
});

test("property: any values in the fields of a task give a run", async () => {
  const keys = ["name", "expected_output", "raw", "agent", "messages", "tool_failures"];
  const task = fc.record({
    description: fc.string(),
    ...Object.fromEntries(keys.map((key) => [key, fc.jsonValue()])),
    messages: fc.array(
      fc.record({
        role: fc.constantFrom("system", "user", "assistant", "tool", "__proto__"),
        content: fc.oneof(
          fc.string(),
          fc.constant("Thought: a\nAction: b\nAction Input: {\nObservation: c"),
          fc.jsonValue(),
        ),
        tool_calls: fc.jsonValue(),
        tool_call_id: fc.jsonValue(),
      }),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(task, { minLength: 1 }), fc.jsonValue(), async (tasks, usage) => {
      const { runs, problems } = await readRuns(crewaiOutput, {
        raw: "",
        tasks_output: tasks,
        token_usage: usage,
      });
      expect(problems).toEqual([]);
      expect(runs).toHaveLength(1);
    }),
    { numRuns: 150 },
  );
});
