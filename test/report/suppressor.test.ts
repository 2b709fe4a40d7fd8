import { describe, expect, test } from "vitest";
import type { Label } from "../../src/core/finding.ts";
import type { Report } from "../../src/core/report.ts";
import type { Suppression } from "../../src/core/suppression.ts";
import { buildReport, collectReport } from "../../src/report/build-report.ts";
import { reportSchema } from "../../src/report/report-schema.ts";
import { fakeFinding, fakeInput, fakeLabel, fakeRun, idOf } from "../helpers/fake-report.ts";

const TODAY = "2026-06-15";

function suppression(change: Partial<Suppression>): Suppression {
  return {
    ...{ mode: "FM-1.3", finding: null, run: null, framework: null, agent: null },
    ...{ reason: "a known loop", until: "2026-12-31" },
    ...change,
  };
}

/** Three runs; the first two show FM-1.3, by the clerk and by the porter. */
async function report(entries: readonly Suppression[], labels?: readonly Label[]): Promise<Report> {
  const agents = ["clerk", "porter"].map((name) => ({
    ...{ id: name, name, kind: "llm" as const, role: null, model: null, tools: null },
  }));
  const runs = [1, 2, 3].map((number) =>
    fakeRun(number, { agents, framework: number === 2 ? "crewai" : "autogen" }),
  );
  const [first, second, third] = runs;
  if (first === undefined || second === undefined || third === undefined) throw new Error("three runs");
  const usual = [
    fakeLabel(first, "FM-1.3", "present", [fakeFinding("FM-1.3")]),
    fakeLabel(second, "FM-1.3", "present", [
      fakeFinding("FM-1.3"),
      fakeFinding("FM-1.3", { agent: "porter", steps: [2] }),
    ]),
    fakeLabel(third, "FM-1.3", "unknown"),
  ];
  const input = fakeInput(runs, labels ?? usual, { suppressed: { entries, today: TODAY } });
  const made = await collectReport(await buildReport(input));
  expect(reportSchema.safeParse(made).error).toBeUndefined();
  return made;
}

function gatingOf(made: Report, framework: string): unknown {
  return made.rates.find(
    (row) => row.mode === "FM-1.3" && row.outcome === "all" && row.by["framework"] === framework,
  )?.gating;
}

async function findingId(runNumber: number, index: number): Promise<string> {
  const { runs } = await report([]);
  return runs.find(({ id }) => id === idOf(runNumber))?.labels["FM-1.3"]?.findings[index]?.id ?? "";
}

