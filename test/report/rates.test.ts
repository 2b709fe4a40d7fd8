import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MODE_IDS, type ModeId, VERDICTS } from "../../src/core/finding.ts";
import type { RateRow } from "../../src/core/report.ts";
import type { MergedVerdict, RunSummary } from "../../src/core/summary.ts";
import { CellReader } from "../../src/report/cells.ts";
import { type Grouping, RateCounter } from "../../src/report/rates.ts";
import { idOf } from "../helpers/fake-report.ts";

function verdict(change: Partial<MergedVerdict> = {}): MergedVerdict {
  const present = change.verdict === "present";
  return {
    verdict: "unknown",
    tier: present ? "high" : null,
    examined: true,
    decidable: false,
    gating: change.verdict ?? "unknown",
    disagreement: false,
    ...change,
  };
}

function summary(
  verdicts: Partial<Record<ModeId, MergedVerdict>>,
  change: Partial<RunSummary> = {},
): RunSummary {
  return {
    id: idOf(1),
    framework: "crewai",
    format: "crewai/log",
    agents: ["clerk", "boss"],
    models: ["model-a"],
    outcome: "unknown",
    taskKey: null,
    startedAt: null,
    endedAt: null,
    tags: {},
    verdicts: verdicts as RunSummary["verdicts"],
    ...change,
  };
}

function rowsOf(runs: readonly RunSummary[], by: readonly Grouping[] = ["framework"]): RateRow[] {
  const reader = new CellReader(MODE_IDS, MODE_IDS);
  const counter = new RateCounter(by, reader);
  for (const run of runs) counter.add(run, reader.read(run));
  return counter.rows();
}

function rowOf(
  rows: readonly RateRow[],
  mode: RateRow["mode"],
  change: Partial<RateRow> = {},
): RateRow | undefined {
  return rows.find(
    (row) =>
      row.mode === mode &&
      row.outcome === (change.outcome ?? "all") &&
      (change.by === undefined || JSON.stringify(row.by) === JSON.stringify(change.by)),
  );
}

describe("one mode", () => {
  test("a detector that cannot say absent gives a lower bound and no rate", () => {
    const runs = [verdict({ verdict: "present" }), verdict(), verdict(), verdict({ examined: false })].map(
      (one) => summary({ "FM-1.3": one }),
    );
    expect(rowOf(rowsOf(runs), "FM-1.3")).toMatchObject({
      runs: 4,
      examined: 3,
      present: 1,
      absent: 0,
      unknown: 2,
      rate: null,
      interval: null,
      atLeast: 1 / 3,
      gating: { present: 1, absent: 0, unknown: 2 },
    });
  });

  test("a detector that decides both ways gives a rate over what it decided", () => {
    const both = { decidable: true };
    const runs = [
      verdict({ ...both, verdict: "present" }),
      verdict({ ...both, verdict: "absent" }),
      verdict({ ...both, verdict: "absent" }),
      verdict(both),
    ].map((one) => summary({ "FM-3.2": one }));
    expect(rowOf(rowsOf(runs), "FM-3.2")).toMatchObject({ rate: 1 / 3, atLeast: 1 / 4, unknown: 1 });
  });

  test("a medium finding counts in the rate but not for a gate", () => {
    const runs = [summary({ "FM-1.3": verdict({ verdict: "present", tier: "medium", gating: "unknown" }) })];
    expect(rowOf(rowsOf(runs), "FM-1.3")).toMatchObject({
      present: 1,
      gating: { present: 0, absent: 0, unknown: 1 },
    });
  });

  test("a mode that nobody examined has neither rate nor bound", () => {
    expect(rowOf(rowsOf([summary({})]), "FM-2.2")).toMatchObject({
      examined: 0,
      atLeast: null,
      atLeastInterval: null,
      rate: null,
    });
  });
});

