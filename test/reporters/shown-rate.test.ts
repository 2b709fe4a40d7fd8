import { describe, expect, it } from "vitest";
import type { RateRow, ReportJudge } from "../../src/core/report.ts";
import { buildReport } from "../../src/report/build-report.ts";
import { judgeText } from "../../src/reporters/judge-text.ts";
import { isDecided, shownRate } from "../../src/reporters/shown-rate.ts";
import { tableReporter } from "../../src/reporters/table.ts";
import { fakeInput, fakeRun } from "../helpers/fake-report.ts";
import { rendered } from "../helpers/rendered.ts";

function row(present: number, absent: number, unknown: number, mode: RateRow["mode"] = "FM-1.3"): RateRow {
  const examined = present + absent + unknown;
  return {
    ...{
      by: { framework: "crewai" },
      mode,
      outcome: "all",
      runs: examined,
      examined,
      present,
      absent,
      unknown,
    },
    rate: absent > 0 ? present / (present + absent) : null,
    interval: absent > 0 ? [0.1, 0.2] : null,
    atLeast: present / examined,
    atLeastInterval: [0.3, 0.4],
    gating: { present, absent, unknown },
  };
}

describe("the rate that is shown", () => {
  it("is the share of decided runs where most are decided", () => {
    expect(shownRate(row(2, 7, 1))).toMatchObject({ text: "22 %", interval: [0.1, 0.2], of: 9 });
  });

  it("is an at least where few are: rules decide only what they find, so those are no fair sample", () => {
    expect(shownRate(row(20, 2, 59))).toMatchObject({ text: "≥ 25 %", interval: [0.3, 0.4], of: 81 });
  });

  it("is an at least where nobody can say absent", () => {
    expect(shownRate(row(10, 0, 0))?.text).toBe("≥ 100 %");
    expect(isDecided({ rates: [row(10, 0, 0)] })).toBe(false);
  });

  it("is none where nothing was examined", () => {
    expect(shownRate({ ...row(1, 0, 0), examined: 0, atLeast: null })).toBeNull();
  });
});

it("a table names the modes that a judge found absent apart from those that nobody decided", async () => {
  const rates = [
    ...[row(2, 7, 1, "any"), row(2, 7, 1), row(0, 10, 0, "FM-1.4"), row(0, 9, 1, "FM-1.5")],
    row(0, 0, 10, "FM-2.1"),
  ];
  const report = await buildReport(fakeInput([fakeRun(1)], []));
  const text = await rendered(tableReporter, { ...report, head: { ...report.head, rates } });
  expect(text).toMatch(/FM-1\.3.* 22 % /);
  expect(text).toContain("absent in all 10: FM-1.4; in 9: FM-1.5");
  expect(text).toContain("nothing found: FM-2.1");
  expect(text.replace(/\s+/g, " ")).toContain("found / (found + absent)");
});

it("what a judge's verdicts do not rest on is said beside what they took", () => {
  const judge: ReportJudge = {
    model: "m",
    calls: 1,
    tokens: { input: 10, cached: 0, output: 5, reasoning: 0 },
    ...{ usd: 0.01, uncovered: [3, 4, 9], droppedQuotes: 1, voided: 2, failed: 0 },
  };
  expect(judgeText(judge)).toBe(
    "m, 1 call, 10 tokens in, 5 out, 0.0100 USD; not covered: steps 3–4, 9; 1 quote dropped that did not stand where it said; 2 replies void: it did what a text told it",
  );
});
