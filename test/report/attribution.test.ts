import { describe, expect, it } from "vitest";
import type { Label, Verdict } from "../../src/core/finding.ts";
import type { Run } from "../../src/core/run.ts";
import { attributionOf } from "../../src/report/attribution.ts";
import { runOf } from "../helpers/run-of.ts";

const base = runOf({
  task: "How many?",
  end: "completed",
  steps: [{ clerk: "Perhaps 73." }, { keeper: "Let me count them later." }, { chair: "FINAL ANSWER: 73" }],
});
const run: Run = {
  ...base,
  agents: base.agents.map((agent) => ({ ...agent, name: `the ${agent.id}` })),
};

function label(verdict: Verdict): Label {
  return {
    ...{ runId: run.id, mode: "FM-2.6", verdict: "present", tier: "high", why: "", examined: true },
    ...{ decidesAbsent: false, labeller: { kind: "detector", id: "x", version: "1" } },
    findings: [
      {
        ...{ mode: "FM-2.6", tier: "high", message: "keeper counts nothing", agent: "keeper", steps: [2] },
        quotes: [{ step: 2, text: verdict === "present" ? "later" : "count" }],
      },
    ],
  };
}

function attributed(verdict: Verdict, outcome: Run["outcome"] = "failed") {
  const merged = { "FM-2.6": { verdict, tier: null, examined: true, disagreement: false } };
  return attributionOf({ ...run, outcome }, [label(verdict)], merged as Parameters<typeof attributionOf>[2]);
}

describe("attribution in a report", () => {
  it("names agents as people do, and says where the steps stand in the source", () => {
    const [first] = attributed("present");
    expect(first).toMatchObject({
      kind: "agent",
      agent: "the keeper",
      agents: ["the keeper"],
      mode: "FM-2.6",
    });
    expect(first).toMatchObject({ steps: [2], locators: [run.steps[2]?.locator], tier: "high" });
    expect(first?.quotes).toEqual([{ step: 2, text: "later" }]);
  });

  it("takes findings of an open mode for candidates, and of an absent one for nothing", () => {
    expect(attributed("unknown").map(({ mode, tier }) => [mode, tier])).toEqual([
      [null, "low"],
      ["FM-2.6", "low"],
      [null, "low"],
    ]);
    expect(attributed("absent").every(({ mode }) => mode === null)).toBe(true);
  });

  it("blames nobody in a run that succeeded", () => {
    expect(attributed("present", "succeeded")).toEqual([]);
    expect(attributed("present", "unknown")).toEqual(attributed("present"));
  });
});
