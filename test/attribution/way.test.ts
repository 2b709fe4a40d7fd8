import { expect, it } from "vitest";
import { wayTo } from "../../src/attribution/way.ts";
import type { Run } from "../../src/core/run.ts";
import { PreparedRun } from "../../src/detectors/prepared-run.ts";
import { runOf } from "../helpers/run-of.ts";

const way = (run: Run, end = run.steps.length - 1): number[] =>
  [...wayTo(run.steps[end] ?? null, run, new PreparedRun(run))].sort((a, b) => a - b);

it("goes back over reports, calls, results and instructions to the task", () => {
  const run = runOf({
    task: "Count.",
    steps: [
      { "chair → clerk": "Count the rows." },
      { "clerk calls count_rows": {}, returns: "73" },
      { "clerk → chair": "73." },
      { "chair → user": "73." },
    ],
  });
  expect(way(run)).toEqual([0, 1, 2, 3, 4, 5]);
});

it("leaves out who never reported back, and what was said to them", () => {
  const run = runOf({
    task: "Count.",
    steps: [
      { "clerk → chair": "73." },
      { "keeper calls light_lamp": {}, returns: "lit" },
      { "keeper → gardener": "The lamp is lit." },
      { "chair → user": "73." },
    ],
  });
  expect(way(run)).toEqual([0, 1, 5]);
});

it("takes words to nobody in particular for words to all", () => {
  const run = runOf({
    task: "Count.",
    capabilities: { recipients: false },
    steps: [{ keeper: "Perhaps 73." }, { chair: "73." }],
  });
  expect(way(run)).toEqual([0, 1, 2]);
});

it("takes in handovers, and ends where the outcome was delivered", () => {
  const run = runOf({
    task: "Count.",
    steps: [{ "chair hands to": "clerk" }, { "clerk → user": "73." }, { "keeper → user": "Good night." }],
  });
  expect(way(run, 2)).toEqual([0, 1, 2]);
  expect(way(run, 99)).toEqual([]);
});
