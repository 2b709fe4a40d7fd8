import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GateRule } from "../../src/core/gate.ts";
import { type GateOptions, type GateReport, gate, isStopped } from "../../src/gate/gate.ts";
import { parseRule } from "../../src/gate/rule.ts";
import { gateSchema } from "../../src/report/gate-schema.ts";
import { gateReport, runsShowing } from "../helpers/gate-report.ts";

const rate = (text: string) => parseRule("max-rate", text);
const increase = (text: string) => parseRule("max-increase", text);

async function only(report: GateReport, text: string, options: GateOptions = {}): Promise<GateRule> {
  const result = await gate(report, [rate(text)], options);
  expect(gateSchema.safeParse(result).error).toBeUndefined();
  const [rule] = result.rules;
  if (rule === undefined) throw new Error("no rule");
  expect(result.verdict).toBe(rule.verdict);
  return rule;
}

async function compared(
  before: GateReport,
  now: GateReport,
  text: string,
  options: GateOptions = {},
): Promise<GateRule> {
  const result = await gate(now, [increase(text)], {
    baseline: { name: "before.json", report: before },
    ...options,
  });
  expect(gateSchema.safeParse(result).error).toBeUndefined();
  const [rule] = result.rules;
  if (rule === undefined) throw new Error("no rule");
  return rule;
}

