import { describe, expect, it } from "vitest";
import { whoAndWhenAdapter } from "../../../src/adapters/records/who-and-when.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";

describe("Who&When, algorithm-generated", () => {
  const record = {
    question: "How many berths are free?",
    question_ID: "q-1",
    mistake_agent: "Harbour_Expert",
    mistake_reason: "counted twice",
    ground_truth: "4",
    system_prompt: { Harbour_Expert: "You know harbours.", Never_Asked: "You rest." },
    history: [
      { role: "assistant", name: "Harbour_Expert", content: "Count them:\n```python\nprint(3)\n```" },
      {
        role: "user",
        name: "Computer_terminal",
        content: "exitcode: 1 (execution failed)\nCode output: boom",
      },
      { role: "user", name: "Harbour_Expert", content: "TERMINATE" },
    ],
  };

  it("keeps speakers, executed code and the end, and leaves labels out", async () => {
    const { run } = await readRuns(whoAndWhenAdapter, record);
    expect(run).toMatchObject({
      framework: "ag2",
      task: "How many berths are free?",
      endReason: "completed",
      agents: [
        { name: "Harbour_Expert", kind: "llm", role: "You know harbours." },
        { name: "Computer_terminal", kind: "executor" },
      ],
    });
    expect(run?.steps[1]).toMatchObject({ kind: "tool-result", ok: false, locator: "/history/1" });
    expect(run?.steps[2]?.marker).toBe("terminal");
    expect(JSON.stringify(run)).not.toMatch(/counted twice|ground_truth|mistake/);
  });
});

describe("Who&When, hand-crafted, and bare Magentic-One transcripts", () => {
  const history = [
    { role: "human", content: "Find the oldest lighthouse." },
    { role: "Orchestrator (thought)", content: "Plan: search." },
    { role: "Orchestrator (-> WebSurfer)", content: "Please search." },
    { role: "WebSurfer", content: "I typed it." },
    {
      role: "ComputerTerminal",
      content: "The script ran, then exited with Unix exit code: 0\nIts output was:\n1",
    },
    { role: "Orchestrator (termination condition)", content: "Max rounds (30) reached.\nFINAL ANSWER: none" },
  ];

  it.each([
    ["record", { question: "Find the oldest lighthouse.", question_ID: "q", history }, "/history"],
    ["transcript", history, ""],
  ])("as a %s", async (_, value, base) => {
    const { run } = await readRuns(whoAndWhenAdapter, value);
    expect(outline(run)).toEqual([
      "– message Find the oldest lighthouse.",
      "Orchestrator thought Plan: search.",
      "Orchestrator message Please search.",
      "WebSurfer message I typed it.",
      `ComputerTerminal tool-result ${history[4]?.content}`,
      `Orchestrator end ${history[5]?.content}`,
    ]);
    expect(run).toMatchObject({
      task: "Find the oldest lighthouse.",
      endReason: "limit",
      endDetail: "Max rounds (30) reached.",
    });
    expect(run?.steps[2]).toMatchObject({ to: ["WebSurfer"], locator: `${base}/2` });
    expect(run?.steps[4]?.ok).toBe(true);
  });

  it("without a termination entry does not know how it ended", async () => {
    const { run } = await readRuns(whoAndWhenAdapter, history.slice(0, 4));
    expect(run).toMatchObject({ endReason: "unknown", capabilities: { endReason: false } });
  });
});
