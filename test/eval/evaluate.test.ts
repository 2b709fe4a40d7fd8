import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EvaluationRow } from "../../src/core/evaluation.ts";
import type { Tier, Verdict } from "../../src/core/finding.ts";
import { type EvaluateOptions, evaluate } from "../../src/eval/evaluate.ts";
import type { Prediction, ScoredRun } from "../../src/eval/scored-run.ts";

const OPTIONS: EvaluateOptions = {
  modes: ["FM-1.3", "FM-3.2", "FM-3.3"],
  resamples: 50,
  seed: 1,
  minPositives: 2,
};

function said(
  verdict: Verdict,
  tier: Exclude<Tier, "low"> | null = verdict === "present" ? "high" : null,
): Prediction {
  return { verdict, tier, examined: true, why: "because" };
}

/** `+-` = label yes, verdict absent; `-+` = label no, verdict present; `?` = unknown; `.` as label = not scored. */
function runs(framework: string, ...cells: readonly string[]): ScoredRun[] {
  const verdicts: Record<string, Prediction> = {
    "+": said("present"),
    "-": said("absent"),
    "?": said("unknown"),
  };
  return cells.map((cell, index) => ({
    id: `${framework}${index}`,
    source: `${framework}/${index}.json`,
    framework,
    labels: cell[0] === "." ? {} : { "FM-1.3": cell[0] === "+" },
    predictions: { "FM-1.3": verdicts[cell[1] ?? ""] ?? said("unknown") },
    blame: null,
  }));
}

function rowOf(
  given: readonly ScoredRun[],
  of: string,
  options: Partial<EvaluateOptions> = {},
): EvaluationRow {
  const row = evaluate(given, { ...OPTIONS, ...options }).rows.find((one) => one.of === of);
  if (row === undefined) throw new Error(`no row ${of}`);
  return row;
}

describe("one mode", () => {
  const row = rowOf(runs("a", "++", "++", "+?", "+-", "-+", "-?", "-?", "--", ".+"), "FM-1.3");

  it("counts label against verdict", () => {
    expect(row).toMatchObject({ runs: 8, labelled: 8, positives: 4, coverage: 5 / 8 });
    expect(row.confusion).toEqual({
      positive: { present: 2, absent: 1, unknown: 1 },
      negative: { present: 1, absent: 1, unknown: 2 },
    });
  });

  it("scores unknown as absent", () => {
    const { precision, recall, f1, kappa } = row.unknownAsAbsent;
    expect([precision.value, recall.value, f1.value]).toEqual([2 / 3, 0.5, 4 / 7]);
    // Observed 5/8; by chance 3/8 · 4/8 + 5/8 · 4/8 = 1/2.
    expect(kappa.value).toBeCloseTo(0.25, 12);
  });

  it("scores with unknown left out", () => {
    const { n, precision, recall, kappa } = row.unknownLeftOut;
    expect([n, precision.value, recall.value]).toEqual([5, 2 / 3, 2 / 3]);
    // Observed 3/5; by chance 3/5 · 3/5 + 2/5 · 2/5 = 13/25.
    expect(kappa.value).toBeCloseTo((15 / 25 - 13 / 25) / (12 / 25), 12);
  });

  it("compares with those who always say the same", () => {
    expect(row.baselines.neverFire).toEqual({ precision: null, recall: 0, f1: 0, kappa: 0 });
    expect(row.baselines.alwaysFire).toEqual({ precision: 0.5, recall: 1, f1: 2 / 3, kappa: 0 });
  });
});

it("counts only certain and high as strong, and a predictor without tiers as strong", () => {
  const tiers = (["certain", "high", "medium", null] as const).map(
    (tier, index): ScoredRun => ({
      ...{ id: `${index}`, source: "", framework: "a", blame: null },
      labels: { "FM-1.3": tier !== "high" },
      predictions: { "FM-1.3": said("present", tier) },
    }),
  );
  const row = rowOf(tiers, "FM-1.3");
  expect(row.tiers).toMatchObject({
    ...{ certain: { n: 1, right: 1 }, high: { n: 1, right: 0 }, medium: { n: 1, right: 1 } },
    ...{ certainAndHigh: { n: 2, right: 1 }, withMedium: { n: 4, right: 3 } },
  });
  expect(row.strong.precision.value).toBe(2 / 3);
  expect(row.unknownAsAbsent.precision.value).toBe(3 / 4);
});

