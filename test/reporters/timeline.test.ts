import { describe, expect, it } from "vitest";
import type { Label } from "../../src/core/finding.ts";
import type { Run } from "../../src/core/run.ts";
import { mergeLabels } from "../../src/labels/merge.ts";
import { toReportRun } from "../../src/report/report-run.ts";
import { timeline } from "../../src/reporters/timeline.ts";
import { fakeRun, TEST_MODES } from "../helpers/fake-report.ts";

const steps = (count: number): Run["steps"] =>
  Array.from({ length: count }, (_, index) => ({
    index,
    agent: index === 0 ? null : "clerk",
    kind: "message",
    to: [],
    text: index === 3 ? "first line\n    indented \u001b[31mred\u001b[0m\u202e" : `words ${index}`,
    at: null,
    tokens: null,
    locator: `/messages/${index}`,
  }));

function shown(run: Run, found: number[], options: { full?: boolean; width?: number } = {}): string {
  const label: Label = {
    runId: run.id,
    mode: "FM-1.3",
    labeller: { kind: "detector", id: "step-repetition", version: "1" },
    verdict: "present",
    tier: "high",
    why: "",
    examined: true,
    decidesAbsent: false,
    findings: [
      {
        mode: "FM-1.3",
        tier: "high",
        message: "clerk said it again",
        agent: "clerk",
        steps: found,
        quotes: found.map((step) => ({ step, text: `words ${step}` })),
      },
    ],
  };
  const labels = found.length === 0 ? [] : [label];
  const view = toReportRun(run, labels, mergeLabels(run, labels), {
    modes: TEST_MODES,
    displayUri: (uri) => uri,
    precisionOf: () => null,
    whyUnlabelled: () => "no detector yet",
  });
  const { full = false, width = 80 } = options;
  return [...timeline(run, view, { width, color: false, full, modes: TEST_MODES })].join("");
}

describe("the timeline of a run", () => {
  it("puts a finding behind the step where it becomes visible, and marks all of its steps", () => {
    const text = shown(fakeRun(1, { steps: steps(8) }), [2, 5]);
    const lines = text.split("\n");
    const last = lines.findIndex((line) => line.includes("words 5") && line.includes("┃"));
    expect(lines[last + 1]).toContain("▲1 FM-1.3 Step repetition (high, uncalibrated, agent clerk)");
    expect(lines.filter((line) => /^▲1 +[25] ┃/.test(line))).toHaveLength(2);
    expect(text).toContain("[2] “words 2”");
  });

  it("says each finding whole before the steps, however narrow the terminal", () => {
    const overview =
      shown(fakeRun(1, { steps: steps(8) }), [2, 5], { width: 50 }).split("could not tell")[0] ?? "";
    expect(overview.replace(/\s+/g, " ")).toContain(
      "▲1 FM-1.3 Step repetition (high, uncalibrated, agent clerk): clerk said it again",
    );
  });

  it("folds what is far from any finding and says how much", () => {
    const text = shown(fakeRun(1, { steps: steps(100) }), [50, 60]);
    expect(text).toContain("⋮ 45 steps not shown (--full)");
    expect(text).toContain("words 48");
    expect(text).not.toContain("words 30");
    expect(shown(fakeRun(1, { steps: steps(100) }), [50, 60], { full: true })).toContain("words 30");
  });

  it("keeps lines and indentation in full length, and no control sequence in any", () => {
    for (const full of [false, true]) {
      const text = shown(fakeRun(1, { steps: steps(8) }), [], { full });
      expect(text.includes("\u001b") || text.includes("\u202e")).toBe(false);
      expect(text.includes("    indented red")).toBe(full);
    }
  });

  it("sets those who are addressed apart from the words", () => {
    const [first, ...others] = steps(3);
    if (first === undefined) throw new Error("no step");
    const text = shown(fakeRun(1, { steps: [{ ...first, to: ["clerk"] }, ...others] }), []);
    expect(text).toMatch(/– +→ clerk: words 0\n/);
  });

  it("says that nothing was found without claiming absence", () => {
    const text = shown(fakeRun(1, { steps: steps(3) }), []);
    expect(text).toContain("No finding");
    expect(text).toContain("could not tell: FM-1.2, FM-1.3, FM-3.2");
  });
});
