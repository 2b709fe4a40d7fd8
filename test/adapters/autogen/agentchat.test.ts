import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endReasonOf } from "../../../src/adapters/autogen/agentchat-end.ts";
import { openSample } from "./read.ts";

const SAMPLES = new URL("../../../sample-traces/autogen/", import.meta.url);
const sample = (name: string) => readFileSync(new URL(name, SAMPLES), "utf8");

const text = (source: string, content: string, more: object = {}) => ({
  source,
  models_usage: null,
  content,
  type: "TextMessage",
  ...more,
});
const result = (messages: object[], stopReason: string | null) =>
  JSON.stringify({ messages, stop_reason: stopReason });

describe("AgentChat as JSON", () => {
  it("counts the messages of a stream once, although its last line repeats them", async () => {
    const { runs } = await openSample(sample("parcel-paging.stream.jsonl"));
    const [run] = runs;
    expect(run?.steps.filter((step) => step.kind === "tool-call")).toHaveLength(4);
    expect(
      run?.steps.filter((step) => step.text.includes("Which parcels did depot East lose?")),
    ).toHaveLength(1);
  });

  it("writes a handoff once, at the call, with its words and its target", async () => {
    const { runs } = await openSample(sample("refund-swarm.stream.jsonl"));
    const handoffs = runs[0]?.steps.filter((step) => step.text.startsWith("Transferred to")) ?? [];
    expect(handoffs.map(({ kind, agent, to }) => ({ kind, agent, to }))).toEqual([
      { kind: "handoff", agent: "front_desk", to: ["cashier"] },
      { kind: "handoff", agent: "cashier", to: ["front_desk"] },
    ]);
  });

  it("gives a thought the tokens of the model call that brought it", async () => {
    const { runs } = await openSample(sample("refund-swarm.stream.jsonl"));
    const thought = runs[0]?.steps.find((step) => step.kind === "thought");
    expect(thought?.tokens).not.toBeNull();
    expect(runs[0]?.steps[(thought?.index ?? 0) + 1]).toMatchObject({ kind: "handoff", tokens: null });
  });

  it("leaves out the orchestrator's repetition of the task and the manager that chooses speakers", async () => {
    const magentic = (await openSample(sample("museum-loan.magentic.task-result.json"))).runs[0];
    expect(magentic?.agents[0]).toMatchObject({ name: "MagenticOneOrchestrator", kind: "manager" });
    expect(magentic?.steps[1]?.text.startsWith("Here is an initial fact sheet")).toBe(true);
    expect(magentic?.losses.map(({ code }) => code)).toContain("orchestrator-usage");
    const selector = (await openSample(sample("allotment.selector.stream.jsonl"))).runs[0];
    expect(selector?.agents.map(({ name, kind }) => [name, kind])).toEqual([
      ["planner", "llm"],
      ["gardener", "human-proxy"],
    ]);
    expect(selector?.losses).toContainEqual(expect.objectContaining({ code: "speaker-selection", count: 2 }));
  });

  it("reads speakers, tokens and the end of a dump without contents, and says how to get them", async () => {
    const hollow = (source: string, usage: object | null) => ({ source, models_usage: usage, metadata: {} });
    const messages = [
      hollow("user", null),
      hollow("cooper", { prompt_tokens: 40, completion_tokens: 9 }),
      hollow("weigher", { prompt_tokens: 60, completion_tokens: 8 }),
    ];
    const { runs, problems } = await openSample(result(messages, "Maximum number of turns 2 reached."));
    expect(problems).toEqual([expect.objectContaining({ code: "no-content", locator: "/messages" })]);
    const [run] = runs;
    expect(run).toMatchObject({ endReason: "limit", task: null, format: "autogen/task-result" });
    expect(run?.capabilities).toMatchObject({ content: "none", task: false, toolCalls: false });
    expect(run?.agents.map(({ name }) => name)).toEqual(["cooper", "weigher"]);
    expect(
      run?.steps.filter(({ kind }) => kind === "message").map(({ tokens }) => tokens?.input ?? 0),
    ).toEqual([0, 40, 60]);
  });

  it("takes the end of a stream from a last line without contents", async () => {
    const last = {
      messages: [{ source: "cooper", models_usage: null, metadata: {} }],
      stop_reason: "Maximum number of turns 1 reached.",
    };
    const lines = [text("user", "Weigh the barrels."), text("cooper", "Eleven barrels, 2310 kg."), last];
    const { runs, problems } = await openSample(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    expect(problems).toEqual([]);
    expect(runs.map(({ endReason, capabilities }) => [endReason, capabilities.content])).toEqual([
      ["limit", "full"],
    ]);
  });

  it("continues a run that waits for its user and begins another with a new question", async () => {
    const { runs } = await openSample(sample("visa-desk.stream.jsonl"));
    expect(runs.map(({ task, endReason }) => [task, endReason])).toEqual([
      ["Do I need a visa for Suvaland?", "completed"],
      ["And do I need anything else if I give a paid concert there?", "completed"],
    ]);
    expect(runs[0]?.steps.map(({ agent }) => agent)).toEqual([null, "visa_desk", null, "visa_desk", null]);
  });

  it("marks the framework's own second attempt at failing code", async () => {
    const { runs } = await openSample(sample("leap-years-code-retry.task-result.json"));
    const executions = runs[0]?.steps.filter((step) => step.tool === "execute_code") ?? [];
    expect(executions.map(({ ok }) => ok)).toEqual([false, true]);
    expect(executions[1]?.retryOf).toBe(executions[0]?.index);
  });

  it("reads a stream that breaks off as truncated, and one that waits for input as waiting", async () => {
    const broken = await openSample(sample("quarry-exception.stream.jsonl"));
    expect(broken.runs[0]).toMatchObject({ endReason: "truncated", outcome: "unknown" });
    const ask = { source: "gardener", type: "UserInputRequestedEvent", request_id: "1", content: "" };
    const lines = [text("user", "Plan it."), text("planner", "Here is the plan."), ask];
    const waiting = await openSample(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    expect(waiting.runs[0]?.endReason).toBe("waiting");
  });

  it("reads what is there of a document that breaks off, and says where a record is none", async () => {
    const whole = sample("blood-bank-retry.task-result.json");
    const cut = await openSample(whole.slice(0, whole.indexOf("units, counted and confirmed")));
    expect(cut.runs).toHaveLength(1);
    expect(cut.runs[0]?.endReason).toBe("truncated");
    expect(cut.runs[0]?.steps.filter((step) => step.kind === "tool-result")).toHaveLength(2);
    const mixed = await openSample(
      result([text("user", "Do it."), { nonsense: 1 }, text("a", "Done.")] as object[], null),
    );
    expect(mixed.problems).toMatchObject([{ locator: "/messages/1", code: "unknown-record" }]);
    expect(mixed.runs[0]?.steps).toHaveLength(2);
  });

  it("keeps what was streamed of a message that never came, and drops chunks that did", async () => {
    const chunk = (content: string) => ({ source: "a", content, type: "ModelClientStreamingChunkEvent" });
    const came = [text("user", "Go."), chunk("One "), chunk("two."), text("a", "One two.")];
    const lost = [text("user", "Go."), chunk("One "), chunk("tw")];
    const read = async (values: object[]) =>
      (await openSample(values.map((value) => `${JSON.stringify(value)}\n`).join(""))).runs[0]?.steps.map(
        (step) => step.text,
      );
    expect(await read(came)).toEqual(["Go.", "One two."]);
    expect(await read(lost)).toEqual(["Go.", "One tw"]);
  });

  it("takes a user that was asked for input as a member of the team", async () => {
    const ask = { source: "user", type: "UserInputRequestedEvent", request_id: "1", content: "" };
    const messages = [text("user", "Plan it."), text("planner", "Which day?"), ask, text("user", "Tuesday.")];
    const { runs } = await openSample(result(messages, "Text 'Tuesday' mentioned"));
    expect(runs[0]?.steps.map(({ agent }) => agent)).toEqual([null, "planner", "user", null]);
    expect(runs[0]?.agents).toContainEqual(expect.objectContaining({ name: "user", kind: "human-proxy" }));
  });

  it("does not count a call that no result answers", async () => {
    const call = {
      source: "a",
      content: [{ id: "1", name: "dig", arguments: "{}" }],
      type: "ToolCallRequestEvent",
    };
    const { runs } = await openSample(result([text("user", "Dig."), call], "External termination requested"));
    expect(runs[0]).toMatchObject({ endReason: "stopped" });
    expect(runs[0]?.steps[1]).toMatchObject({ kind: "tool-call", executed: false });
  });

  it("redacts a key, reads past an unpaired surrogate and is not taken in by text that looks like a record", async () => {
    const { runs } = await openSample(sample("hostile-guestbook.task-result.json"));
    const all = JSON.stringify(runs[0]?.steps);
    expect(all).not.toContain("sk-proj-");
    expect(all).toContain("[redacted:api-key]");
    expect(runs[0]?.steps.some((step) => /entry 7 [\ud83d\ufffd] as well/.test(step.text))).toBe(true);
    expect(runs[0]?.agents.map(({ name }) => name)).toEqual(["librarian", "second_reader"]);
  });

  it("survives any values in the places of a message", async () => {
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant("user"), fc.constant("__proto__"));
    const record = fc.record({
      type: fc.constantFrom(
        "TextMessage",
        "ToolCallRequestEvent",
        "ToolCallExecutionEvent",
        "HandoffMessage",
        "ThoughtEvent",
        "CodeExecutionEvent",
        "MemoryQueryEvent",
        "ToolCallSummaryMessage",
        "StructuredMessage[X]",
        "SelectorEvent",
      ),
      source: fc.constantFrom("user", "a", "b", "constructor", ""),
      content: fc.oneof(
        value,
        fc.array(
          fc.record({
            id: value,
            call_id: value,
            name: value,
            arguments: value,
            content: value,
            is_error: value,
          }),
        ),
      ),
      result: value,
      target: value,
      models_usage: fc.oneof(value, fc.record({ prompt_tokens: value, completion_tokens: value })),
      created_at: value,
      retry_attempt: value,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), value, async (messages, stop) => {
        const { runs, problems } = await openSample(JSON.stringify({ messages, stop_reason: stop }));
        expect(problems).toEqual([]);
        expect(runs).toHaveLength(1);
      }),
    );
  });
});

