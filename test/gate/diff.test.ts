import { describe, expect, test } from "vitest";
import { diffReports } from "../../src/gate/diff.ts";
import { diffSchema } from "../../src/report/diff-schema.ts";
import { diffMarkdown, diffTable } from "../../src/reporters/diff-text.ts";
import { paint } from "../../src/reporters/layout.ts";
import { type GateRun, gateReport, runsShowing } from "../helpers/gate-report.ts";

async function diffOf(before: readonly GateRun[], after: readonly GateRun[]) {
  const side = (name: string, runs: readonly GateRun[]) => ({ name, report: gateReport(runs) });
  const diff = await diffReports(side("before.json", before), side("after.json", after));
  expect(diffSchema.parse(JSON.parse(JSON.stringify(diff)))).toEqual(diff);
  return diff;
}

describe("two reports side by side", () => {
  test("say what rose, fell and is open, over all runs and by framework", async () => {
    const crew = (runs: GateRun[]) => runs.map((run) => ({ ...run, framework: "crewai" }));
    const before = [...runsShowing("FM-3.2", 10, 100), ...crew(runsShowing("FM-1.3", 60, 100))];
    const after = [...runsShowing("FM-3.2", 60, 100), ...crew(runsShowing("FM-1.3", 10, 100))];
    const { rows, before: was, after: is } = await diffOf(before, after);
    expect([was.runs, is.runs]).toEqual([200, 200]);
    const said = rows.map(({ by, mode, verdict }) => [by["framework"] ?? "all", mode, verdict]);
    expect(said).toEqual([
      ["all", "any", "open"],
      ["all", "FM-1.3", "fall"],
      ["all", "FM-3.2", "rise"],
      ["autogen", "any", "rise"],
      ["autogen", "FM-3.2", "rise"],
      ["crewai", "any", "fall"],
      ["crewai", "FM-1.3", "fall"],
    ]);
  });

  test("name what appeared, went, grew and shrank", async () => {
    const { rows } = await diffOf(
      [...runsShowing("FM-1.3", 3, 50), ...runsShowing("FM-2.1", 9, 50), ...runsShowing("FM-2.2", 2, 50)],
      [...runsShowing("FM-3.2", 3, 50), ...runsShowing("FM-2.1", 3, 50), ...runsShowing("FM-2.2", 4, 50)],
    );
    expect(Object.fromEntries(rows.map(({ mode, change }) => [mode, change]))).toEqual({
      ...{ any: "fewer", "FM-1.3": "gone", "FM-2.1": "fewer", "FM-2.2": "more", "FM-3.2": "appeared" },
    });
    expect(rows.every(({ verdict }) => verdict === "open")).toBe(true);
  });

  test("pair tasks, and name those that show other modes now, with their runs", async () => {
    const before = runsShowing("FM-3.2", 20, 60, true);
    const after = runsShowing("FM-3.2", 21, 60, true);
    const run = { id: "00ff00ff00ff00ff", uri: "traces/b.json" };
    const diff = await diffReports(
      { name: "a", report: gateReport(before) },
      { name: "b", report: gateReport(after), runs: new Map([["task-20\0autogen", [run]]]) },
    );
    expect(diff.rows.find(({ mode }) => mode === "FM-3.2")).toMatchObject({
      ...{ test: "exact-paired", pairs: { tasks: 60, onlyNow: 1, onlyBefore: 0 }, verdict: "open" },
    });
    expect(diffSchema.parse(diff)).toEqual(diff);
    expect(diff.tasks).toEqual([
      {
        ...{ taskKey: "task-20", by: { framework: "autogen" }, appeared: ["FM-3.2"], gone: [] },
        ...{ runsBefore: [], runsAfter: [run] },
      },
    ]);
    const text = [...diffTable(diff, 120, paint(false))].join("");
    expect(text).toContain("a (60 runs) → b (60 runs)");
    expect(text).toContain(
      "1 task shows other modes now\n  +FM-3.2 · autogen · run 00ff00ff00ff traces/b.json",
    );
    expect(diffMarkdown(diff)).toContain(
      "| FM-3.2 | 20 of 60 (33 %) | 21 of 60 (35 %) | 20 | 21 | +1.7 paired |",
    );
  });

  test("of the same runs are all open, the other way round the mirror image", async () => {
    const some = [...runsShowing("FM-1.3", 30, 100), ...runsShowing("FM-3.1", 5, 100)];
    const other = runsShowing("FM-1.3", 90, 200);
    const same = await diffOf(some, some);
    expect(same.rows.map(({ change, verdict, difference }) => [change, verdict, difference])).toEqual(
      same.rows.map(() => ["same", "open", 0]),
    );
    const there = await diffOf(some, other);
    const back = await diffOf(other, some);
    expect(there.rows.map(({ p }) => p)).toEqual(back.rows.map(({ p }) => p));
    expect(there.rows.map(({ difference }) => difference)).toEqual(
      back.rows.map(({ difference }) => (difference === null ? null : 0 - difference)),
    );
  });

  test("without finds on either side have no rows", async () => {
    const diff = await diffOf(runsShowing("FM-1.3", 0, 10), runsShowing("FM-1.3", 0, 10));
    expect(diff.rows).toEqual([]);
    expect([...diffTable(diff, 100, paint(false))].join("")).toContain("Neither side shows any mode.");
  });

  test("cannot be made to break out of a terminal or of Markdown", async () => {
    const nasty = "x\u001b[31m|<script>*[a](b)";
    const report = gateReport(runsShowing("FM-1.3", 3, 10).map((run) => ({ ...run, framework: nasty })));
    const other = gateReport(runsShowing("FM-1.3", 3, 10));
    const diff = await diffReports({ name: nasty, report }, { name: "b", report: other });
    expect([...diffTable(diff, 100, paint(false))].join("")).not.toContain("\u001b");
    for (const part of ["<script", "\u001b", "*[a]"]) expect(diffMarkdown(diff)).not.toContain(part);
  });
});