describe("a highest rate", () => {
  test("is broken where the exact bound is above it", async () => {
    const rule = await only(gateReport(runsShowing("FM-3.2", 30, 100)), "FM-3.2=0.15");
    expect(rule).toMatchObject({
      verdict: "FAIL",
      n: 100,
      present: 30,
      observed: 0.3,
      uses: "atLeast",
      denominator: "examined",
    });
    // scipy: beta.ppf(0.01, 30, 71)
    expect(rule.bound).toBeCloseTo(0.198316, 6);
    expect(rule.why).toBe(
      "FM-3.2 was found in 30 of 100 examined runs (30 %): the true rate is above 19.8 % with 99 % confidence, and at most 15 % is allowed.",
    );
  });

  test("needs more to be broken the more rules there are", async () => {
    const report = gateReport(runsShowing("FM-3.2", 30, 100));
    const rules = ["FM-3.2=0.19", ...Array.from({ length: 55 }, () => "FM-1.1=0.5")].map(rate);
    const { verdict, rules: judged } = await gate(report, rules);
    expect(verdict).toBe("INCONCLUSIVE");
    expect(judged[0]?.level).toBeCloseTo(1 - 0.01 / 56, 12);
    expect((await gate(report, rules.slice(0, 1))).verdict).toBe("FAIL");
  });

  test("is neither kept nor broken where the rate is above it by chance perhaps", async () => {
    const rule = await only(gateReport(runsShowing("FM-3.2", 12, 100)), "FM-3.2=0.1");
    expect(rule.verdict).toBe("INCONCLUSIVE");
    expect(rule.why).toContain("above the limit of 10 %, but the true rate may be as low as 5");
  });

  test("is kept where the rate is at it", async () => {
    expect(await only(gateReport(runsShowing("FM-3.2", 10, 100)), "FM-3.2=0.1")).toMatchObject({
      verdict: "PASS",
    });
  });

  test("is kept at it whatever doubles make of the product", async () => {
    for (const percent of [7, 14, 28, 29, 55, 56, 57, 58]) {
      const rule = await only(gateReport(runsShowing("FM-3.2", percent, 100)), `FM-3.2=${percent}%`);
      expect(rule).toMatchObject({ observed: percent / 100, verdict: "PASS" });
    }
  });

  test("is not kept by few runs, but can be broken by them", async () => {
    const clean = gateReport(runsShowing("FM-3.2", 0, 19));
    expect(await only(clean, "FM-3.2=0.1")).toMatchObject({ verdict: "INCONCLUSIVE" });
    expect(await only(clean, "FM-3.2=0.1", { minRuns: 19 })).toMatchObject({ verdict: "PASS" });
    expect(await only(gateReport(runsShowing("FM-3.2", 5, 5)), "FM-3.2=0.1")).toMatchObject({
      verdict: "FAIL",
    });
  });

  test("of 0 is broken by the first find", async () => {
    expect(await only(gateReport(runsShowing("FM-3.2", 1, 300)), "FM-3.2=0")).toMatchObject({
      verdict: "FAIL",
    });
    expect(await only(gateReport(runsShowing("FM-3.2", 0, 300)), "FM-3.2=0")).toMatchObject({
      verdict: "PASS",
    });
  });

  test("is not kept where too much is unknown, if a share is given", async () => {
    const report = gateReport(runsShowing("FM-3.2", 1, 100));
    expect(await only(report, "FM-3.2=0.1", { maxUnknown: 0.5 })).toMatchObject({ verdict: "INCONCLUSIVE" });
    expect(await only(report, "FM-3.2=0.1", { maxUnknown: 0.99 })).toMatchObject({ verdict: "PASS" });
  });

  test("of decided runs leaves the unknown ones out, and is no rate where nobody can say absent", async () => {
    const absent = Array.from({ length: 40 }, () => ({
      verdicts: { "FM-3.2": "absent" as const },
      decidable: true,
    }));
    const present = Array.from({ length: 10 }, () => ({
      verdicts: { "FM-3.2": "present" as const },
      decidable: true,
    }));
    const open = runsShowing("FM-3.2", 0, 50);
    const rule = await only(gateReport([...absent, ...present, ...open]), "rate:FM-3.2=0.3");
    expect(rule).toMatchObject({
      verdict: "PASS",
      n: 50,
      present: 10,
      denominator: "decided",
      examined: 100,
      unknown: 50,
    });
    const undecided = await only(gateReport(runsShowing("FM-3.2", 10, 50)), "rate:FM-3.2=0.3");
    expect(undecided).toMatchObject({ verdict: "INCONCLUSIVE", n: 0, observed: null, bound: null, p: null });
    expect(undecided.why).toContain("absent");
  });

  test("counts categories and any, and adds frameworks up", async () => {
    const report = gateReport([
      ...runsShowing("FM-1.3", 10, 50),
      ...runsShowing("FM-3.1", 30, 50).map((run) => ({ ...run, framework: "crewai" })),
    ]);
    expect(await only(report, "any=0.9")).toMatchObject({ n: 100, present: 40, by: {} });
    expect(await only(report, "FC1=0.9")).toMatchObject({ n: 100, present: 10 });
    expect(await only(report, "FC3@framework:crewai=0.9")).toMatchObject({ n: 50, present: 30 });
    const { rules } = await gate(report, [rate("any@framework=0.9")]);
    expect(rules.map(({ rule, present }) => [rule, present])).toEqual([
      ["max-rate any@framework:autogen=0.9", 10],
      ["max-rate any@framework:crewai=0.9", 30],
    ]);
  });

  test("by a tag reads the rows of the tag", async () => {
    const runs = runsShowing("FM-1.3", 5, 50).map((run, index) => ({
      ...run,
      tags: { team: index < 25 ? "a" : "b" },
    }));
    expect(await only(gateReport(runs, ["tag:team"]), "any@tag:team=a=0.9")).toMatchObject({
      n: 25,
      present: 5,
    });
    expect((await only(gateReport(runs), "any@tag:team=a=0.9")).why).toContain("made with --by");
  });

  test("by a tag that objects have of their own is about no run", async () => {
    const runs = runsShowing("FM-3.2", 30, 30).map((run) => ({ ...run, tags: { build: "1" } }));
    for (const tag of ["__proto__", "constructor", "toString"]) {
      const rule = await only(gateReport(runs, [`tag:${tag}`]), `FM-3.2@tag:${tag}=0.1`);
      expect(rule).toMatchObject({ n: 0, verdict: "INCONCLUSIVE" });
      expect(rule.why).toBe(
        `No run with a tag ${tag} is known here; a stored report must be made with --by.`,
      );
    }
  });

  test("is open where there is no run or nobody could look", async () => {
    const report = gateReport(
      Array.from({ length: 30 }, () => ({ verdicts: { "FM-3.2": "not-looked" as const } })),
    );
    expect((await only(report, "FM-3.2=0.1")).why).toBe(
      "Nobody looked for FM-3.2 in the 30 runs, or could (mast detect looks).",
    );
    expect(await only(report, "any@framework:crewai=0.1")).toMatchObject({
      verdict: "INCONCLUSIVE",
      n: 0,
      by: { framework: "crewai" },
    });
    expect(await only(gateReport([]), "any@framework=0.1")).toMatchObject({ verdict: "INCONCLUSIVE" });
  });
});

