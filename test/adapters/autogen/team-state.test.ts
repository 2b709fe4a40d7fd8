import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { autogenTeamState } from "../../../src/adapters/autogen/team-state.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";

const SAMPLE = new URL("../../../sample-traces/autogen/cider.team-state.json", import.meta.url);

const say = (source: string, content: string) => ({
  source,
  content,
  models_usage: null,
  type: "TextMessage",
});
const state = (messages: unknown[], members: Record<string, unknown> = {}) => ({
  type: "TeamState",
  version: "1.0.0",
  agent_states: { ...members, "group/manager": { type: "RoundRobinManagerState", message_thread: messages } },
});

describe("AutoGen saved states", () => {
  it("reads the manager's thread, a run for each task", async () => {
    const thread = [
      say("user", "A"),
      say("writer", "One."),
      say("user", "B"),
      say("writer", "Two. TERMINATE"),
    ];
    const { runs } = await readRuns(autogenTeamState, state(thread, { writer: { agent_state: {} } }));
    expect(runs.map(({ task, endReason }) => [task, endReason])).toEqual([
      ["A", "unknown"],
      ["B", "completed"],
    ]);
    expect(runs[1]?.steps[1]?.locator).toBe("/agent_states/group~1manager/message_thread/3");
  });

  it("takes a member called user for an agent", async () => {
    const thread = [say("user", "A"), say("writer", "One."), say("user", "Better!"), say("writer", "Two.")];
    const { runs } = await readRuns(autogenTeamState, state(thread, { user: {} }));
    expect(runs.map(outline)).toEqual([
      ["– message A", "writer message One.", "user message Better!", "writer message Two."],
    ]);
    expect(runs[0]?.agents.map(({ kind }) => kind)).toEqual(["llm", "human-proxy"]);
  });

  it("reads an agent's context: thoughts, calls and their results by the agent that made them", async () => {
    const messages = [
      { type: "SystemMessage", content: "Prompt." },
      { type: "UserMessage", source: "user", content: "How many?" },
      {
        type: "AssistantMessage",
        source: "clerk",
        thought: "I count.",
        content: [{ id: "c1", name: "count", arguments: '{"of":"pears"}' }],
      },
      {
        type: "FunctionExecutionResultMessage",
        content: [{ call_id: "c1", name: "count", content: "12", is_error: false }],
      },
      { type: "AssistantMessage", source: "clerk", content: "Twelve." },
    ];
    const context = { type: "AssistantAgentState", version: "1.0.0", llm_context: { messages } };
    const { run } = await readRuns(autogenTeamState, context);
    expect(outline(run)).toEqual([
      "– message How many?",
      "clerk thought I count.",
      "clerk tool-call count",
      "clerk tool-result count",
      "clerk message Twelve.",
    ]);
  });

  it("names a message that it cannot read and goes on with the next one", async () => {
    const { run, problems } = await readRuns(
      autogenTeamState,
      state([say("user", "A"), 7, say("writer", "One.")]),
    );
    expect(outline(run)).toEqual(["– message A", "writer message One."]);
    expect(problems).toMatchObject([
      { code: "unknown-record", locator: "/agent_states/group~1manager/message_thread/1" },
    ]);
  });

  it("reads a state that is cut anywhere as the beginning of the same runs", async () => {
    const whole = readFileSync(SAMPLE, "utf8");
    const steps = (await readRuns(autogenTeamState, whole)).runs.flatMap(outline);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (cut) => {
        const { runs } = await readRuns(autogenTeamState, whole.slice(0, cut));
        const part = runs.flatMap(outline);
        expect(part.slice(0, -1)).toEqual(steps.slice(0, Math.max(0, part.length - 1)));
      }),
      { numRuns: 40 },
    );
  });
});
