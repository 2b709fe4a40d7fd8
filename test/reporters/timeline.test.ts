import { describe, expect, it } from "vitest";
import { type Label, MODE_IDS } from "../../src/core/finding.ts";
import type { ReportMode } from "../../src/core/report.ts";
import type { Run } from "../../src/core/run.ts";
import { mergeLabels } from "../../src/labels/merge.ts";
import { toReportRun } from "../../src/report/report-run.ts";
import { widthOf } from "../../src/reporters/layout.ts";
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

interface Shown {
  full?: boolean;
  width?: number;
  modes?: readonly ReportMode[];
  /** The steps that are quoted; left out: all that are named. */
  quoted?: number[];
  /** Left out: all that a step says. */
  quote?: string;
}

function shown(run: Run, found: number[], options: Shown = {}): string {
  const { full = false, width = 80, modes = TEST_MODES, quoted = found, quote } = options;
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
        quotes: quoted.map((step) => ({ step, text: quote ?? `words ${step}` })),
      },
    ],
  };
  const labels = found.length === 0 ? [] : [label];
  const view = toReportRun(run, labels, mergeLabels(run, labels), {
    modes,
    displayUri: (uri) => uri,
    precisionOf: () => null,
    whyUnlabelled: () => "no detector yet",
  });
  const remediationOf = () => ["Keep a list.", "Refuse what was just done."];
  return [...timeline(run, view, { width, color: false, full, modes, remediationOf })].join("");
}

describe("the timeline of a run", () => {
  it("puts a finding behind the step where it becomes visible, and marks all of its steps", () => {
    const text = shown(fakeRun(1, { steps: steps(8) }), [2, 5]);
    const lines = text.split("\n");
    const last = lines.findIndex((line) => line.includes("words 5") && line.includes("┃"));
    expect(lines[last + 1]).toContain("▲1 FM-1.3 Step repetition");
    expect(lines.filter((line) => /^▲1 +[25] ┃/.test(line))).toHaveLength(2);
    expect(text).toContain("[2] “words 2”");
  });

  it("says each finding whole before the steps, however narrow the terminal", () => {
    const overview =
      shown(fakeRun(1, { steps: steps(8) }), [2, 5], { width: 50 }).split("could not tell")[0] ?? "";
    expect(overview.replace(/\s+/g, " ")).toContain(
      "▲1 FM-1.3 Step repetition: clerk, steps 2, 5 (high, uncalibrated) clerk said it again",
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

  it("puts a finding where its quotes end, and folds most of the further steps it names", () => {
    const many = Array.from({ length: 40 }, (_, index) => 20 + index);
    const text = shown(fakeRun(1, { steps: steps(100) }), many, { quoted: [20, 22] });
    const lines = text.split("\n");
    const at = lines.findIndex((line) => line.includes("┗━ ▲1"));
    expect(lines[at - 1]).toContain("words 22");
    expect(text).toContain("steps 20–59");
    expect(text).toMatch(/⋮ \d+ steps not shown \(--full\), \d+ of them named by findings/);
  });

  it("says a quote once for all steps that hold it, and that a sentence goes on", () => {
    const same = steps(6).map((step) => ({ ...step, text: "the gate is shut and nobody comes" }));
    const text = shown(fakeRun(1, { steps: same }), [2, 5], { quote: "the gate is shut" });
    expect(text).toContain("[2, 5] “the gate is shut” …");
  });

  it("gives an orchestrator's ledger as its answers and its reason", () => {
    const ledger = {
      is_done: { reason: "The tide table of May is missing.", answer: false },
      is_stuck: { reason: "Two harbours were tried in vain.", answer: true },
      next: { reason: "He has the almanac.", answer: "Pilot" },
    };
    const [first, ...others] = steps(3);
    if (first === undefined) throw new Error("no step");
    const run = fakeRun(1, { steps: [{ ...first, text: `State: ${JSON.stringify(ledger)}` }, ...others] });
    expect(shown(run, []).replace(/\s+│?\s+/g, " ")).toContain(
      "State: is_done no, is_stuck yes: The tide table of May is missing.",
    );
    expect(shown(run, [], { full: true, width: 140 })).toContain('{"is_done":{"reason"');
  });

  it("fits the width given, with wide characters in names and words", () => {
    const run = fakeRun(1, {
      task: "港の倉庫にある木箱を数えてください。".repeat(12),
      agents: [
        { id: "clerk", name: "倉庫の係員".repeat(6), kind: "llm", role: null, model: null, tools: null },
      ],
      steps: steps(12).map((step) => ({ ...step, text: "木箱は四十二個あります。".repeat(20) })),
    });
    for (const full of [false, true]) {
      const text = shown(run, [3, 7], { full, width: 80, quote: "木箱は四十二個あります。".repeat(12) });
      expect(Math.max(...text.split("\n").map(widthOf))).toBeLessThanOrEqual(80);
    }
  });

  it("says what helps against each mode found, and nothing of the kind where nothing was found", () => {
    expect(shown(fakeRun(1, { steps: steps(8) }), [2, 5])).toContain("FM-1.3: Keep a list.");
    expect(shown(fakeRun(1, { steps: steps(8) }), [])).not.toContain("What helps");
  });

  it("gives the modes left as a number where they are many, with what the run lacks for some", () => {
    const modes = MODE_IDS.map((id) => ({ id, title: "", severity: "low" as const, labellers: [] }));
    const text = shown(fakeRun(1, { steps: steps(8) }), [2], { modes });
    expect(text).toContain("could not tell: the other 13 modes");
  });

  it("says that nothing was found without claiming absence", () => {
    const text = shown(fakeRun(1, { steps: steps(3) }), []);
    expect(text).toContain("No finding");
    expect(text).toContain("could not tell: FM-1.2, FM-1.3, FM-3.2");
  });
});