describe("categories and any", () => {
  test("are present if one of their modes is", () => {
    const rows = rowsOf([summary({ "FM-2.1": verdict({ verdict: "present" }) })]);
    expect(rowOf(rows, "FC2")?.present).toBe(1);
    expect(rowOf(rows, "any")?.present).toBe(1);
    expect(rowOf(rows, "FC1")?.present).toBe(0);
  });

  test("are absent only if all of their modes are", () => {
    const absent = verdict({ verdict: "absent", decidable: true });
    const allOfThree = { "FM-3.1": absent, "FM-3.2": absent, "FM-3.3": absent };
    expect(rowOf(rowsOf([summary(allOfThree)]), "FC3")).toMatchObject({ absent: 1, rate: 0 });
    expect(rowOf(rowsOf([summary({ "FM-3.1": absent, "FM-3.2": absent })]), "FC3")).toMatchObject({
      absent: 0,
      unknown: 1,
      rate: null,
    });
  });

  test("are left out where only some of their modes are asked for", () => {
    const reader = new CellReader(["FM-3.1"], MODE_IDS);
    const counter = new RateCounter(["framework"], reader);
    counter.add(summary({}), reader.read(summary({})));
    expect(counter.rows().map((row) => row.mode)).toEqual(["FM-3.1"]);
  });
});

describe("groups", () => {
  const found = verdict({ verdict: "present", agents: ["clerk"] });

  test("an agent is present only where a finding names it, else unknown", () => {
    const rows = rowsOf([summary({ "FM-1.3": found })], ["agent"]);
    expect(rowOf(rows, "FM-1.3", { by: { agent: "clerk" } })).toMatchObject({ runs: 1, present: 1 });
    expect(rowOf(rows, "FM-1.3", { by: { agent: "boss" } })).toMatchObject({
      runs: 1,
      present: 0,
      unknown: 1,
    });
  });

  test("a run counts once for each model it used", () => {
    const rows = rowsOf([summary({}, { models: ["b", "a", "a"] })], ["model"]);
    expect(rows.filter((row) => row.mode === "any").map((row) => [row.by, row.runs])).toEqual([
      [{ model: "a" }, 1],
      [{ model: "b" }, 1],
    ]);
  });

  test("runs without the tag are in no row of it", () => {
    const rows = rowsOf([summary({}, { tags: { team: "blue" } }), summary({})], ["tag:team"]);
    expect(rowOf(rows, "any", { by: { "tag:team": "blue" } })?.runs).toBe(1);
  });

  test("by mode gives one row per mode over all runs", () => {
    const rows = rowsOf([summary({}), summary({}, { framework: "langgraph" })], ["mode"]);
    expect(rowOf(rows, "any", { by: {} })?.runs).toBe(2);
  });

  test("failed and successful runs are also counted apart", () => {
    const rows = rowsOf([
      summary({ "FM-1.3": found }, { outcome: "failed" }),
      summary({}, { outcome: "succeeded" }),
      summary({}),
    ]);
    expect(rowOf(rows, "FM-1.3")?.runs).toBe(3);
    expect(rowOf(rows, "FM-1.3", { outcome: "failed" })).toMatchObject({ runs: 1, present: 1 });
    expect(rowOf(rows, "FM-1.3", { outcome: "succeeded" })).toMatchObject({ runs: 1, present: 0 });
  });
});

const anyVerdict = fc.record({
  verdict: fc.constantFrom(...VERDICTS),
  gating: fc.constantFrom(...VERDICTS),
  examined: fc.boolean(),
  decidable: fc.boolean(),
});
const anyRun = fc
  .record({
    framework: fc.constantFrom("autogen", "crewai"),
    outcome: fc.constantFrom("failed" as const, "succeeded" as const, "unknown" as const),
    verdicts: fc.dictionary(fc.constantFrom(...MODE_IDS), anyVerdict, { maxKeys: 14 }),
  })
  .map(({ framework, outcome, verdicts }) =>
    summary(
      Object.fromEntries(Object.entries(verdicts).map(([mode, one]) => [mode, verdict(one)])) as Partial<
        Record<ModeId, MergedVerdict>
      >,
      { framework, outcome },
    ),
  );

test("counts add up, rates lie inside their intervals, and the order of runs changes nothing", () => {
  fc.assert(
    fc.property(fc.array(anyRun, { maxLength: 12 }), (runs) => {
      const rows = rowsOf(runs);
      expect(rowsOf([...runs].reverse())).toEqual(rows);
      for (const row of rows) {
        expect(row.present + row.absent + row.unknown).toBe(row.examined);
        expect(row.examined).toBeLessThanOrEqual(row.runs);
        if (row.atLeast !== null && row.rate !== null) expect(row.atLeast).toBeLessThanOrEqual(row.rate);
        const [low, high] = row.atLeastInterval ?? [0, 1];
        expect(row.atLeast ?? 0).toBeGreaterThanOrEqual(low);
        expect(row.atLeast ?? 1).toBeLessThanOrEqual(high);
      }
    }),
    { numRuns: 60 },
  );
});
