import { expect, it } from "vitest";
import { SourceRecords } from "../../src/labels/source-records.ts";
import { blameFieldOf } from "../../src/pipeline/blame-field.ts";
import { runOf } from "../helpers/run-of.ts";

it("holds who and what can be blamed, and the guesses that take no skill", () => {
  const run = runOf({
    task: "Count.",
    steps: [
      { "chair → clerk": "Count the rows." },
      { "clerk calls count_rows": {}, fails: "KeyError" },
      { "clerk calls count_rows": {}, returns: "73" },
      { "clerk calls send": {}, fails: "Timeout" },
      { "chair → user": "73." },
    ],
  });
  const records = new SourceRecords(run);
  const at = (step: number): number | null => records.recordOf(step);
  const { agents, records: all, baselines } = blameFieldOf(run, records);
  expect(agents).toEqual(["chair", "clerk"]);
  expect(new Set(all)).toEqual(new Set(run.steps.slice(1).map(({ index }) => at(index))));
  expect(baselines["first-step"][0]).toEqual({ agent: "chair", record: at(1) });
  expect(baselines["last-error"]).toEqual([
    { agent: "clerk", record: at(6) },
    { agent: "clerk", record: at(2) },
  ]);
  expect(baselines["most-active"]).toEqual([
    { agent: "clerk", record: at(2) },
    { agent: "chair", record: at(1) },
  ]);
});

it("is empty for a run of a person alone", () => {
  const run = runOf({ task: "Count.", steps: [] });
  expect(blameFieldOf(run, new SourceRecords(run))).toEqual({
    ...{ agents: [], records: [] },
    baselines: { "first-step": [], "last-error": [], "most-active": [] },
  });
});
