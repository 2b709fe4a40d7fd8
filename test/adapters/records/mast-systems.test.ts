import { describe, expect, it } from "vitest";
import { autogenConsole } from "../../../src/adapters/autogen/agentchat-console.ts";
import { mastDataAdapter } from "../../../src/adapters/mast-data/mast-data.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";
import { agbench, appworld, chatdev, messages, openmanus, terminated } from "./mast-logs.ts";

const read = (text: string) => readRuns(mastDataAdapter, text);
const lineOf = (text: string, part: string) => `line:${text.slice(0, text.indexOf(part)).split("\n").length}`;

describe("ChatDev log", () => {
  it("keeps what was answered, to whom and in which phase, and no prompt twice", async () => {
    const { run } = await read(chatdev);
    expect(outline(run)).toEqual([
      "– message Draw a kite [blue].\n\nThen fly it.",
      "Code Reviewer message The tail is missing.",
      "Programmer message kite.py\n```python\ntail = [1]\n\n```\n<INFO> Finished",
      "Programmer artifact kite.py updated.",
      "– tool-result Traceback: no wind",
      "– end ChatDev Ends (20250117113659)",
    ]);
    expect(run?.steps[1]).toMatchObject({
      to: ["Programmer"],
      phase: "CodeReviewComment",
      tokens: { input: 70, output: 5 },
      at: "2025-01-17T11:36:47.000Z",
      locator: lineOf(chatdev, "Code Reviewer: **"),
    });
    expect(run?.steps[2]?.marker).toBe("terminal");
    expect(run?.steps[4]?.ok).toBe(false);
    expect(run?.agents[0]).toMatchObject({ name: "Code Reviewer", role: "You review." });
    expect(run).toMatchObject({
      framework: "chatdev",
      models: ["GPT_4O"],
      task: "Draw a kite [blue].\n\nThen fly it.",
      endReason: "completed",
      startedAt: "2025-01-17T11:36:43.000Z",
      endedAt: "2025-01-17T11:36:59.000Z",
    });
    expect(Object.fromEntries(run?.losses.map(({ code, count }) => [code, count]) ?? [])).toEqual({
      "log-noise": 2,
      "prompt-echo": 3,
      "log-echo": 1,
      "diff-echo": 1,
    });
  });

  it("breaks off without its closing record", async () => {
    const { run } = await read(chatdev.slice(0, chatdev.indexOf("**[Post Info]**")));
    expect(run).toMatchObject({ endReason: "truncated", capabilities: { endReason: false } });
    expect(run?.steps).toHaveLength(5);
  });
});

describe("AppWorld log", () => {
  it("tells who wrote to whom, each text once, and the verdict only as the outcome", async () => {
    const { run } = await read(appworld);
    expect(run?.steps.map(({ agent, kind, to, text }) => [agent, kind, to, text.split("\n")[0]])).toEqual([
      [null, "message", [], "Stop the music when Ada calls."],
      ["Supervisor", "message", [], "I ask the player."],
      [null, "tool-result", [], "# working"],
      ["Supervisor", "message", ["player"], "Pause, please, as soon as you can."],
      ["player", "message", [], "print(apis.player.pause())"],
      [null, "tool-result", [], "Execution failed. Traceback: no player"],
      ["player", "message", ["Supervisor"], "I could not pause the music, sorry."],
      ["Supervisor", "message", [], 'apis.supervisor.complete_task(status="fail")'],
      [null, "tool-result", [], "Execution successful."],
    ]);
    expect(run?.steps.map(({ ok }) => ok)).toEqual([
      undefined,
      undefined,
      true,
      undefined,
      undefined,
      false,
      undefined,
      undefined,
      true,
    ]);
    expect(run?.steps[7]?.marker).toBe("terminal");
    expect(run).toMatchObject({
      framework: "appworld",
      endReason: "stopped",
      endDetail: 'apis.supervisor.complete_task(status="fail")',
      outcome: "failed",
      task: "Stop the music when Ada calls.",
      losses: [{ code: "log-echo", count: 3 }],
    });
    expect(JSON.stringify(run)).not.toContain("secret answer");
  });

  it("holds a run for each task, and one that breaks off is truncated", async () => {
    const { runs } = await read(`${appworld}\n${appworld.slice(0, appworld.indexOf("Exiting player"))}`);
    expect(runs.map(({ endReason, outcome, sources }) => [endReason, outcome, sources[0]?.locator])).toEqual([
      ["stopped", "failed", ""],
      ["truncated", "unknown", `line:${appworld.split("\n").length + 2}`],
    ]);
  });
});

