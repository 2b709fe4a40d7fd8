import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { autogenRuntimeLog } from "../../../src/adapters/autogen/runtime-log.ts";
import { openDatabase } from "../../../src/sqlite/database.ts";
import { outline, readFile, readRuns } from "../../helpers/read-runs.ts";

const folder = mkdtempSync(join(tmpdir(), "mast-runtime-log-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SAMPLE = new URL("../../../sample-traces/autogen/peat-loop.autogen.runtime.log", import.meta.url);

let second = 0;
const now = () =>
  `2026-01-02 10:${String(Math.floor(second / 60)).padStart(2, "0")}:${String(second++ % 60).padStart(2, "0")}.000000`;

const event = (receiver: string, className: string, message: unknown, sender: string) => ({
  event_name: "received_message",
  source_name: receiver,
  agent_class: className,
  json_state: JSON.stringify({ message, sender, valid: true }),
  timestamp: now(),
});
const completion = (source: string, response: string) => ({
  invocation_id: "i",
  source_name: source,
  request: {
    messages: [{ role: "system", content: "Prompt." }],
    tools: [{ function: { name: "look" } }],
    model: "m-1",
  },
  response,
  is_cached: 0,
  start_time: now(),
  end_time: now(),
});
const printed = (input: number, output: number) =>
  `ChatCompletion(choices=[Choice(message='usage=CompletionUsage(prompt_tokens=999')], usage=CompletionUsage(completion_tokens=${output}, prompt_tokens=${input}, total_tokens=0, details=None))`;
const log = (...rows: unknown[]) =>
  `Started new session with Session ID: s-1\n[file_logger] Failed to log new agent: could not find class definition\n${rows.map((row) => `${JSON.stringify(row)}\n`).join("")}`;

describe("AutoGen 0.2 runtime log as a file", () => {
  it("reads each message of a group chat once, where the manager receives it", async () => {
    const call = { content: null, tool_calls: [{ id: "c1", function: { name: "look", arguments: "{}" } }] };
    const { run } = await readRuns(
      autogenRuntimeLog,
      log(
        event("chat_manager", "GroupChatManager", "Count.", "boss_proxy"),
        event(
          "clerk",
          "AssistantAgent",
          { content: "Count.", role: "user", name: "boss_proxy" },
          "chat_manager",
        ),
        completion("clerk", printed(10, 2)),
        event("chat_manager", "GroupChatManager", call, "clerk"),
        event("boss_proxy", "UserProxyAgent", { ...call, content: "None", name: "clerk" }, "chat_manager"),
        event(
          "chat_manager",
          "GroupChatManager",
          { content: "12", tool_responses: [{ tool_call_id: "c1", role: "tool", content: "12" }] },
          "boss_proxy",
        ),
        { source_name: "boss_proxy", input_args: "{}", returns: '"12"' },
        completion("clerk", printed(20, 3)),
        event("chat_manager", "GroupChatManager", "Twelve. TERMINATE", "clerk"),
      ),
    );
    expect(outline(run)).toEqual([
      "boss_proxy message Count.",
      "clerk tool-call look",
      "boss_proxy tool-result look",
      "clerk message Twelve. TERMINATE",
    ]);
    expect(run?.steps.map(({ tokens }) => tokens)).toEqual([
      null,
      { input: 10, output: 2 },
      null,
      { input: 20, output: 3 },
    ]);
    expect(run?.steps.every(({ at }) => at !== null)).toBe(true);
    expect(run).toMatchObject({ framework: "ag2", endReason: "completed", models: ["m-1"] });
    expect(run?.agents[1]).toMatchObject({ name: "clerk", role: "Prompt.", model: "m-1", tools: ["look"] });
  });

  it("ends with the error of a last completion that failed, and not with one that was tried again", async () => {
    const failed = "error_code:None, config 0 failed";
    const first = event("clerk", "AssistantAgent", "Count.", "boss_proxy");
    const died = await readRuns(autogenRuntimeLog, log(first, completion("clerk", failed)));
    expect(died.run).toMatchObject({ endReason: "error", endDetail: failed, outcome: "failed" });
    const went = await readRuns(
      autogenRuntimeLog,
      log(
        event("clerk", "AssistantAgent", "Count.", "boss_proxy"),
        completion("clerk", failed),
        completion("clerk", printed(1, 1)),
        event("boss_proxy", "UserProxyAgent", "Twelve.", "clerk"),
      ),
    );
    expect(went.run?.endReason).toBe("unknown");
  });

  it("keeps sessions of one file apart and names one without messages", async () => {
    const one = log(event("clerk", "AssistantAgent", "Count.", "boss_proxy"));
    const two = log(completion("clerk", printed(1, 1))).replace("s-1", "s-2");
    const { runs, problems } = await readRuns(autogenRuntimeLog, one + two);
    expect(runs).toHaveLength(1);
    expect(problems).toMatchObject([{ code: "no-messages", locator: "s-2" }]);
  });

  it("leaves out how a manager had the next speaker chosen", async () => {
    const { run } = await readRuns(
      autogenRuntimeLog,
      log(
        event("chat_manager", "GroupChatManager", "Count.", "boss_proxy"),
        event("speaker_selection_agent", "ConversableAgent", "Who is next?", "checking_agent"),
        event("chat_manager", "GroupChatManager", "Twelve.", "clerk"),
      ),
    );
    expect(outline(run)).toEqual(["boss_proxy message Count.", "clerk message Twelve."]);
    expect(run?.losses).toMatchObject([{ code: "speaker-selection", count: 1 }]);
  });

  it("reads a file that is cut anywhere as the beginning of the same run", async () => {
    const whole = readFileSync(SAMPLE, "utf8");
    const steps = outline((await readRuns(autogenRuntimeLog, whole)).run);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (cut) => {
        const part = outline((await readRuns(autogenRuntimeLog, whole.slice(0, cut))).run);
        expect(part).toEqual(steps.slice(0, part.length));
      }),
      { numRuns: 15 },
    );
  });
});