describe("a greatest increase", () => {
  test("is broken where chance seldom gives so much more", async () => {
    const rule = await compared(
      gateReport(runsShowing("FM-3.2", 10, 100)),
      gateReport(runsShowing("FM-3.2", 40, 100)),
      "any=0.05",
    );
    expect(rule).toMatchObject({ verdict: "FAIL", test: "exact-unpaired", n: 100, present: 40, pairs: null });
    expect(rule.observed).toBeCloseTo(0.3, 12);
    expect(rule.baseline).toEqual({ n: 100, present: 10, observed: 0.1 });
    expect(rule.why).toContain(
      "40 of 100 examined runs (40 %) against 10 of 100 in the baseline (10 %), +30 points",
    );
  });

  test("is kept within its points, and open where it is above them by chance perhaps", async () => {
    const before = gateReport(runsShowing("FM-3.2", 10, 100));
    const now = (present: number) => gateReport(runsShowing("FM-3.2", present, 100));
    expect(await compared(before, now(15), "any=0.05")).toMatchObject({ verdict: "PASS" });
    expect(await compared(before, now(2), "any=0")).toMatchObject({ verdict: "PASS" });
    expect(await compared(before, now(17), "any=0.05")).toMatchObject({ verdict: "INCONCLUSIVE" });
  });

  test("pairs runs by task, which sees what unpaired runs cannot show", async () => {
    const before = runsShowing("FM-3.2", 50, 100, true);
    const now = runsShowing("FM-3.2", 62, 100, true);
    const paired = await compared(gateReport(before), gateReport(now), "any=0");
    expect(paired).toMatchObject({
      ...{ verdict: "FAIL", test: "exact-paired", n: 100 },
      pairs: { tasks: 100, onlyNow: 12, onlyBefore: 0 },
    });
    const loose = (runs: typeof before) => gateReport(runs.map(({ task: _, ...run }) => run));
    expect(await compared(loose(before), loose(now), "any=0")).toMatchObject({
      ...{ verdict: "INCONCLUSIVE", test: "exact-unpaired" },
    });
  });

  test("compares all runs where tasks were run several times or few are in both", async () => {
    const several = [...runsShowing("FM-3.2", 20, 50, true), ...runsShowing("FM-3.2", 20, 50, true)];
    expect(await compared(gateReport(several), gateReport(several), "any=0")).toMatchObject({
      test: "exact-unpaired",
      n: 100,
    });
    const other = runsShowing("FM-3.2", 20, 100, true).map((run, index) => ({
      ...run,
      task: `other-${index}`,
    }));
    const result = await gate(gateReport(other), [increase("any=0")], {
      baseline: { name: "b", report: gateReport(several) },
    });
    expect(result.notes.join()).toContain("Only 0 of 150 tasks");
    expect(result.rules[0]).toMatchObject({ test: "exact-unpaired" });
  });

  test("is open with few runs on either side", async () => {
    const few = gateReport(runsShowing("FM-3.2", 0, 10));
    const many = gateReport(runsShowing("FM-3.2", 0, 100));
    expect((await compared(few, many, "any=0")).why).toContain("10 runs in the baseline are too few");
    expect(await compared(many, few, "any=0")).toMatchObject({ verdict: "INCONCLUSIVE" });
    expect((await compared(gateReport([]), many, "any=0")).verdict).toBe("INCONCLUSIVE");
  });

  test("is corrected over all increases of the gate", async () => {
    const before = gateReport(runsShowing("FM-3.2", 10, 100));
    const now = gateReport(runsShowing("FM-3.2", 26, 100));
    const baseline = { name: "b", report: before };
    const rules = ["FM-3.2=0", ...Array.from({ length: 55 }, () => "FM-1.1=0")].map(increase);
    expect((await gate(now, rules.slice(0, 1), { baseline })).verdict).toBe("FAIL");
    const all = await gate(now, rules, { baseline });
    expect(all.verdict).toBe("INCONCLUSIVE");
    expect(all.rules[0]?.adjustedP).toBeCloseTo((all.rules[0]?.p ?? 0) * 56, 9);
  });

  test("says when less could be looked at than then", async () => {
    const before = gateReport(runsShowing("FM-3.2", 10, 100));
    const blind = runsShowing("FM-3.2", 0, 40).map(() => ({ verdicts: { "FM-3.2": "not-looked" as const } }));
    const now = gateReport([...runsShowing("FM-3.2", 6, 60), ...blind]);
    const baseline = { name: "b", report: before };
    const { notes } = await gate(now, [increase("FM-3.2=0")], { baseline });
    expect(notes).toEqual([
      "Less is looked at: FM-3.2 could be examined in 60 of 100 runs, in the baseline in 100 of 100. The traces may carry less than they did.",
    ]);
    expect(
      (await gate(before, [increase("FM-3.2=0")], { baseline: { name: "n", report: now } })).notes,
    ).toEqual([]);
  });

  test("says when other labellers looked then", async () => {
    const now = gateReport(runsShowing("FM-3.2", 10, 100));
    const before = { ...now, modes: now.modes.map((mode) => ({ ...mode, labellers: [] })) };
    const { notes } = await gate(now, [increase("FM-3.2=0")], { baseline: { name: "b", report: before } });
    expect(notes).toEqual([expect.stringContaining("Other labellers looked for FM-3.2 when")]);
  });

  test("says when taxonomy or frameworks are others than then", async () => {
    const now = gateReport(runsShowing("FM-3.2", 10, 100));
    const crew = runsShowing("FM-3.2", 10, 100).map((run) => ({ ...run, framework: "crewai" }));
    const before = { ...gateReport(crew), taxonomy: "mast@0.9.0" };
    const baseline = { name: "b", report: before };
    expect((await gate(now, [increase("FM-3.2=0")], { baseline })).notes).toEqual([
      expect.stringContaining("made with the taxonomy mast@0.9.0, this report with mast@1.0.0"),
      "Only one side has runs of autogen, crewai: a change may be that of the framework.",
    ]);
    expect((await gate(now, [rate("FM-3.2=1")], { baseline })).notes).toEqual([]);
  });
});

