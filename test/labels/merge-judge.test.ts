import { describe, expect, it } from "vitest";
import type { Label } from "../../src/core/finding.ts";
import { mergeLabels } from "../../src/labels/merge.ts";
import { fakeRun } from "../helpers/fake-report.ts";
import { type LabelArguments, labelOf } from "../helpers/label-of.ts";

const run = fakeRun(1);

const label = (...about: LabelArguments): Label => labelOf(run.id, ...about);

const merged = (...labels: Label[]) => mergeLabels(run, labels)["FM-1.3"];
const split = label("judge", "unknown", null, { split: true });

describe("a judge whose votes differ", () => {
  it.each(["high", "medium"] as const)("blocks a %s rule, also at the gate", (tier) => {
    expect(merged(split, label("detector", "present", tier))).toMatchObject({
      ...{ verdict: "unknown", tier: null, disagreement: true, gating: "unknown", examined: true },
    });
  });

  it("blocks foreign labels, and another judge who is sure", () => {
    expect(merged(split, label("foreign", "present"))).toMatchObject({
      verdict: "unknown",
      disagreement: true,
    });
    expect(merged(split, label("judge", "present", "high"))).toMatchObject({
      verdict: "unknown",
      gating: "unknown",
    });
  });

  it("leaves observed facts and people alone", () => {
    expect(merged(split, label("detector", "present", "certain"))).toMatchObject({
      verdict: "present",
      gating: "present",
    });
    expect(merged(split, label("human", "absent"))).toMatchObject({ verdict: "absent", gating: "absent" });
  });

  it("is listed by itself", () => {
    expect(merged(split)).toMatchObject({
      verdict: "unknown",
      disagreement: true,
      examined: true,
      decidable: true,
    });
  });
});

it("a judge that cannot tell contradicts nobody", () => {
  const open = label("judge", "unknown");
  expect(merged(open, label("detector", "present", "high"))).toMatchObject({
    verdict: "present",
    disagreement: false,
    gating: "present",
  });
});

describe("a judge against rules", () => {
  it("yields to an observed fact, and the difference is listed", () => {
    expect(merged(label("judge", "absent", "high"), label("detector", "present", "certain"))).toMatchObject({
      ...{ verdict: "present", tier: "certain", disagreement: true, gating: "present" },
    });
  });

  it.each(["high", "medium"] as const)("wins over a %s rule, and the difference is listed", (tier) => {
    expect(merged(label("judge", "absent", "medium"), label("detector", "present", tier))).toMatchObject({
      ...{ verdict: "absent", tier: "medium", disagreement: true },
    });
  });

  it("does not gate while nobody measured it, and keeps the rule that it contradicts from gating", () => {
    const rule = label("detector", "present", "high");
    expect(merged(label("judge", "absent", "medium"), rule).gating).toBe("unknown");
    expect(merged(label("judge", "absent", "high"), rule).gating).toBe("absent");
    expect(merged(label("judge", "present", "medium")).gating).toBe("unknown");
    expect(merged(label("judge", "present", "high")).gating).toBe("present");
  });

  it("takes over the tier of a rule that agrees", () => {
    expect(merged(label("judge", "present", "medium"), label("detector", "present", "high"))).toMatchObject({
      ...{ verdict: "present", tier: "high", disagreement: false, gating: "present" },
    });
  });
});

it("two judges who are sure of opposites decide nothing", () => {
  expect(merged(label("judge", "present", "high"), label("judge", "absent", "high"))).toMatchObject({
    ...{ verdict: "unknown", disagreement: true, gating: "unknown" },
  });
});
