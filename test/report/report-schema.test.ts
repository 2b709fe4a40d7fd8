import { expect, test } from "vitest";
import { buildReport, collectReport } from "../../src/report/build-report.ts";
import { reportSchema } from "../../src/report/report-schema.ts";
import { jsonReporter } from "../../src/reporters/json.ts";
import { fakeInput, fullInput } from "../helpers/fake-report.ts";

async function written(input: Parameters<typeof buildReport>[0]): Promise<unknown> {
  const chunks: string[] = [];
  const options = { width: 80, color: false, showCommand: null, definitionOf: () => null };
  for await (const chunk of jsonReporter.render(await buildReport(input), options)) chunks.push(chunk);
  return JSON.parse(chunks.join(""));
}

test.each([
  ["a full report", fullInput()],
  ["grouped otherwise", fullInput({ by: ["agent", "model", "tag:team"] })],
  ["without runs", fakeInput([], [])],
])("%s is what the schema says, in memory and as written", async (_name, input) => {
  const report = await collectReport(await buildReport(input));
  expect(reportSchema.safeParse(report).error).toBeUndefined();
  expect(reportSchema.parse(await written(input))).toEqual(JSON.parse(JSON.stringify(report)));
});

test("anything beyond the schema is refused", async () => {
  const report = await collectReport(await buildReport(fullInput()));
  for (const wrong of [
    { ...report, extra: 1 },
    { ...report, schema: "mast-report/2" },
    { ...report, rates: report.rates.map((row) => ({ ...row, rate: 1.5 })) },
  ]) {
    expect(reportSchema.safeParse(wrong).success).toBe(false);
  }
});
