import type { Finding, Label, ModeId, Verdict } from "../../src/core/finding.ts";
import type { ReportMode } from "../../src/core/report.ts";
import type { Run, Step } from "../../src/core/run.ts";
import { printsOf } from "../../src/core/run-prints.ts";
import type { MergedVerdict, RunSummary } from "../../src/core/summary.ts";
import type { ReportInput } from "../../src/report/build-report.ts";

export const TEST_MODES: readonly ReportMode[] = [
  { id: "FM-1.2", title: "Disobey role specification", severity: "medium", labellers: [] },
  { id: "FM-1.3", title: "Step repetition", severity: "medium", labellers: ["step-repetition@1"] },
  {
    id: "FM-3.2",
    title: "No or incomplete verification",
    severity: "high",
    labellers: ["no-verification@1"],
  },
];

export function idOf(number: number): string {
  return number.toString(16).padStart(32, "0");
}

export function fakeRun(number: number, change: Partial<Run> = {}): Run {
  const steps: Step[] = [
    { index: 0, agent: null, kind: "message", text: "Count the crates in hall 4.", locator: "/messages/0" },
    {
      index: 1,
      agent: "clerk",
      kind: "tool-call",
      text: "count_crates",
      tool: "count_crates",
      args: { hall: 4 },
    },
    {
      index: 2,
      agent: "clerk",
      kind: "message",
      text: "Counting the crates in hall 4 now.",
      locator: "/messages/2",
    },
  ].map(
    (step, index) => ({ to: [], at: null, tokens: null, locator: `/messages/${index}`, ...step }) as Step,
  );
  return {
    id: idOf(number),
    contentHash: idOf(number),
    taskKey: "00000000000000aa",
    framework: "autogen",
    format: "autogen/task-result",
    adapter: { id: "autogen", version: 1 },
    sources: [{ uri: `/srv/demo/traces/run-${number}.json`, locator: "" }],
    task: "Count the crates in hall 4.",
    startedAt: null,
    endedAt: null,
    models: ["model-a"],
    tags: {},
    agents: [{ id: "clerk", name: "clerk", kind: "llm", role: null, model: null, tools: null }],
    steps,
    outcome: "unknown",
    outcomeSource: null,
    endReason: "completed",
    endDetail: null,
    capabilities: {
      recipients: false,
      times: false,
      tokens: false,
      reasoning: false,
      toolCalls: true,
      toolResults: false,
      declaredTools: false,
      roles: false,
      task: true,
      endReason: true,
      content: "full",
    },
    inferred: [],
    losses: [],
    ...change,
  };
}

export function fakeFinding(mode: ModeId, change: Partial<Finding> = {}): Finding {
  return {
    mode,
    tier: "certain",
    message: "clerk called count_crates 3 times with the same arguments and got the same result",
    agent: "clerk",
    steps: [1, 2],
    quotes: [{ step: 2, text: "Counting the crates" }],
    ...change,
  };
}

/** A label of the one test detector of the mode, with what merging would make of it. */
export function fakeLabel(run: Run, mode: ModeId, verdict: Verdict, findings: Finding[] = []): Label {
  return {
    runId: run.id,
    mode,
    labeller: {
      kind: "detector",
      id: mode === "FM-1.3" ? "step-repetition" : "no-verification",
      version: "1",
    },
    verdict,
    tier: verdict === "unknown" ? null : "certain",
    why: verdict === "unknown" ? "nothing found; rules cannot exclude it" : `it is ${verdict}`,
    examined: true,
    decidesAbsent: mode === "FM-3.2",
    findings,
  };
}

export function mergedOf(label: Label): MergedVerdict {
  return {
    verdict: label.verdict,
    tier: label.tier,
    examined: label.examined,
    decidable: label.decidesAbsent,
    gating: label.verdict,
    disagreement: false,
    agents: label.findings.map((finding) => finding.agent ?? ""),
  };
}

export function summaryOf(run: Run, labels: readonly Label[]): RunSummary {
  const { id, framework, format, models, outcome, taskKey, startedAt, endedAt, tags } = run;
  const [source] = run.sources;
  return {
    ...{ id, framework, format, models, outcome, taskKey, startedAt, endedAt, tags },
    ...(source === undefined ? {} : { source }),
    agents: run.agents.map((agent) => agent.name),
    verdicts: Object.fromEntries(
      labels.filter((label) => label.runId === id).map((label) => [label.mode, mergedOf(label)]),
    ) as RunSummary["verdicts"],
  };
}

export function fakeInput(
  runs: readonly Run[],
  labels: readonly Label[],
  change: Partial<ReportInput> = {},
): ReportInput {
  return {
    mast: "9.9.9",
    taxonomy: "mast@1.0.0",
    modes: TEST_MODES,
    allModes: TEST_MODES.map((mode) => mode.id),
    by: [],
    async *summaries(ids) {
      const wanted = runs.filter((run) => ids === undefined || ids.includes(run.id));
      yield wanted.map((run) => summaryOf(run, labels));
    },
    prints: async (ids) =>
      new Map(runs.filter(({ id }) => ids.includes(id)).map((run) => [run.id, printsOf(run)])),
    async *runs(ids) {
      yield runs.filter((run) => ids.includes(run.id));
    },
    labels: async (runId) => labels.filter((label) => label.runId === runId),
    problems: [],
    walk: { read: runs.length, skipped: 0, refused: 0 },
    displayUri: (uri) => uri.replace("/srv/demo/", ""),
    ...change,
  };
}

/** Two frameworks, failed and successful runs, all verdicts. */
export function fullInput(change: Partial<ReportInput> = {}): ReportInput {
  const runs = [
    fakeRun(1, { outcome: "failed" }),
    fakeRun(2, { outcome: "succeeded" }),
    fakeRun(3, { framework: "crewai", taskKey: "00000000000000bb", tags: { team: "blue" } }),
    fakeRun(10),
  ];
  const [first, second, third, last] = runs as [Run, Run, Run, Run];
  const labels = [
    fakeLabel(first, "FM-1.3", "present", [fakeFinding("FM-1.3")]),
    fakeLabel(first, "FM-3.2", "absent"),
    fakeLabel(second, "FM-1.3", "unknown"),
    fakeLabel(second, "FM-3.2", "absent"),
    fakeLabel(third, "FM-1.3", "present", [fakeFinding("FM-1.3"), fakeFinding("FM-1.3", { tier: "low" })]),
    fakeLabel(third, "FM-3.2", "present", [fakeFinding("FM-3.2", { tier: "high" })]),
    fakeLabel(last, "FM-1.3", "unknown"),
  ];
  return fakeInput(runs, labels, {
    problems: [
      {
        uri: "/srv/demo/traces/b.bin",
        locator: "",
        code: "not-recognised",
        message: "no adapter knows this",
      },
      { uri: "/srv/demo/traces/a.jsonl", locator: "line:12", code: "bad-record", message: "no JSON here" },
    ],
    walk: { read: 4, skipped: 2, refused: 1 },
    ...change,
  });
}
