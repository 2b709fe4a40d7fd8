import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { autogenEventLog } from "../../../src/adapters/autogen/event-log.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";

const TEAM = "aaaaaaaa-0000-4000-8000-000000000001";
const INNER = "bbbbbbbb-0000-4000-8000-000000000002";
const SAMPLE = new URL("../../../sample-traces/autogen/lighthouse.event-log.jsonl", import.meta.url);

const at = (name: string, team: string) => `${name}_${team}/${team}`;

function message(route: string, sender: string | null, receiver: string | null, payload: unknown) {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const stage = "DeliveryStage.SEND";
  return {
    payload: text,
    sender,
    receiver,
    kind: `MessageKind.${route}`,
    delivery_stage: stage,
    type: "Message",
  };
}

const said = (id: string, source: string, content: string, usage: [number, number] | null = null) => ({
  ...(id === "" ? {} : { id }),
  source,
  models_usage: usage === null ? null : { prompt_tokens: usage[0], completion_tokens: usage[1] },
  content,
  type: "TextMessage",
});

const start = (team: string, ...messages: unknown[]) =>
  message("DIRECT", null, at("Manager", team), { messages, output_task_messages: true });
const publish = (team: string, name: string, value: unknown) =>
  message("PUBLISH", at(name, team), at("output_topic", team), { message: value });
const end = (team: string) =>
  message("PUBLISH", at("Manager", team), at("output_topic", team), "Message could not be serialized");
const modelCall = (team: string, name: string, tokens: [number, number], system = "Prompt.") => ({
  type: "LLMCall",
  messages: [{ role: "system", content: system }],
  response: { model: "m-1", choices: [{ message: { content: "…" } }] },
  prompt_tokens: tokens[0],
  completion_tokens: tokens[1],
  tools: [{ type: "function", function: { name: "look" } }],
  agent_id: at(name, team),
});

