import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RateRow } from "../../../src/core/report.ts";
import { buildReport } from "../../../src/report/build-report.ts";
import { bucketsOf } from "../../../src/reporters/html/client/buckets.ts";
import { type Counted, countFigures, groupEntries } from "../../../src/reporters/html/client/count.ts";
import {
  EMPTY_FILTER,
  EntrySearch,
  type Filter,
  filterOf,
  filterText,
} from "../../../src/reporters/html/client/filter.ts";
import { overviewHash, routeOf, runHash } from "../../../src/reporters/html/client/route.ts";
import type { PageMode, RunEntry } from "../../../src/reporters/html/page-data.ts";
import { toRunEntry } from "../../../src/reporters/html/run-entry.ts";
import { fullInput, TEST_MODES } from "../../helpers/fake-report.ts";

async function entriesOf(): Promise<RunEntry[]> {
  const report = await buildReport(fullInput());
  const entries: RunEntry[] = [];
  for await (const run of report.runs()) entries.push(toRunEntry(run, TEST_MODES, (text) => text));
  return entries;
}

const explained = (modes: typeof TEST_MODES): PageMode[] =>
  modes.map((mode) => ({ ...mode, summary: null, remediation: [] }));

const RATE: RateRow = {
  ...{ by: {}, mode: "any", outcome: "all", runs: 1, examined: 1, present: 0, absent: 1, unknown: 0 },
  ...{ rate: 0, interval: [0, 0.8], atLeast: 0, atLeastInterval: [0, 0.8] },
  gating: { present: 0, absent: 1, unknown: 0 },
};

/** Somebody can say of each mode that it is absent. */
const COUNTED: Counted = {
  modes: explained(TEST_MODES),
  rates: [...TEST_MODES.map(({ id }) => id), "any" as const].map((mode) => ({ ...RATE, mode })),
};

function entry(verdicts: string, change: Partial<RunEntry> = {}): RunEntry {
  return {
    ...{
      id: "00",
      uri: "a.json",
      locator: "",
      framework: "autogen",
      outcome: "unknown",
      endReason: "completed",
    },
    ...{ startedAt: null, steps: 1, task: null, agents: [], models: [], tags: {}, findings: 0, hits: [] },
    ...{ verdicts, ...change },
  };
}

describe("figures counted in the browser", () => {
  test("are those of the report", async () => {
    const { head } = await buildReport(fullInput());
    const counted = { modes: explained(TEST_MODES), rates: head.rates };
    const entries = await entriesOf();
    const rows = head.rates.filter(({ outcome, mode }) => outcome === "all" && !mode.startsWith("FC"));
    expect(rows.length).toBeGreaterThan(4);
    const groups = new Map(
      groupEntries(entries, "framework").map(([name, own]) => [name, countFigures(own, counted)]),
    );
    for (const { by, mode, outcome, unknown, gating, ...row } of rows) {
      expect([outcome, unknown, gating]).toBeDefined();
      expect(groups.get(by["framework"] ?? "")?.get(mode)).toEqual(row);
    }
  });

  test("are those of the report by agent too", async () => {
    const { head, runs } = await buildReport(fullInput({ by: ["agent"] }));
    const entries: RunEntry[] = [];
    for await (const run of runs()) entries.push(toRunEntry(run, TEST_MODES, (text) => text));
    const counted = { modes: explained(TEST_MODES), rates: head.rates };
    const groups = groupEntries(entries, "agent");
    expect(groups.map(([name]) => name)).toEqual(["clerk"]);
    const figures = countFigures(groups[0]?.[1] ?? [], counted, "clerk");
    const rows = head.rates.filter(
      ({ by, outcome, mode }) => "agent" in by && outcome === "all" && !mode.startsWith("FC"),
    );
    expect(rows).toHaveLength(4);
    for (const { by, mode, outcome, unknown, gating, ...row } of rows) {
      expect([by, outcome, unknown, gating]).toBeDefined();
      expect(figures.get(mode)).toEqual(row);
    }
  });

  test("never count what nobody looked at, or could not tell, as absent", () => {
    const figures = countFigures([entry("-u-"), entry("uuu"), entry("aa-"), entry("aaa")], COUNTED);
    expect(figures.get("FM-1.2")).toMatchObject({
      runs: 4,
      examined: 3,
      present: 0,
      absent: 2,
      rate: 0,
      atLeast: 0,
    });
    expect(figures.get("any")).toMatchObject({ runs: 4, examined: 4, present: 0, absent: 1 });
  });

  test("group by tags of any name, also those of an object's own", () => {
    const tags = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    const groups = groupEntries([entry("---", { tags }), entry("---")], "tag:__proto__");
    expect(groups.map(([name, own]) => [name, own.length])).toEqual([["a", 1]]);
    expect(groupEntries([entry("---")], "tag:constructor")).toEqual([]);
  });
});