describe("frameworks", () => {
  // Framework a always fails, b never: who guesses by framework is always right, and within each there is nothing to know.
  const confounded = [...runs("a", "++", "++", "++"), ...runs("b", "--", "--", "--")];

  it("guess by framework alone: the majority of the others", () => {
    const row = rowOf(confounded, "FM-1.3");
    expect(row.baselines.frameworkPrior.kappa).toBe(1);
    expect(row.kappaMinusPrior.value).toBe(0);
  });

  it("leave the run itself out of the guess", () => {
    // Each of the two positives sees one positive among two others, which is no majority.
    const row = rowOf(runs("a", "++", "++", "--"), "FM-1.3");
    expect(row.baselines.frameworkPrior).toMatchObject({ recall: 0, precision: 0 });
  });

  it("κ within is that of each framework, weighted by its runs; where it is not defined, not at all", () => {
    expect(rowOf(confounded, "FM-1.3").withinFramework.value).toBeNull();
    // a: κ 1 of 2 runs; b: κ 0 of 4 runs; c: not defined.
    const mixed = [...runs("a", "++", "--"), ...runs("b", "++", "+-", "-+", "--"), ...runs("c", "--")];
    const row = rowOf(mixed, "FM-1.3");
    expect(row.withinFramework.value).toBeCloseTo(2 / 6, 12);
    expect(
      row.frameworks.map(({ framework, runs: count, kappa }) => [framework, count, kappa.value]),
    ).toEqual([
      ["a", 2, 1],
      ["b", 4, 0],
      ["c", 1, null],
    ]);
  });

  it("leave one framework out", () => {
    const [a] = rowOf([...runs("a", "++", "--"), ...runs("b", "++", "+-", "-+", "--")], "FM-1.3").frameworks;
    expect(a?.without).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5, kappa: 0, withinFramework: 0 });
  });
});

describe("several modes", () => {
  const both = (labels: ScoredRun["labels"], predictions: ScoredRun["predictions"]): ScoredRun => ({
    ...{ id: "r", source: "", framework: "a", blame: null },
    labels,
    predictions,
  });

  it("takes FM-3.2 and FM-3.3 as one too: one of them is enough, and absent needs both", () => {
    const swapped = both(
      { "FM-3.2": true, "FM-3.3": false },
      { "FM-3.2": said("unknown"), "FM-3.3": said("present") },
    );
    const half = both({ "FM-3.2": false, "FM-3.3": false }, { "FM-3.2": said("absent") });
    const row = rowOf([swapped, { ...half, id: "s" }], "FM-3.2+3.3");
    expect(row.confusion).toEqual({
      positive: { present: 1, absent: 0, unknown: 0 },
      negative: { present: 0, absent: 0, unknown: 1 },
    });
  });

  it("does not score the pair where its label is open", () => {
    const open = both({ "FM-3.2": false }, {});
    const known = both({ "FM-3.2": false, "FM-3.3": true }, {});
    expect(rowOf([open, { ...known, id: "s" }], "FM-3.2+3.3")).toMatchObject({ labelled: 1, positives: 1 });
  });

  it("claims only modes with enough positives", () => {
    const rare = both({ "FM-1.3": true, "FM-3.2": true }, {});
    const common = both({ "FM-1.3": true, "FM-3.2": false }, {});
    const { rows } = evaluate([rare, { ...common, id: "s" }], OPTIONS);
    expect(rows.find(({ of }) => of === "all")?.modes).toEqual(["FM-1.3", "FM-3.2"]);
    expect(rows.find(({ of }) => of === "claimed")?.modes).toEqual(["FM-1.3"]);
  });
});

it("lists each cell on which label and verdict differ", () => {
  const { disagreements } = evaluate(runs("a", "++", "+?", "-+", "-?", ".+"), OPTIONS);
  expect(disagreements.map(({ run, label, verdict }) => [run, label, verdict])).toEqual([
    ["a1", true, "unknown"],
    ["a2", false, "present"],
  ]);
});