describe("AutoGen 0.2 runtime log as a database", () => {
  it("gives events to the session that had begun last", async () => {
    const path = join(folder, "two.db");
    const db = openDatabase(path);
    db.exec(
      "CREATE TABLE chat_completions(id INTEGER PRIMARY KEY, invocation_id, source_name, session_id, request, response, is_cached, start_time, end_time);" +
        "CREATE TABLE agents(id INTEGER PRIMARY KEY, wrapper_id, session_id, name, class, init_args, timestamp);" +
        "CREATE TABLE events(event_name, source_name, agent_class_name, id INTEGER PRIMARY KEY, json_state, timestamp);",
    );
    const agent = db.prepare(
      "INSERT INTO agents(session_id, name, class, init_args, timestamp) VALUES(?, ?, ?, ?, ?)",
    );
    const told = db.prepare(
      "INSERT INTO events(event_name, source_name, agent_class_name, json_state, timestamp) VALUES('received_message', ?, ?, ?, ?)",
    );
    const called = db.prepare(
      "INSERT INTO chat_completions(source_name, session_id, request, response, is_cached, start_time, end_time) VALUES(?, ?, '{}', ?, ?, ?, ?)",
    );
    for (const session of ["s-1", "s-2"]) {
      agent.run(
        session,
        "clerk",
        "AssistantAgent",
        JSON.stringify({ system_message: `Prompt ${session}.` }),
        now(),
      );
      told.run(
        "clerk",
        "AssistantAgent",
        JSON.stringify({ message: `Count ${session}.`, sender: "boss_proxy" }),
        now(),
      );
      const usage = { prompt_tokens: 5, completion_tokens: 2 };
      called.run(
        "clerk",
        session,
        JSON.stringify({ model: "m-1", usage }),
        session === "s-2" ? 1 : 0,
        now(),
        now(),
      );
      told.run(
        "boss_proxy",
        "UserProxyAgent",
        JSON.stringify({ message: "Twelve.", sender: "clerk" }),
        now(),
      );
    }
    db.close();
    const { runs, problems } = await readFile(path, [autogenRuntimeLog]);
    expect(problems).toEqual([]);
    expect(runs.map(outline)).toEqual([
      ["boss_proxy message Count s-1.", "clerk message Twelve."],
      ["boss_proxy message Count s-2.", "clerk message Twelve."],
    ]);
    expect(runs.map(({ agents }) => agents[1]?.role)).toEqual(["Prompt s-1.", "Prompt s-2."]);
    // What came from the cache was no call of a model.
    expect(runs.map(({ steps }) => steps[1]?.tokens)).toEqual([{ input: 5, output: 2 }, null]);
  });
});