describe("the gate", () => {
  test("fails if any rule does, else is inconclusive if any is", async () => {
    const report = gateReport(runsShowing("FM-3.2", 30, 100));
    const verdict = async (...rules: string[]) => (await gate(report, rules.map(rate))).verdict;
    expect(await verdict("FM-3.2=0.5")).toBe("PASS");
    expect(await verdict("FM-3.2=0.5", "FM-3.2=0.28")).toBe("INCONCLUSIVE");
    expect(await verdict("FM-3.2=0.1", "FM-3.2=0.28", "any=0.5")).toBe("FAIL");
  });

  test("stops a merge on FAIL, and on INCONCLUSIVE where it is strict", () => {
    expect(isStopped({ verdict: "FAIL", strict: false })).toBe(true);
    expect(isStopped({ verdict: "INCONCLUSIVE", strict: false })).toBe(false);
    expect(isStopped({ verdict: "INCONCLUSIVE", strict: true })).toBe(true);
    expect(isStopped({ verdict: "PASS", strict: true })).toBe(false);
  });

  test("without rules, or with an increase over nothing, or on a mode that was not counted is a mistake", async () => {
    const report = gateReport(runsShowing("FM-3.2", 30, 100));
    await expect(gate(report, [])).rejects.toThrow("no rules");
    await expect(gate(report, [increase("any=0")])).rejects.toThrow("something to compare with");
    const partial = { ...report, rates: report.rates.filter(({ mode }) => mode === "FM-3.2") };
    await expect(gate(partial, [rate("any=0.1")])).rejects.toThrow("does not count any");
  });

  test("verdict, bound and p-value agree, whatever the counts", async () => {
    const counts = fc
      .integer({ min: 1, max: 400 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    const limits = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
    await fc.assert(
      fc.asyncProperty(counts, limits, async ([present, n], limit) => {
        const rule = await only(gateReport(runsShowing("FM-3.2", present, n)), `FM-3.2=${limit}`);
        const { bound, observed, adjustedP, verdict, interval } = rule;
        expect(verdict === "FAIL").toBe((bound ?? 0) > limit);
        if (verdict === "FAIL") expect(adjustedP).toBeLessThanOrEqual(0.01);
        if (verdict === "PASS") expect(observed).toBeLessThanOrEqual(limit);
        expect(bound).toBeLessThanOrEqual(observed ?? 0);
        expect(interval?.[0]).toBeLessThanOrEqual(observed ?? 0);
      }),
    );
  });
});
