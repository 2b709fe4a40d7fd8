import { describe, expect, it } from "vitest";
import type { Label } from "../../src/core/finding.ts";
import { mergeLabels } from "../../src/labels/merge.ts";
import { fakeRun } from "../helpers/fake-report.ts";
import { type LabelArguments, labelOf } from "../helpers/label-of.ts";

const run = fakeRun(1);

const label = (...about: LabelArguments): Label => labelOf(run.id, ...about);

function merged(...labels: Label[]) {
  return mergeLabels(run, labels)["FM-1.3"];
}

describe("precedence of labellers", () => {
  const ladder = [
    label("human", "absent"),
    label("detector", "present", "certain"),
    label("judge", "absent", "medium"),
    label("detector", "present", "high"),
    label("foreign", "absent"),
  ];
  it.each(ladder.map((top, index) => ({ top, below: ladder.slice(index + 1) })))(
    "$top.labeller.kind $top.tier wins over what stands below it",
    ({ top, below }) => {
      expect(merged(...below, top).verdict).toBe(top.verdict);
    },
  );

  it("counts a person's word as certain and lets it gate", () => {
    expect(merged(label("human", "present"))).toMatchObject({ tier: "certain", gating: "present" });
  });

  it("does not let a medium rule or a foreign label gate", () => {
    expect(merged(label("detector", "present", "medium")).gating).toBe("unknown");
    expect(merged(label("foreign", "present")).gating).toBe("unknown");
  });
});

describe("contradiction", () => {
  it.each([
    { present: "high", absent: "high", verdict: "present" },
    { present: "high", absent: "medium", verdict: "present" },
    { present: "medium", absent: "high", verdict: "unknown" },
    { present: "high", absent: "certain", verdict: "unknown" },
  ] as const)("a $present present against a $absent absent is $verdict", ({ present, absent, verdict }) => {
    const result = merged(label("detector", "present", present), label("detector", "absent", absent));
    expect(result.verdict).toBe(verdict);
    expect(result.disagreement).toBe(verdict === "unknown");
    expect(result.tier).toBe(verdict === "unknown" ? null : present);
  });

  it("of two people is unknown, whatever a rule says", () => {
    const result = merged(
      label("human", "present"),
      label("human", "absent"),
      label("detector", "present", "certain"),
    );
    expect(result).toMatchObject({ verdict: "unknown", disagreement: true, tier: null });
  });
});

describe("what was looked at", () => {
  it("an unknown of a rule whose needs were met is examined but cannot exclude", () => {
    expect(merged(label("detector", "unknown"))).toMatchObject({ examined: true, decidable: false });
  });

  it("a labeller whose needs were not met examined nothing", () => {
    const blind = label("detector", "unknown", null, { examined: false, decidesAbsent: true });
    expect(merged(blind)).toMatchObject({ examined: false, decidable: false });
  });

  it("a mode without a label is unknown and not examined", () => {
    expect(mergeLabels(run, [])["FM-2.4"]).toEqual({
      verdict: "unknown",
      tier: null,
      disagreement: false,
      examined: false,
      decidable: false,
      gating: "unknown",
    });
  });

  it("names the agents of findings by name, candidates left out", () => {
    const finding = { mode: "FM-1.3" as const, message: "", steps: [1], quotes: [{ step: 1, text: "x" }] };
    const agent = run.agents[0]?.id ?? "";
    const found = label("detector", "present", "high", {
      findings: [
        { ...finding, tier: "high", agent },
        { ...finding, tier: "low", agent: "other" },
      ],
    });
    expect(merged(found).agents).toEqual([run.agents[0]?.name]);
  });
});
