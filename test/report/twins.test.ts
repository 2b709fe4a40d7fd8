import { describe, expect, it } from "vitest";
import { printsOf, type RunPrints } from "../../src/core/run-prints.ts";
import type { RunSummary } from "../../src/core/summary.ts";
import { TwinFinder } from "../../src/report/twins.ts";
import { fakeRun, idOf, summaryOf } from "../helpers/fake-report.ts";

const WORDS = [
  "Berth four is taken until noon.",
  "Then berth seven, which is free.",
  "The captain was told.",
];

interface PrintedSummary extends RunSummary {
  prints?: RunPrints;
}

function run(
  number: number,
  change: Partial<RunSummary> = {},
  words: readonly string[] = WORDS,
): PrintedSummary {
  const fake = fakeRun(number);
  const [first] = fake.steps;
  const steps = words.flatMap((text) => (first === undefined ? [] : [{ ...first, text }]));
  return { ...summaryOf(fake, []), prints: printsOf({ task: null, steps }), ...change };
}

function twins(...runs: PrintedSummary[]): { ids: string[]; overlap: number }[] {
  const finder = new TwinFinder();
  for (const one of runs) finder.add(one);
  return finder
    .rows(printsFor(finder, runs), (uri) => uri)
    .map(({ runs: row, overlap }) => ({ ids: row.map(({ id }) => id), overlap }));
}

/** Only what is asked for: what is not asked for is not read either. */
function printsFor(finder: TwinFinder, runs: readonly PrintedSummary[]): Map<string, RunPrints> {
  const wanted = new Set(finder.candidates());
  return new Map(
    runs.flatMap(({ id, prints }) => (prints !== undefined && wanted.has(id) ? [[id, prints] as const] : [])),
  );
}

const console_ = { format: "autogen/console" };
const both = { ids: [idOf(1), idOf(2)], overlap: 1 };

describe("possible twins", () => {
  it("are runs of one task from two sources that say the same in two forms", () => {
    expect(twins(run(1), run(2, console_))).toEqual([both]);
    expect(twins(run(2, console_), run(1))).toEqual([both]);
    expect(twins(run(1), run(2, console_), run(3, { format: "langsmith/runs" }))).toEqual([
      { ids: [idOf(1), idOf(2), idOf(3)], overlap: 1 },
    ]);
  });

  it("may lack a little of what the longer one says", () => {
    const long = [...WORDS, "The crane driver too.", "And the harbour master as well."];
    expect(twins(run(1, {}, long), run(2, console_))).toEqual([both]);
    expect(
      twins(run(1, {}, long), run(2, console_, [...long.slice(0, 4), "Something else entirely."])),
    ).toEqual([{ ...both, overlap: 0.8 }]);
    expect(twins(run(1, {}, long), run(2, console_, [...WORDS, "Something else entirely."]))).toEqual([]);
  });

  it.each([
    ["another task", run(2, { ...console_, taskKey: "00000000000000bb" })],
    ["no task", run(2, { ...console_, taskKey: null })],
    [
      "the same source",
      run(2, { ...console_, source: { uri: "/srv/demo/traces/run-1.json", locator: "/1" } }),
    ],
    ["the same form, which was run twice for all we know", run(2)],
    ["one text alone", run(2, console_, WORDS.slice(0, 1))],
    ["no fingerprints", (({ prints: _, ...rest }) => rest)(run(2, console_))],
  ])("are not runs of %s", (_name, other) => {
    expect(twins(run(1), other)).toEqual([]);
  });

  it("start together, as far as times are known; local times count", () => {
    const at = (startedAt: string | null) => ({ startedAt });
    const first = run(1, at("2026-11-02T08:00:00.000Z"));
    expect(twins(first, run(2, { ...console_, ...at("2026-11-02T08:00:07.000Z") }))).toEqual([both]);
    expect(twins(first, run(2, { ...console_, ...at("2026-11-02T10:00:03.000Z") }))).toEqual([both]);
    expect(twins(first, run(2, { ...console_, ...at(null) }))).toEqual([both]);
    expect(twins(first, run(2, { ...console_, ...at("2026-11-02T08:04:00.000Z") }))).toEqual([]);
    expect(twins(first, run(2, { ...console_, ...at("2026-11-09T08:00:00.000Z") }))).toEqual([]);
  });

  it("overlap in time, but for a second; local times count", () => {
    const day = "2026-11-02T";
    const during = (from: string, to: string | null) => ({
      startedAt: `${day}${from}Z`,
      endedAt: to === null ? null : `${day}${to}Z`,
    });
    const first = run(1, during("08:00:53.386", "08:00:53.630"));
    const other = (from: string, to: string | null) => run(2, { ...console_, ...during(from, to) });
    expect(twins(first, other("08:00:57.043", "08:00:57.471"))).toEqual([]);
    expect(twins(other("08:00:57.043", "08:00:57.471"), first)).toEqual([]);
    expect(twins(first, other("10:00:57.043", "10:00:57.471"))).toEqual([]);
    expect(twins(first, other("08:00:54.500", "08:00:57.471"))).toEqual([both]);
    expect(twins(first, other("08:00:55.047", "08:00:55.172"))).toEqual([]);
    expect(twins(first, other("10:00:53.000", "10:00:54.000"))).toEqual([both]);
    expect(twins(first, other("08:00:57.043", "08:00:57.043"))).toEqual([both]);
    expect(twins(first, other("08:00:57.043", null))).toEqual([both]);
    // A long run overlaps with much that began at another time.
    const long = run(1, during("08:00:00.000", "09:00:00.000"));
    expect(twins(long, other("08:05:00.000", "09:00:00.000"))).toEqual([]);
    expect(twins(long, other("08:00:40.000", "09:00:00.000"))).toEqual([both]);
  });

  it("are of different forms, since two exports in one form share their key", () => {
    const at = { startedAt: "2026-11-02T08:00:00.000Z" };
    expect(twins(run(1, at), run(2, at))).toEqual([]);
  });

  it("are not joined through an export without times when they cannot be one", () => {
    const at = (startedAt: string, format: string) => ({ startedAt, format });
    const untimed = run(1, console_);
    const monday = run(2, at("2026-11-02T08:00:00.000Z", "langsmith/runs"));
    const tuesday = run(3, at("2026-11-03T11:07:00.000Z", "otlp/genai"));
    const again = run(4, at("2026-11-04T09:20:00.000Z", "langsmith/runs"));
    expect(twins(untimed, monday, tuesday, again)).toEqual([{ ids: [idOf(1), idOf(2)], overlap: 1 }]);
    expect(twins(monday, tuesday, untimed)).toEqual([{ ids: [idOf(1), idOf(2)], overlap: 1 }]);
    const same = run(3, at("2026-11-02T08:00:01.000Z", "otlp/genai"));
    expect(twins(untimed, monday, same, again)).toEqual([{ ids: [idOf(1), idOf(2), idOf(3)], overlap: 1 }]);
  });

  it("need fingerprints only where a task was run in two forms", () => {
    const finder = new TwinFinder();
    const other = { taskKey: "00000000000000bb" };
    for (const one of [run(1), run(2), run(3, other), run(4, { ...other, ...console_ })]) finder.add(one);
    expect(finder.candidates()).toEqual([idOf(3), idOf(4)]);
  });

  it("are looked for in linear time, also where all runs say the same", () => {
    const finder = new TwinFinder();
    const started = performance.now();
    const runs = Array.from({ length: 20_000 }, (_, number) => run(number, number % 2 === 0 ? {} : console_));
    for (const one of runs) finder.add(one);
    expect(finder.rows(printsFor(finder, runs), (uri) => uri)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
