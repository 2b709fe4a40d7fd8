import { expect, it } from "vitest";
import { toCsv } from "../../src/export/csv.ts";
import { fakeFinding, fakeLabel, fakeRun, mergedOf } from "../helpers/fake-report.ts";

async function csvOf(agent: string, message: string): Promise<string> {
  const run = fakeRun(1, {
    agents: [{ id: "a", name: agent, kind: "llm", role: null, model: null, tools: null }],
  });
  const label = {
    ...fakeLabel(run, "FM-1.3", "present", [fakeFinding("FM-1.3", { agent: "a" })]),
    why: message,
  };
  async function* one() {
    yield { run, labels: [label], verdicts: { "FM-1.3": mergedOf(label) } };
  }
  let text = "";
  for await (const chunk of toCsv(one())) text += chunk;
  return text;
}

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1+1", " =1"])(
  "writes the formula %j as text",
  async (formula) => {
    expect(await csvOf("clerk", formula)).toContain(`,'${formula}\r\n`);
  },
);

it("guards a formula also behind what parts cells where the comma does not", async () => {
  expect(await csvOf("clerk", "\t=1")).toContain(",'\t'=1\r\n");
  expect(await csvOf("clerk", "all is well;=1+1")).toContain(",all is well;'=1+1\r\n");
});

it("quotes separators, quotes and line ends, so that a cell stays a cell", async () => {
  const text = await csvOf('clerk, "the" first', "one\r\ntwo");
  expect(text).toContain(`,"clerk, ""the"" first",1 2,"one\ntwo"\r\n`);
  expect(await csvOf('=HYPERLINK("http://x.example","y")', "why")).toContain(
    `,"'=HYPERLINK(""http://x.example"",""y"")",1 2,why\r\n`,
  );
});

it("sends no control sequence to a terminal, also not to hide a formula", async () => {
  expect(await csvOf("clerk", "\u001b[2J=1+1\u202e\u0007")).toContain(",'=1+1<U+202E><U+0007>\r\n");
  expect(await csvOf("clerk", "\r=1")).toContain(`,"'\n'=1"\r\n`);
});

it("has a header and a row for each mode that somebody labelled", async () => {
  const lines = (await csvOf("clerk", "why")).split("\r\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]?.split(",").slice(0, 3)).toEqual(["run", "source", "locator"]);
});