const lines = (...records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");
const read = (...records: unknown[]) => readRuns(autogenEventLog, lines(...records));

describe("AutoGen event log", () => {
  it("takes words from model calls where the team's messages are logged without", async () => {
    const hollow = (source: string) => ({ source, models_usage: null, metadata: {} });
    const call = modelCall(TEAM, "writer", [5, 2]);
    const answer = { ...call, response: { model: "m-1", choices: [{ message: { content: "A verse." } }] } };
    const { runs } = await read(
      message("DIRECT", null, at("Manager", TEAM), { messages: [hollow("user")] }),
      message("PUBLISH", at("Manager", TEAM), at("output_topic", TEAM), { messages: [hollow("user")] }),
      answer,
      publish(TEAM, "writer", hollow("writer")),
      message("PUBLISH", at("writer", TEAM), at("group_topic", TEAM), {
        agent_response: { chat_message: hollow("writer"), inner_messages: [] },
      }),
    );
    expect(runs).toHaveLength(1);
    expect(runs[0]?.agents.map(({ name }) => name)).toEqual(["writer"]);
    expect(runs[0]?.steps.map(({ text, tokens }) => [text, tokens])).toEqual([
      ["A verse.", { input: 5, output: 2 }],
    ]);
    expect(runs[0]?.losses).toContainEqual(expect.objectContaining({ code: "wordless-message", count: 4 }));
  });

  it("reads each message once, with the prompts, tools and models of its agents", async () => {
    const text = publish(TEAM, "writer", said("2", "writer", "Done. TERMINATE", [7, 3]));
    const { runs } = await read(
      start(TEAM, said("1", "user", "Write.")),
      modelCall(TEAM, "writer", [7, 3]),
      text,
      { ...text, delivery_stage: "DeliveryStage.DELIVER", receiver: null },
      text,
      end(TEAM),
    );
    expect(runs).toHaveLength(1);
    expect(outline(runs[0] ?? null)).toEqual(["– message Write.", "writer message Done. TERMINATE"]);
    expect(runs[0]).toMatchObject({ task: "Write.", endReason: "completed", models: ["m-1"] });
    expect(runs[0]?.agents).toEqual([
      { id: "writer", name: "writer", kind: "llm", role: "Prompt.", model: "m-1", tools: ["look"] },
    ]);
    expect(runs[0]?.steps[1]?.tokens).toEqual({ input: 7, output: 3 });
  });

  it("gives a manager's tokens to the step that its choice led to", async () => {
    const { run } = await read(
      start(TEAM, said("1", "user", "Write.")),
      modelCall(TEAM, "Manager", [50, 1]),
      modelCall(TEAM, "writer", [7, 3]),
      publish(TEAM, "writer", said("2", "writer", "Draft.", [7, 3])),
      end(TEAM),
    );
    expect(run?.steps.map(({ tokens }) => tokens)).toEqual([null, { input: 57, output: 4 }]);
    expect(run?.agents.map(({ name }) => name)).toEqual(["writer"]);
    expect(run?.endReason).toBe("unknown");
  });

  it("reads an inner team into the run of the team that it works for", async () => {
    const draft = said("2", "writer", "Draft.");
    const { runs } = await read(
      start(TEAM, said("1", "user", "Write.")),
      start(INNER, said("1", "user", "Write.")),
      publish(INNER, "writer", draft),
      publish(TEAM, "desk", draft),
      end(INNER),
      publish(TEAM, "boss", said("3", "boss", "Good.")),
      end(TEAM),
    );
    expect(runs.map(outline)).toEqual([["– message Write.", "writer message Draft.", "boss message Good."]]);
  });

  it("keeps repeated messages of releases that give messages no id", async () => {
    const again = publish(TEAM, "writer", said("", "writer", "Draft."));
    const { run } = await read(start(TEAM, said("", "user", "Write.")), again, again, end(TEAM));
    expect(outline(run)).toEqual(["– message Write.", "writer message Draft.", "writer message Draft."]);
  });

  it("begins a run with each task and goes on where the user answers", async () => {
    const handoff = { ...said("2", "writer", "Transferred to user"), type: "HandoffMessage", target: "user" };
    const { runs } = await read(
      start(TEAM, said("1", "user", "Write.")),
      publish(TEAM, "writer", handoff),
      end(TEAM),
      start(TEAM, said("3", "user", "A letter.")),
      publish(TEAM, "writer", said("4", "writer", "Dear all.")),
      end(TEAM),
      start(TEAM, said("5", "user", "Another one.")),
      publish(TEAM, "writer", said("6", "writer", "Dear both.")),
    );
    expect(runs.map(({ task, endReason, steps }) => [task, endReason, steps.length])).toEqual([
      ["Write.", "unknown", 4],
      ["Another one.", "truncated", 2],
    ]);
  });

  it("blames the agent whose turn failed, not those who do not understand the news of it", async () => {
    const side = "Unhandled message in agent container: <class 'GroupChatError'>";
    const failure = (name: string, exception: string) => ({
      payload: "{}",
      handling_agent: at(name, TEAM),
      exception,
      type: "MessageHandlerException",
    });
    const { run } = await read(
      start(TEAM, said("1", "user", "Write.")),
      failure("writer", side),
      message("PUBLISH", at("editor", TEAM), at("group_topic", TEAM), {
        error: { error_type: "Timeout", error_message: "too late", traceback: "Traceback …" },
      }),
      failure("editor", "too late"),
    );
    expect(run).toMatchObject({ endReason: "error", endDetail: "Timeout: too late", outcome: "failed" });
    expect(run?.steps.at(-1)).toMatchObject({ kind: "error", agent: "editor", text: "Traceback …" });
  });

  it("says that a log begins in the middle", async () => {
    const { run } = await read(publish(TEAM, "writer", said("2", "writer", "Draft.")), end(TEAM));
    expect(outline(run)).toEqual(["writer message Draft."]);
    expect(run?.inferred.join()).toContain("begins in the middle");
  });

  it("reads an application of its own message types, with model answers that no message repeats", async () => {
    const call = (agent: string | null, content: string) => ({
      ...modelCall(TEAM, "x", [4, 2]),
      agent_id: agent,
      response: { model: "m-1", choices: [{ message: { content } }] },
    });
    const { run } = await read(
      message("DIRECT", null, "planner/default", { goal: "Plan a trip." }),
      call("planner/default", "Go north."),
      message("PUBLISH", "planner/default", "guide/default", {
        body: { content: "Go north.", source: "planner" },
      }),
      {
        type: "ToolCall",
        tool_name: "map",
        arguments: { area: "north" },
        result: "hills",
        agent_id: "guide/default",
      },
      call("guide/default", "It is hilly."),
      message("RESPOND", "guide/default", "planner/default", "Message could not be serialized"),
    );
    expect(outline(run)).toEqual([
      "– message Plan a trip.",
      "planner message Go north.",
      "guide tool-call map",
      "guide tool-result map",
      "guide message It is hilly.",
    ]);
    expect(run?.steps.map(({ to }) => to)).toEqual([["planner"], ["guide"], [], [], []]);
    expect(run?.steps.map(({ tokens }) => tokens?.input ?? null)).toEqual([null, 4, null, null, 4]);
    expect(run?.losses).toMatchObject([{ code: "unreadable-message", count: 1 }]);
  });

  it("reads lines behind any prefix and counts those of other programs", async () => {
    const records = [
      start(TEAM, said("1", "user", "Write.")),
      publish(TEAM, "writer", said("2", "writer", "Draft.")),
      end(TEAM),
    ];
    const text = records.map(
      (record) => `2026-01-02 10:00:00,1 autogen_core.events INFO ${JSON.stringify(record)}`,
    );
    const { run } = await readRuns(autogenEventLog, `starting {"port": 1}\n${text.join("\nhttp 200\n")}\n`);
    expect(outline(run)).toEqual(["– message Write.", "writer message Draft."]);
    expect(run?.losses).toMatchObject([{ code: "log-lines", count: 3 }]);
  });

  it("reads a log that is cut anywhere as the beginning of the same run", async () => {
    const whole = readFileSync(SAMPLE, "utf8");
    const steps = outline((await readRuns(autogenEventLog, whole)).run);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (cut) => {
        const { runs } = await readRuns(autogenEventLog, whole.slice(0, cut));
        expect(runs.length).toBeLessThanOrEqual(1);
        const part = outline(runs[0] ?? null);
        expect(part).toEqual(steps.slice(0, part.length));
      }),
      { numRuns: 40 },
    );
  });
});