describe("the course over time", () => {
  test("is counted by day, week or month, whichever gives some twenty points", () => {
    const at = (time: string, verdicts = "p--"): RunEntry => entry(verdicts, { startedAt: `${time}.000Z` });
    const days = bucketsOf([at("2026-05-01T23:59:59"), at("2026-05-04T00:00:00", "u--")], COUNTED, "any");
    expect(
      days.map(({ unit, start, figures }) => [unit, new Date(start * 1000).toISOString(), figures.atLeast]),
    ).toEqual([
      ["day", "2026-05-01T00:00:00.000Z", 1],
      ["day", "2026-05-04T00:00:00.000Z", 0],
    ]);
    const [week] = bucketsOf([at("2026-01-01T00:00:00"), at("2026-08-01T00:00:00")], COUNTED, "any");
    expect(week).toMatchObject({ unit: "week", start: Date.UTC(2025, 11, 29) / 1000 });
    const months = bucketsOf([at("2024-01-31T00:00:00"), at("2026-02-01T00:00:00")], COUNTED, "any");
    expect(months.map(({ start }) => new Date(start * 1000).toISOString().slice(0, 7))).toEqual([
      "2024-01",
      "2026-02",
    ]);
  });

  test("leaves out runs without a time and stretches in which nobody looked", () => {
    expect(
      bucketsOf([entry("p--"), entry("---", { startedAt: "2026-05-01T00:00:00.000Z" })], COUNTED, "any"),
    ).toEqual([]);
  });
});

describe("the filter", () => {
  const find = async (change: Partial<Filter>): Promise<number> =>
    new EntrySearch(await entriesOf(), TEST_MODES).find({ ...EMPTY_FILTER, ...change }).length;

  test("narrows by each choice", async () => {
    expect(await find({})).toBe(4);
    expect(await find({ framework: "crewai" })).toBe(1);
    expect(await find({ outcome: "failed" })).toBe(1);
    expect(await find({ tag: "team=blue" })).toBe(1);
    expect(await find({ mode: "FM-1.3" })).toBe(2);
    expect(await find({ mode: "FM-1.3", verdict: "unknown" })).toBe(2);
    expect(await find({ verdict: "absent" })).toBe(2);
    expect(await find({ search: "COUNT_CRATES same" })).toBe(2);
    expect(await find({ search: "count_crates nowhere" })).toBe(0);
    const search = new EntrySearch(await entriesOf(), TEST_MODES);
    const inSteps = search.find(
      { ...EMPTY_FILTER, search: "nowhere", framework: "autogen" },
      new Set([0, 3]),
    );
    expect(inSteps.map(({ framework }) => framework)).toEqual(["autogen"]);
  });

  test("survives its way through the address", () => {
    const text = fc.string();
    fc.assert(
      fc.property(
        fc.record({
          search: text,
          framework: text,
          mode: text,
          verdict: text,
          outcome: text,
          model: text,
          agent: text,
          tag: text,
          by: text,
          within: text,
          sort: text,
        }),
        (filter) => {
          // An address has no lone surrogates.
          const sent = Object.fromEntries(
            Object.entries(filter).map(([name, value]) => [name, value.toWellFormed()]),
          );
          expect(filterOf(filterText(sent as unknown as Filter))).toEqual(sent);
          expect(routeOf(overviewHash(sent as unknown as Filter))).toEqual({
            page: "overview",
            filter: sent,
          });
        },
      ),
    );
  });
});

describe("addresses", () => {
  test("lead to a run, a step and a finding", () => {
    expect(routeOf(runHash("ab12"))).toEqual({ page: "run", id: "ab12", at: null });
    expect(routeOf(runHash("ab12", { step: 7 }))).toEqual({ page: "run", id: "ab12", at: { step: 7 } });
    expect(routeOf(runHash("ab12", { finding: "f/1" }))).toEqual({
      page: "run",
      id: "ab12",
      at: { finding: "f/1" },
    });
  });

  test("of any kind lead somewhere", () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(["overview", "run"]).toContain(routeOf(`#${hash}`).page);
        expect(["overview", "run"]).toContain(routeOf(`#/run/${hash}`).page);
      }),
    );
  });
});