describe("a suppression", () => {
  test("of one finding of several marks that one, and another is the one to look at", async () => {
    const finding = await findingId(2, 0);
    const runs = [fakeRun(2)];
    const labels = [
      fakeLabel(fakeRun(2), "FM-1.3", "present", [
        fakeFinding("FM-1.3"),
        fakeFinding("FM-1.3", { agent: "porter", steps: [2] }),
      ]),
    ];
    const suppressed = { entries: [suppression({ finding })], today: TODAY };
    const made = await buildReport(fakeInput(runs, labels, { suppressed }));
    const [run] = (await collectReport(made)).runs;
    const label = run?.labels["FM-1.3"];
    expect(label?.suppressed).toBeNull();
    expect(label?.findings.map((one) => one.suppressed)).toEqual([
      { reason: "a known loop", until: "2026-12-31" },
      undefined,
    ]);
    expect(made.first.map((lead) => lead.finding.agent)).toEqual(["porter"]);
  });

  test("of a finding leaves it in the report and out of what gates count", async () => {
    const finding = await findingId(1, 0);
    const made = await report([suppression({ finding })]);
    const label = made.runs[0]?.labels["FM-1.3"];
    expect(label).toMatchObject({
      verdict: "present",
      suppressed: { reason: "a known loop", until: "2026-12-31" },
    });
    expect(label?.findings).toHaveLength(1);
    expect(gatingOf(made, "autogen")).toEqual({ present: 0, absent: 0, unknown: 2 });
    const row = made.rates.find(({ mode, by }) => mode === "FM-1.3" && by["framework"] === "autogen");
    expect(row).toMatchObject({ present: 1, examined: 2 });
    expect(made.suppressions).toMatchObject([{ finding, findings: 1, runs: 1, expired: false }]);
    const task = made.tasks.find(({ by }) => by["framework"] === "autogen");
    expect(task?.gating["FM-1.3"] ?? "nothing found").toBe("nothing found");
  });

  test("of one of two findings changes no count", async () => {
    const made = await report([suppression({ finding: await findingId(2, 1) })]);
    expect(
      made.runs.find(({ framework }) => framework === "crewai")?.labels["FM-1.3"]?.suppressed,
    ).toBeNull();
    expect(gatingOf(made, "crewai")).toEqual({ present: 1, absent: 0, unknown: 0 });
    expect(made.suppressions).toMatchObject([{ findings: 1, runs: 1 }]);
  });

  test("of an agent or a framework fits all findings that are of it", async () => {
    expect((await report([suppression({ agent: "clerk" })])).suppressions).toMatchObject([
      { findings: 2, runs: 2 },
    ]);
    const whole = await report([suppression({ framework: "crewai" })]);
    expect(whole.suppressions).toMatchObject([{ findings: 2, runs: 1 }]);
    expect(gatingOf(whole, "crewai")).toEqual({ present: 0, absent: 0, unknown: 1 });
    const both = await report([suppression({ agent: "clerk" }), suppression({ agent: "porter" })]);
    expect(gatingOf(both, "crewai")).toEqual({ present: 0, absent: 0, unknown: 1 });
    expect((await report([suppression({ agent: "nobody" })])).suppressions).toMatchObject([
      { findings: 0, runs: 0 },
    ]);
  });

  test("holds through its last day and is counted, with what it fits, after it", async () => {
    const last = await report([suppression({ framework: "autogen", until: TODAY })]);
    expect(gatingOf(last, "autogen")).toMatchObject({ present: 0 });
    const over = await report([suppression({ framework: "autogen", until: "2026-06-14" })]);
    expect(gatingOf(over, "autogen")).toMatchObject({ present: 1 });
    expect(over.suppressions).toMatchObject([{ expired: true, findings: 1 }]);
    expect(over.runs[0]?.labels["FM-1.3"]?.suppressed).toBeNull();
  });

  test("of another mode or run fits nothing", async () => {
    const made = await report([
      suppression({ mode: "FM-3.2", framework: "autogen" }),
      suppression({ run: idOf(3) }),
      suppression({ finding: await findingId(1, 0), run: idOf(2) }),
    ]);
    expect(made.suppressions.map(({ findings }) => findings)).toEqual([0, 0, 0]);
    expect(gatingOf(made, "autogen")).toMatchObject({ present: 1 });
  });

  test("cannot undo what a person said without pointing at steps", async () => {
    const run = fakeRun(1);
    const human: Label = {
      ...fakeLabel(run, "FM-1.3", "present"),
      labeller: { kind: "human", id: "ann", version: "1" },
    };
    const rule = fakeLabel(run, "FM-1.3", "present", [fakeFinding("FM-1.3")]);
    const made = await report([suppression({ agent: "clerk" })], [rule, human]);
    expect(gatingOf(made, "autogen")).toMatchObject({ present: 1 });
  });

  test("of one agent's finding is no help to the other agent of the run", async () => {
    const run = fakeRun(1, {
      agents: ["clerk", "porter"].map((name) => ({
        ...{ id: name, name, kind: "llm" as const, role: null, model: null, tools: null },
      })),
    });
    const both = [fakeFinding("FM-1.3"), fakeFinding("FM-1.3", { agent: "porter", steps: [2] })];
    const input = fakeInput([run], [fakeLabel(run, "FM-1.3", "present", both)], {
      ...{ by: ["agent"], suppressed: { entries: [suppression({ agent: "clerk" })], today: TODAY } },
    });
    const { rates } = (await buildReport(input)).head;
    const gating = (agent: string) =>
      rates.find(({ by, mode, outcome }) => by["agent"] === agent && mode === "FM-1.3" && outcome === "all")
        ?.gating;
    expect([gating("clerk")?.present, gating("porter")?.present]).toEqual([0, 1]);
  });

  test("keeps its runs out of what to look at first", async () => {
    const input = (entries: readonly Suppression[]) =>
      fakeInput([fakeRun(1)], [fakeLabel(fakeRun(1), "FM-1.3", "present", [fakeFinding("FM-1.3")])], {
        suppressed: { entries, today: TODAY },
      });
    expect((await buildReport(input([]))).first).toHaveLength(1);
    expect((await buildReport(input([suppression({ agent: "clerk" })]))).first).toHaveLength(0);
  });
});
