import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ag2AgentLog } from "../../../src/adapters/ag2/agent-log.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";
import { outline, readOpened, readRuns } from "../../helpers/read-runs.ts";

const STREAM = "00000000-0000-4000-8000-000000000001";

const event = (type: string, data: object) => ({
  type: `ag2.events.x.${type}`,
  data: { created_at: 1.5, ...data },
});
const part = (content: string) => ({ __event__: "ag2.events.input_events.TextInput", content });
const ask = (...texts: string[]) => event("ModelRequest", { parts: texts.map(part) });
const usage = (input: number, output: number) => ({
  __dataclass__: "ag2.events.types.Usage",
  data: { prompt_tokens: input, completion_tokens: output },
});
const spent = (input: number, output: number) =>
  event("UsageEvent", { kind: "model_call", model: "m-1", usage: usage(input, output) });
const answer = (text: string) =>
  event("ModelResponse", {
    message: { content: text },
    tool_calls: { calls: [] },
    usage: usage(9, 9),
    model: "m-1",
  });
const calling = event("ModelResponse", { message: null, tool_calls: { calls: [{}] }, usage: usage(9, 9) });
const toolCall = (id: string) => event("ToolCallEvent", { id, name: "look", arguments: '{"at":"it"}' });
const result = (type: string, id: string, text: string) =>
  event(type, { parent_id: id, name: "look", result: { __dataclass__: "R", data: { parts: [part(text)] } } });

const jsonl = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
const read = (...values: unknown[]) => readRuns(ag2AgentLog, jsonl(...values));

describe("AG2 agent event log", () => {
  it("counts each call, result and usage once", async () => {
    const { run } = await read(
      ask("Look."),
      spent(10, 2),
      calling,
      event("ToolCallsEvent", { calls: [{}] }),
      toolCall("c1"),
      result("ToolErrorEvent", "c1", "Traceback"),
      event("ToolResultsEvent", { results: [{}] }),
      spent(20, 3),
      answer("Nothing. TERMINATE"),
    );
    expect(outline(run)).toEqual([
      "– message Look.",
      "agent tool-call look",
      "agent tool-result look",
      "agent message Nothing. TERMINATE",
    ]);
    expect(run?.steps.map(({ tokens }) => tokens?.input ?? null)).toEqual([null, 10, null, 20]);
    expect(run?.steps[2]).toMatchObject({ ok: false, callId: "c1", at: "1970-01-01T00:00:01.500Z" });
    expect(run?.steps[3]?.marker).toBe("terminal");
    expect(run).toMatchObject({ endReason: "completed", task: "Look.", models: ["m-1"] });
  });

  it("begins a run with each request after an answer, and says where the last one has none", async () => {
    const { runs } = await read(ask("One?"), answer("1"), ask("Two?"), spent(5, 1));
    expect(runs.map(({ task, endReason, steps }) => [task, endReason, steps.length])).toEqual([
      ["One?", "completed", 2],
      ["Two?", "truncated", 2],
    ]);
    expect(runs[1]?.steps[1]).toMatchObject({ kind: "end", tokens: { input: 5, output: 1 } });
  });

  it("reads a turn in a channel without the earlier words shown again", async () => {
    const { runs } = await read(
      ask("[ann]: Count."),
      event("ModelMessage", { content: "Twelve." }),
      ask("[bea]: Sure?", "[ann]: And the lake?"),
      answer("Yes."),
    );
    expect(runs.map(outline)).toEqual([
      ["bea message Sure?", "ann message And the lake?", "agent message Yes."],
    ]);
    expect(runs[0]?.losses).toMatchObject([{ code: "channel-history", count: 2 }]);
  });

  it("gives the result of a task's call to the agent that worked on it, with its tokens", async () => {
    const { run } = await read(
      ask("Ask the expert."),
      calling,
      toolCall("c1"),
      event("TaskStarted", {
        task_id: "t",
        agent_name: "expert",
        objective: "Name it.",
        parent_tool_call_id: "c1",
      }),
      event("UsageEvent", { kind: "subtask", label: "expert", model: "m-2", usage: usage(7, 4) }),
      event("TaskCompleted", { task_id: "t", agent_name: "expert", result: "A moth." }),
      result("ToolResultEvent", "c1", "A moth."),
      answer("A moth."),
    );
    expect(outline(run)).toEqual([
      "– message Ask the expert.",
      "agent tool-call look",
      "agent handoff Name it.",
      "expert tool-result look",
      "agent message A moth.",
    ]);
    expect(run?.steps[3]).toMatchObject({ to: ["agent"], tokens: { input: 7, output: 4 } });
  });

  it("reads the name of the agent and events that compaction dropped from the files beside it", async () => {
    const source = memorySource(jsonl(answer("Two.")), `${STREAM}.jsonl`, `${STREAM}.jsonl`, undefined, {
      "../SKILL.md": "# clerk Knowledge Store\n\nThis is …\n",
      [`${STREAM}.dropped-1.jsonl`]: jsonl(ask("One?")),
      [`${STREAM}.dropped-2.jsonl`]: jsonl(toolCall("c1"), result("ToolResultEvent", "c1", "ok")),
    });
    const { runs } = await readOpened(source, [ag2AgentLog]);
    expect(runs.map(outline)).toEqual([
      ["– message One?", "clerk tool-call look", "clerk tool-result look", "clerk message Two."],
    ]);
    expect(runs[0]?.steps[0]?.locator).toBe(`${STREAM}.dropped-1.jsonl line:1`);
  });

  it("reads a log that is cut anywhere as the beginning of the same runs", async () => {
    const folder = new URL("../../../sample-traces/ag2/apiary/log/", import.meta.url);
    const [log] = readdirSync(folder);
    const whole = readFileSync(new URL(log ?? "", folder), "utf8");
    const steps = (await readRuns(ag2AgentLog, whole)).runs.flatMap(outline);
    // Of a single broken line the source saves what it can, so that its text may be a part.
    const firstLine = whole.indexOf("\n") + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: firstLine, max: whole.length }), async (cut) => {
        const { runs } = await readRuns(ag2AgentLog, whole.slice(0, cut));
        const read = runs.flatMap(outline).filter((line) => !line.startsWith("– end"));
        expect(read).toEqual(steps.slice(0, read.length));
      }),
      { numRuns: 40 },
    );
  });
});
