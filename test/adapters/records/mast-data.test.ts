import { describe, expect, it } from "vitest";
import { mastDataAdapter } from "../../../src/adapters/mast-data/mast-data.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";
import { ag2LaidOut, ag2Printed } from "./mast-logs.ts";

const ag2 = {
  instance_id: "i-1",
  problem_statement: ["How long is the rope?"],
  other_data: { correct: "17", answer: "12" },
  note: { text: "annotator: gave up", options: { "Unaware of stopping": "yes" } },
  trajectory: [
    {
      role: "assistant",
      name: "mathproxyagent",
      content: ["Solve it. Put it in \\boxed{}.", "How long is the rope?"],
    },
    { role: "user", name: "assistant", content: ["```python", "print(12)", "```"] },
    { role: "assistant", name: "mathproxyagent", content: ["12"] },
    {
      role: "assistant",
      name: "mathproxyagent",
      content: ["Continue. Please keep solving the problem until you need to query. (…)"],
    },
    { role: "user", name: "assistant", content: ["\\boxed{12}"] },
  ],
};

const hyperagent = [
  "HyperAgent_x-1 - INFO - Initialized HyperAgent instance x-1",
  "HyperAgent_x-1 - INFO - Initialized tools",
  "HyperAgent_x-1 - INFO - Planner's Response: Thought: look first.",
  "Subgoal: read it",
  "HyperAgent_x-1 - INFO - Planner's Response: Thought: look first.",
  "Subgoal: read it",
  "HyperAgent_x-1 - INFO - Navigator->Planner: It is in core.",
  "HyperAgent_x-1 - INFO - Initialized HyperAgent instance x-1",
  "HyperAgent_x-1 - INFO - Planner's Response: Final Answer: done",
];

const metagpt = {
  run_id: 1,
  prompt: "write a clock",
  content: [
    "2025-01-17 11:39:37.311 | INFO     | metagpt.roles.role:_act:391 - Ada(Coder): to do WriteCode(WriteCode)",
    "```python",
    "print(1)",
    "```",
    "2025-01-17 11:39:38.000 | INFO     | metagpt.utils:cost:1 - Total running cost: $0.1",
    "2025-01-17 11:39:40.000 | INFO     | metagpt.roles.role:_act:391 - Bo(Reviewer): to do WriteReview(WriteReview)",
  ].join("\n"),
};