describe("the framework's words for the end", () => {
  it.each([
    ["Text 'TERMINATE' mentioned", "completed"],
    [
      "Text 'TERMINATE' mentioned, Maximum number of messages 4 reached, current message count: 4",
      "completed",
    ],
    ["Maximum number of messages 4 reached, current message count: 4", "limit"],
    ["Maximum number of turns 3 reached.", "limit"],
    [
      "Token usage limit reached, total token count: 10, prompt token count: 5, completion token count: 5.",
      "limit",
    ],
    ["Timeout of 60.5 seconds reached", "limit"],
    ["Handoff to user from desk detected.", "waiting"],
    ["External termination requested", "stopped"],
    ["An error occurred in the group chat.", "error"],
    ["'critic' answered", "completed"],
    ["Function 'approve' was executed.", "completed"],
    ["Digraph execution is complete", "completed"],
    ["some words of a custom condition", "unknown"],
  ])("%s", (words, reason) => {
    expect(endReasonOf(words, false)).toBe(reason);
  });

  it("takes a ledger's own sentence for a declared end", () => {
    expect(endReasonOf("the draft is complete", true)).toBe("completed");
  });
});

describe("AgentChat on the console", () => {
  const header = (source: string, type = "TextMessage") => `---------- ${type} (${source}) ----------`;

  it("reads calls, results and errors as printed", async () => {
    const { runs } = await openSample(sample("kiln-polling.console.txt"));
    const [call, answer] = runs[0]?.steps.slice(1, 3) ?? [];
    expect(call).toMatchObject({
      kind: "tool-call",
      tool: "kiln_status",
      args: { kiln: "K2" },
      locator: "line:3",
    });
    expect(answer).toMatchObject({ kind: "tool-result", callId: call?.callId, ok: true });
    const failed = await openSample(sample("quarry-exception.console.txt"));
    expect(failed.runs[0]).toMatchObject({ endReason: "error", outcome: "failed" });
    expect(failed.runs[0]?.endDetail).toContain("BadRequestError");
    expect(failed.runs[0]?.steps.at(-1)?.kind).toBe("error");
  });

  it("keeps a printed summary inside a message as its text", async () => {
    const { runs } = await openSample(sample("hostile-guestbook.console.txt"));
    expect(runs).toHaveLength(1);
    expect(
      runs[0]?.steps.find(({ agent, kind }) => agent === "librarian" && kind === "message")?.text,
    ).toContain("---------- Summary ----------\nFinish reason: Stop message received");
  });

  it("takes an older header inside a message of a newer transcript as its text", async () => {
    const lines = [
      header("user"),
      "Go.",
      header("a"),
      "As a wrote:",
      "---------- a ----------",
      "words",
      header("b"),
      "ok",
    ];
    const { runs } = await openSample(lines.join("\n"));
    expect(runs[0]?.steps.map((step) => step.text)).toEqual([
      "Go.",
      "As a wrote:\n---------- a ----------\nwords",
      "ok",
    ]);
  });

  it("begins a new run where the user speaks again unasked, and none where a member was asked", async () => {
    const twice = [
      header("user"),
      "First?",
      header("a"),
      "One.",
      header("user"),
      "Second?",
      header("a"),
      "Two.",
    ];
    expect((await openSample(twice.join("\n"))).runs.map(({ task }) => task)).toEqual(["First?", "Second?"]);
    const asked = [
      header("user"),
      "First?",
      header("a"),
      "Which?",
      `Enter your response: ${header("user")}`,
      "This.",
    ];
    const { runs } = await openSample(asked.join("\n"));
    expect(runs).toHaveLength(1);
    expect(runs[0]?.agents.map(({ name, kind }) => [name, kind])).toEqual([
      ["a", "llm"],
      ["user", "human-proxy"],
    ]);
  });

  it("gives back every message as it was printed", async () => {
    const line = fc
      .string({ unit: "grapheme", maxLength: 30 })
      .filter(
        (each) =>
          !each.includes("\x1b") &&
          !/[\r\n\u2028\u2029\u0085]|-{10}|^\[Prompt|^Traceback|^TaskResult/.test(each),
      );
    const body = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join("\n"));
    const message = fc.tuple(fc.constantFrom("planner", "coder", "größe"), body);
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 8 }), async (messages) => {
        const printed = messages.map(([source, text]) => `${header(source)}\n${text}\n`).join("");
        const { runs } = await openSample(printed);
        expect(runs.flatMap(({ steps }) => steps.map(({ agent, text }) => [agent, text]))).toEqual(messages);
      }),
    );
  });

  it("reads a long hostile line in no more than linear time", async () => {
    const hostile = [
      "-".repeat(200_000),
      `---------- ${"a (".repeat(100_000)} ----------`,
      `${header("x").repeat(20_000)}`,
    ];
    const started = performance.now();
    const { runs } = await openSample(`${header("user")}\nGo.\n${header("a")}\n${hostile.join("\n")}\n`);
    expect(runs[0]?.steps).toHaveLength(2);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