it("gives the same whatever the order of the runs", () => {
  const given = [...runs("a", "++", "+-", "-+", "--", "+?"), ...runs("b", "++", "--", "-?")];
  const expected = JSON.stringify(evaluate(given, OPTIONS));
  fc.assert(
    fc.property(fc.shuffledSubarray(given, { minLength: given.length }), (shuffled) => {
      expect(JSON.stringify(evaluate(shuffled, OPTIONS))).toBe(expected);
    }),
    { numRuns: 20 },
  );
});

describe("who and when", () => {
  const blamed = (
    agent: string,
    record: number | null,
    ...guesses: [string | null, number | null][]
  ): ScoredRun => ({
    ...{ id: `${agent}${record}`, source: "", framework: "a", labels: {}, predictions: {} },
    blame: {
      ...{ agent, record, unmapped: record === null },
      guesses: guesses.map(([name, at]) => ({ agent: name, record: at })),
      field: {
        agents: ["Coder", "Tester", "Orchestrator", "Writer"],
        records: [0, 4, 7, 10, 11, 12, 13, 14],
        baselines: {
          "first-step": [{ agent: "Tester", record: 4 }],
          "last-error": [],
          "most-active": [{ agent: "Coder", record: 4 }],
        },
      },
    },
  });

  it("scores the first guess, the first three, and how near the record is", () => {
    const { attribution } = evaluate(
      [
        blamed("coder", 4, ["Coder", 4]),
        blamed("Orchestrator", 10, ["Tester", 7], ["Orchestrator (thought)", 10]),
        blamed("Writer", null),
      ],
      OPTIONS,
    );
    expect(attribution).toMatchObject({
      agents: { labelled: 3, guessed: 2 },
      steps: { labelled: 2, guessed: 2, unmapped: 1 },
    });
    const { agentTop1, agentTop3, agentBaseline, stepExact, stepWithin3, stepTop3, stepBaseline } =
      attribution ?? {};
    const values = [agentTop1, agentTop3, agentBaseline, stepExact, stepWithin3, stepTop3, stepBaseline];
    expect(values.map((one) => one?.value)).toEqual([1 / 3, 2 / 3, 1 / 3, 0.5, 1, 1, 0.5]);
  });

  it("stands beside what takes no skill, each with the lead over it", () => {
    const given = [
      blamed("coder", 4, ["Coder", 4]),
      blamed("Tester", 0, ["Coder", 7], ["Tester", 0]),
      blamed("Writer", 12, ["Writer", 11]),
    ];
    const baselines = evaluate(given, { ...OPTIONS, resamples: 200 }).attribution?.baselines ?? [];
    expect(baselines.map(({ name, guessed }) => [name, guessed.agents, guessed.steps])).toEqual([
      ["random", 3, 3],
      ["first-step", 3, 3],
      ["last-error", 0, 0],
      ["most-active", 3, 3],
    ]);
    const [random, first, last] = baselines;
    // One agent of four and one record of eight in each run.
    expect([random?.agentTop1.value, random?.agentTop3.value]).toEqual([0.25, 0.75]);
    expect(random?.stepExact.value).toBeCloseTo(1 / 8, 12);
    expect(random?.stepTop3.value).toBeCloseTo(3 / 8, 12);
    expect(first?.stepExact.value).toBeCloseTo(1 / 3, 12);
    expect(last).toMatchObject({ agentTop1: { value: 0 }, lead: { agentTop1: { value: 2 / 3 } } });
    expect(random?.lead.stepExact.value).toBeCloseTo(1 / 3 - 1 / 8, 12);
    const [low, high] = random?.lead.stepExact.interval ?? [1, 0];
    expect(low).toBeLessThan(high);
  });

  it("has no baselines where the runs are not at hand", () => {
    const { blame, ...run } = blamed("coder", 4, ["Coder", 4]);
    const given = blame === null ? [] : [{ ...run, blame: { ...blame, field: null } }];
    expect(evaluate(given, OPTIONS).attribution).toMatchObject({ baselines: [], agentTop1: { value: 1 } });
  });

  it("is left out where no label blames anybody", () => {
    expect(evaluate(runs("a", "++"), OPTIONS).attribution).toBeNull();
  });
});