describe("inner traces", () => {
  it("AG2: speakers, executed code, templates, the boxed answer as the end", async () => {
    const { run } = await readRuns(mastDataAdapter, ag2);
    expect(run?.steps.map(({ kind, canned }) => [kind, canned ?? false])).toEqual([
      ["message", false],
      ["message", false],
      ["tool-result", false],
      ["message", true],
      ["message", false],
    ]);
    expect(run).toMatchObject({ framework: "ag2", task: "How long is the rope?", endReason: "completed" });
    expect(JSON.stringify(run)).not.toMatch(/annotator|"17"/);
  });

  it("AG2: laid out by indentation, the verdict as the outcome only", async () => {
    const { run } = await readRuns(mastDataAdapter, ag2LaidOut);
    expect(outline(run)).toEqual([
      "mathproxyagent message Put it in \\boxed{}.\nHow long is the rope?",
      "assistant message ```python\n  print(12)\n```",
      "mathproxyagent tool-result 12",
      "assistant message It is \\boxed{12}.",
    ]);
    expect(run?.steps[1]?.locator).toBe("line:14");
    expect(run).toMatchObject({ task: "How long\nis the rope?", outcome: "failed", endReason: "completed" });
    expect(JSON.stringify(run)).not.toContain("secret");
    const { run: cut } = await readRuns(
      mastDataAdapter,
      ag2LaidOut.slice(0, ag2LaidOut.indexOf("}.\n      role")),
    );
    expect(cut).toMatchObject({ endReason: "truncated", losses: [{ code: "broken-off", count: 1 }] });
    expect(cut?.steps).toHaveLength(3);
  });

  it("AG2: printed dicts, read as data", async () => {
    const { run } = await readRuns(mastDataAdapter, ag2Printed);
    expect(outline(run)).toEqual([
      "mathproxyagent message Put it in \\boxed{}.\nIt's long.",
      "assistant message \\boxed{12}",
    ]);
    expect(run).toMatchObject({ task: null, endReason: "completed", capabilities: { task: false } });
    const { run: cut } = await readRuns(mastDataAdapter, ag2Printed.slice(0, -20));
    expect(cut?.steps).toHaveLength(1);
    expect(cut?.endReason).toBe("truncated");
  });

  it("HyperAgent: continuation lines, logger echo once, restarts marked", async () => {
    const { run } = await readRuns(mastDataAdapter, {
      problem_statement: ["Fix it."],
      trajectory: hyperagent,
    });
    expect(outline(run)).toEqual([
      "– message Fix it.",
      "Planner message Thought: look first.\nSubgoal: read it",
      "Navigator message It is in core.",
      "– message Initialized HyperAgent instance x-1",
      "Planner message Final Answer: done",
    ]);
    expect(run?.steps[2]).toMatchObject({ to: ["Planner"], locator: "/trajectory/6" });
    expect(run?.steps[3]?.marker).toBe("restart");
    expect(run?.losses).toMatchObject([{ code: "logger-echo", count: 1 }]);
    expect(run?.endReason).toBe("completed");
  });

  it("HyperAgent: a log file alone", async () => {
    const { run } = await readRuns(mastDataAdapter, hyperagent.join("\n"));
    expect(run?.steps[0]).toMatchObject({ agent: "Planner", locator: "line:3" });
    expect(run).toMatchObject({ task: null, capabilities: { task: false } });
  });

  it("MetaGPT: roles, times, actions whose output is not logged", async () => {
    const { run } = await readRuns(mastDataAdapter, metagpt);
    expect(run?.agents).toMatchObject([
      { name: "Ada", role: "Coder" },
      { name: "Bo", role: "Reviewer" },
    ]);
    expect(run?.steps[1]).toMatchObject({
      text: "```python\nprint(1)\n```",
      at: "2025-01-17T11:39:37.311Z",
      phase: "WriteCode",
    });
    expect(run?.steps[2]).toMatchObject({ agent: "Bo", text: "", phase: "WriteReview" });
    expect(run?.capabilities.content).toBe("partial");
    expect(run?.startedAt).toBe("2025-01-17T11:39:37.311Z");
  });
});

describe("records with mas_name", () => {
  const record = (trace: unknown) => ({
    mas_name: "AG2",
    trace_id: 0,
    trace,
    mast_annotation: { "1.1": 1 },
    annotations: [{ "failure mode": "1.1 secret label" }],
  });

  it("are unpacked whatever the trace is written as, one run each, labels left out", async () => {
    const forms = [
      ag2,
      JSON.stringify(ag2),
      { key: "k", trajectory: hyperagent.join("\n") },
      metagpt.content,
    ];
    const { runs } = await readRuns(mastDataAdapter, forms.map(record));
    expect(runs.map(({ framework, sources }) => [framework, sources[0]?.locator])).toEqual([
      ["ag2", "/0/trace"],
      ["ag2", "/1/trace"],
      ["hyperagent", "/2/trace"],
      ["metagpt", "/3/trace"],
    ]);
    expect(JSON.stringify(runs)).not.toMatch(/secret label|mast_annotation/);
  });

  it("report a trace of an unknown system and keep its neighbours", async () => {
    const { runs, problems } = await readRuns(mastDataAdapter, [record({ what: 1 }), record(ag2)]);
    expect(problems).toMatchObject([{ locator: "/0/trace", code: "unknown-system" }]);
    expect(runs).toHaveLength(1);
  });
});
