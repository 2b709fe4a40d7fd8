import { join } from "node:path";
import { expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { cliSetting } from "../helpers/cli-setting.ts";
import { SAMPLES } from "../helpers/mast.ts";

const LOOP = "autogen/chair-order-loop.task-result.json";

test("mast label import, report, forget", async () => {
  using at = cliSetting();
  await at.mast("analyze", join(SAMPLES, LOOP), "-q");
  at.write("labels.jsonl", [
    { file: LOOP, kind: "human", labeller: "ada", modes: { "FM-1.3": false } },
    { file: "gone.json", modes: { "FM-1.3": true } },
  ]);
  const imported = await at.mast("label", "import", "labels.jsonl");
  expect(imported.code).toBe(0);
  expect(imported.err).toContain("1 label of 1 run by human:ada, 1 problem");
  expect(imported.err).toContain(
    'labels.jsonl:line:2: label-unmatched: no stored run is meant by "gone.json"',
  );

  const reportOf = async (): Promise<Report> =>
    JSON.parse((await at.mast("report", "--format", "json")).out) as Report;
  const report = await reportOf();
  expect(report.runs[0]?.labels["FM-1.3"]).toMatchObject({ verdict: "absent", by: ["human:ada"] });
  expect(report.problems).toMatchObject([
    { uri: "labels.jsonl", locator: "line:2", code: "label-unmatched" },
  ]);
  expect((await at.mast("label", "import", "labels.jsonl", "-q", "--strict-input")).code).toBe(4);

  // What a person said is not scored against itself: the rule still says present.
  const scored = await at.mast("eval", "--labels", "labels.jsonl", "--format", "json");
  expect(JSON.parse(scored.out).disagreements).toMatchObject([{ mode: "FM-1.3", verdict: "present" }]);

  expect((await at.mast("forget", "labels.jsonl")).err).toContain("labels of this file removed");
  const after = await reportOf();
  expect(after.runs[0]?.labels["FM-1.3"]?.verdict).toBe("present");
  expect(after.problems).toEqual([]);
});
