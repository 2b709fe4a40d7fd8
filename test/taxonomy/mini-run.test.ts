import { expect, test } from "vitest";
import { expandMiniRun, MiniRunError } from "../../src/taxonomy/mini-run.ts";
import type { MiniRun } from "../../src/taxonomy/schema.ts";

const steps = (mini: MiniRun) =>
  expandMiniRun(mini).steps.map(({ index, kind, agent, to, text }) => ({ index, kind, agent, to, text }));

test("acts become steps, the task is step 0", () => {
  expect(
    steps({
      task: "Water the plants.",
      steps: [
        { "planner → gardener, porter": "Please water them." },
        { "gardener thinks": "First the ferns." },
        { "gardener hands to porter": "Your turn." },
        { "porter writes": "plants.txt: done" },
        { "porter raises": "tap is stuck" },
        { error: "lost connection" },
        { end: "closed" },
      ],
    }),
  ).toEqual([
    { index: 0, kind: "message", agent: null, to: [], text: "Water the plants." },
    {
      index: 1,
      kind: "message",
      agent: "planner",
      to: ["gardener", "porter"],
      text: "Please water them.",
    },
    { index: 2, kind: "thought", agent: "gardener", to: [], text: "First the ferns." },
    { index: 3, kind: "handoff", agent: "gardener", to: ["porter"], text: "Your turn." },
    { index: 4, kind: "artifact", agent: "porter", to: [], text: "plants.txt: done" },
    { index: 5, kind: "error", agent: "porter", to: [], text: "tap is stuck" },
    { index: 6, kind: "error", agent: null, to: [], text: "lost connection" },
    { index: 7, kind: "end", agent: null, to: [], text: "closed" },
  ]);
});

test("a user's own first message stands for the task", () => {
  const mini = { task: "Water the plants.", steps: [{ "user -> planner": "Water the plants, please." }] };
  expect(steps(mini).map((step) => step.text)).toEqual(["Water the plants, please."]);
});

test("a call and its result belong together, also where another agent runs it", () => {
  const run = expandMiniRun({
    steps: [
      { "planner calls look_up": { plant: "fern" }, returns: "twice a week" },
      { "planner calls water": { plant: "fern" }, fails: "tap is stuck", by: "executor" },
      { "planner calls shout": {}, executed: false },
    ],
  });
  const [first, result, second, failure, refused] = run.steps;
  expect(first).toMatchObject({ kind: "tool-call", tool: "look_up", args: { plant: "fern" } });
  expect(result).toMatchObject({ kind: "tool-result", agent: "planner", ok: true, callId: first?.callId });
  expect(failure).toMatchObject({ agent: "executor", to: ["planner"], ok: false, callId: second?.callId });
  expect(refused).toMatchObject({ kind: "tool-call", executed: false });
  expect(run.steps).toHaveLength(5);
});

test("capabilities follow from what the run contains, unless stated", () => {
  const bare = expandMiniRun({ steps: [{ planner: "Hello." }] });
  expect(Object.entries(bare.capabilities).filter(([, value]) => value === true)).toEqual([]);
  const rich = expandMiniRun({
    task: "Water the plants.",
    agents: { gardener: { role: "Waters.", tools: ["water"] } },
    steps: [{ "planner → gardener": "Please." }, { "gardener thinks": "Yes." }],
    end: "completed",
    capabilities: { task: false, tokens: true },
  });
  expect(rich.capabilities).toEqual({
    ...{ recipients: true, times: false, tokens: true, reasoning: true, toolCalls: true, toolResults: true },
    ...{ declaredTools: true, roles: true, task: false, endReason: true, content: "full" },
  });
});

test("the same notation gives the same run, another one another id", () => {
  const mini: MiniRun = { steps: [{ planner: "Hello." }] };
  expect(expandMiniRun(mini)).toEqual(expandMiniRun(structuredClone(mini)));
  expect(expandMiniRun({ steps: [{ planner: "Hello!" }] }).id).not.toBe(expandMiniRun(mini).id);
});

test.each<[string, MiniRun, (string | number)[], RegExp]>([
  ["no act", { steps: [{ returns: "x" }] }, ["steps", 0], /expected one act/],
  ["two acts", { steps: [{ planner: "a", coder: "b" }] }, ["steps", 0, "coder"], /"planner" and "coder"/],
  ["words that are no text", { steps: [{ planner: 3 }] }, ["steps", 0, "planner"], /put them in quotes/],
  [
    "a result of a message",
    { steps: [{ planner: "a", returns: "b" }] },
    ["steps", 0, "returns"],
    /tool call/,
  ],
  ["both outcomes", { steps: [{ "a calls b": {}, returns: "c", fails: "d" }] }, ["steps", 0], /either/],
  ["an unknown marker", { steps: [{ planner: "a", marker: "x" }] }, ["steps", 0, "marker"], /terminal/],
  ["the user as an agent", { agents: { user: {} }, steps: [{ a: "b" }] }, ["agents", "user"], /another name/],
])("%s is refused, with its place", (_name, mini, path, message) => {
  const error = (() => {
    try {
      return expandMiniRun(mini);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(MiniRunError);
  expect(error).toMatchObject({ path, message: expect.stringMatching(message) });
});