describe("OpenManus log", () => {
  it("joins thoughts, calls, arguments, results and tokens", async () => {
    const { run } = await read(openmanus + terminated);
    expect(outline(run)).toEqual([
      "– message Count the ships",
      "Manus message I look\nat the harbour.",
      "Manus tool-call look",
      "Manus tool-result look",
      "Manus tool-call guess",
      "Manus tool-result guess",
      "Manus tool-call terminate",
      "Manus tool-result terminate",
    ]);
    expect(run?.steps[1]).toMatchObject({ tokens: { input: 40, output: 9 }, locator: "line:5" });
    expect(run?.steps[2]).toMatchObject({ args: { at: "harbour" }, callId: run?.steps[3]?.callId });
    expect(run?.steps[3]?.ok).toBe(false);
    expect(run?.steps[4]?.executed).toBe(false);
    expect(run?.steps[6]?.marker).toBe("terminal");
    expect(run).toMatchObject({
      framework: "openmanus",
      task: "Count the ships",
      endReason: "completed",
      endDetail: "completed with status: success",
    });
  });

  it("tells the last allowed step from a log that breaks off", async () => {
    const { run: cut } = await read(openmanus);
    expect(cut?.endReason).toBe("truncated");
    const idle = openmanus.replaceAll(/.*terminate.*\n/g, "");
    const { run } = await read(
      `${idle}2025-03-31 21:37:46.000 | INFO     | app.agent.toolcall:think:82 - 🛠️ Manus selected 0 tools to use\n`,
    );
    expect(run).toMatchObject({ endReason: "limit", endDetail: "Executing step 2/2" });
  });

  it("takes a plan and its summary for the flow's words and each step of it for a phase", async () => {
    const { run } = await read(
      [
        "2025-03-31 21:00:00.000 | INFO     | app.flow.planning:_create_initial_plan:197 - Plan creation result: Plan: Ships",
        "0. [ ] Count",
        "2025-03-31 21:00:01.000 | INFO     | app.agent.base:run:140 - Executing step 1/9",
        "2025-03-31 21:00:02.000 | INFO     | app.agent.toolcall:think:81 - ✨ Manus's thoughts: Two.",
        "2025-03-31 21:00:03.000 | INFO     | __main__:run_flow:38 - Step 1: Two.",
        "Plan completed:",
        "",
        "Two ships.",
      ].join("\n"),
    );
    expect(run?.steps.map(({ agent, phase, text }) => [agent, phase, text])).toEqual([
      ["PlanningFlow", undefined, "Plan: Ships\n0. [ ] Count"],
      ["Manus", "plan step 0", "Two."],
      ["PlanningFlow", undefined, "Plan completed:\n\nTwo ships."],
    ]);
    expect(run?.endReason).toBe("completed");
  });
});

describe("MetaGPT communication log", () => {
  it("splits rounds by the roles that speak in the log", async () => {
    const { run } = await read(messages);
    expect(outline(run)).toEqual([
      "– message Write a bell.",
      "Coder message def ring(): pass",
      "Tester message Note: untested",
      "Coder message fixed",
    ]);
    expect(run).toMatchObject({
      framework: "metagpt",
      task: "Write a bell.",
      endReason: "unknown",
      startedAt: "2025-03-31T12:53:42.000Z",
      endedAt: "2025-03-31T12:54:00.000Z",
      inferred: [expect.stringContaining("name of a role")],
    });
    expect(run?.steps[2]).toMatchObject({
      at: "2025-03-31T12:53:55.000Z",
      locator: lineOf(messages, "Tester:"),
    });
    expect(run?.steps[3]?.locator).toBe(lineOf(messages, "Coder: fixed"));
  });

  it("breaks off without its last line", async () => {
    const { run } = await read(messages.slice(0, messages.indexOf("fixed")));
    expect(run?.endReason).toBe("truncated");
  });
});

describe("Magentic-One in an agbench log", () => {
  it("keeps the team's console and nothing of the harness", async () => {
    const { run } = await read(agbench);
    expect(outline(run).map((line) => line.trim())).toEqual([
      "– message How high is the tide?",
      "MagenticOneOrchestrator message Ask the gauge.",
      "Gauge message Two metres.",
      "MagenticOneOrchestrator message FINAL ANSWER: 2 m",
    ]);
    expect(run?.steps[2]?.locator).toBe("line:10");
    expect(run?.agents[0]?.kind).toBe("manager");
    expect(run).toMatchObject({ framework: "magentic-one", endReason: "completed" });
  });

  it.each([
    ["SCENARIO.PY EXITED WITH CODE: 143 !#!#", "limit"],
    ["SCENARIO.PY EXITED WITH CODE: 1 !#!#", "error"],
    ["", "truncated"],
  ])("%s ends it as %s", async (line, endReason) => {
    const { run } = await read(agbench.replace("SCENARIO.PY COMPLETE !#!#", line));
    expect(run?.endReason).toBe(endReason);
  });

  it("leaves the console of other teams to AutoGen's adapter", () => {
    const other = agbench.replaceAll("MagenticOneOrchestrator", "Writer");
    expect(mastDataAdapter.recognise(memorySource(other))).toBeNull();
    expect(autogenConsole.recognise(memorySource(other))).not.toBeNull();
  });
});
