import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { langgraphAdapter } from "../../../src/adapters/langgraph/adapter.ts";
import { readRuns } from "../../helpers/read-runs.ts";
import { executedCalls, gist, lines, readRun, sample } from "./read-runs.ts";

const human = (content: string, id: string, more = {}) => ({
  type: "human",
  content,
  id,
  additional_kwargs: {},
  ...more,
});
const ai = (content: string, id: string, more = {}) => ({ type: "ai", content, id, tool_calls: [], ...more });
const call = (name: string, id: string, args = {}) => ({ name, args, id, type: "tool_call" });
const result = (content: string, id: string, more = {}) => ({
  type: "tool",
  content,
  tool_call_id: id,
  ...more,
});

describe("each thing once", () => {
  it("takes a message that states repeat once, with its tokens", async () => {
    const usage_metadata = { input_tokens: 5, output_tokens: 2 };
    const first = human("count the crates", "h1");
    const second = ai("There are nine.", "a1", { usage_metadata });
    const run = await readRun(
      lines({ messages: [first] }, { messages: [first, second] }, { messages: [first, second] }),
    );
    expect(run.steps.map((step) => step.tokens)).toEqual([null, { input: 5, output: 2 }]);
  });

  it("tells equal words without ids apart by their place in the state", async () => {
    const say = { type: "ai", content: "Next, please.", tool_calls: [] };
    const task = { type: "human", content: "call the patients in", additional_kwargs: {} };
    const run = await readRun(
      lines({ messages: [task] }, { messages: [task, say] }, { messages: [task, say, say] }),
    );
    expect(gist(run)).toHaveLength(3);
  });

  it("keeps both of two messages that share a provider's id", async () => {
    const run = await readRun(
      lines({ a: { messages: [ai("one", "chatcmpl-1")] } }, { b: { messages: [ai("two", "chatcmpl-1")] } }),
    );
    expect(gist(run)).toEqual(["a message: one", "b message: two"]);
  });

  it("takes a node's write and the state that shows it with an id for one message", async () => {
    const raw = { type: "ai", content: "done", tool_calls: [] };
    const task = (id: string, name: string, input: unknown) => ({
      step: 1,
      timestamp: "2026-01-01T10:00:00+00:00",
      type: "task",
      payload: { id, name, input, triggers: [] },
    });
    const end = (id: string, name: string, write: unknown) => ({
      step: 1,
      timestamp: "2026-01-01T10:00:01+00:00",
      type: "task_result",
      payload: { id, name, error: null, result: write, interrupts: [] },
    });
    const run = await readRun(
      lines(
        task("1", "writer", { messages: [human("write", "h1")] }),
        end("1", "writer", { messages: [raw] }),
        task("2", "closer", { messages: [human("write", "h1"), { ...raw, id: "a1" }] }),
        end("2", "closer", {}),
      ),
    );
    expect(gist(run)).toEqual(["- message: write", "writer message: done"]);
    expect(run).toMatchObject({ startedAt: "2026-01-01T10:00:00.000Z", endReason: "completed" });
    expect(run.capabilities.times).toBe(true);
  });

  it("takes words that a node hands on from its subgraph once, and puts the caller's words first", async () => {
    const run = await readRun(
      lines(
        [["search:1"], { model: { messages: [ai("Found two mills.", "a1")] } }],
        [[], { search: { messages: [human("Found two mills.", "h2", { name: "search" })] } }],
        [
          [],
          {
            closer: { messages: [human("find mills", "h1"), ai("Found two mills.", "a1"), ai("Bye.", "a2")] },
          },
        ],
      ),
    );
    expect(gist(run)).toEqual([
      "- message: find mills",
      "search message: Found two mills.",
      "closer message: Bye.",
    ]);
    expect(run.task).toBe("find mills");
  });

  it("counts what a graph replaced or removed as a loss", async () => {
    const run = await readRun(
      lines(
        { messages: [human("hi", "h1"), ai("one", "a1")] },
        {
          messages: [
            human("hi", "h1"),
            ai("another wording", "a1"),
            { type: "remove", id: "h1", content: "" },
          ],
        },
      ),
    );
    expect(run.losses.map((loss) => [loss.code, loss.count])).toEqual([
      ["edited-message", 1],
      ["removed-message", 1],
    ]);
  });
});

describe("agents", () => {
  it("are namespaces and nodes, never a prebuilt agent's inner nodes", async () => {
    const run = await readRun(
      lines(
        [["team:1", "scout:2"], { model: { messages: [ai("east is clear", "a1")] } }],
        [["team:1", "scout:2"], { tools: { messages: [result("ok", "c0", { name: "look" })] } }],
        [[], { model: { messages: [ai("moving", "a2")] } }],
        [[], { leader: { messages: [ai("go", "a3", { name: "captain" })] } }],
      ),
    );
    expect(run.steps.map((step) => step.agent)).toEqual(["scout", "scout", "assistant", "captain"]);
    expect(run.inferred.join("\n")).toMatch(/namespace[\s\S]*"assistant"/);
  });

  it("are not the end user, even where an answer bears the user's name", async () => {
    const run = await readRun(
      lines({
        messages: [human("go", "h"), ai("as you", "a1", { name: "user" }), ai("me", "a2", { name: " " })],
      }),
    );
    expect(run.steps.map((step) => step.agent)).toEqual([null, "assistant", "assistant"]);
  });

  it("give an unnamed message to the only agent there is", async () => {
    const run = await readRun(
      lines({ messages: [human("go", "h"), ai("one", "a1", { name: "scout" }), ai("two", "a2")] }),
    );
    expect(run.agents.map((agent) => agent.name)).toEqual(["scout"]);
  });
});

describe("handoffs", () => {
  const stream = (tool: string, more: object, text: string) =>
    lines(
      { desk: { messages: [ai("", "a1", { tool_calls: [call(tool, "c1")] }), result(text, "c1", more)] } },
      { savings: { messages: [ai("done", "a2")] } },
    );

  it.each([
    ["the supervisor's mark", "send_on", { response_metadata: { __handoff_destination: "savings" } }, "ok"],
    ["the framework's words", "transfer_to_savings", {}, "Successfully transferred to savings"],
    ["an agent of that name", "transfer_to_savings", {}, "ok"],
  ])("are known by %s", async (_, tool, more, text) => {
    const run = await readRun(stream(tool, more, text));
    expect(run.steps[0]).toMatchObject({ kind: "handoff", agent: "desk", to: ["savings"] });
    expect(run.steps).toHaveLength(2);
    expect(executedCalls(run)).toEqual([]);
  });

  it.each(["transfer_money", "transfer_to_iban", "assign_to_shelf"])("are not %s", async (tool) => {
    const run = await readRun(stream(tool, {}, "ok"));
    expect(executedCalls(run)).toEqual([tool]);
  });

  it("are a node's routing where it writes another node's name alone", async () => {
    const run = await readRun(
      lines(
        { boss: { next: "digger" } },
        { digger: { messages: [ai("dug", "a1")] } },
        { boss: { next: "FINISH" } },
      ),
    );
    expect(gist(run)).toEqual([
      "boss handoff to digger: digger",
      "digger message: dug",
      "boss message: FINISH",
    ]);
  });

  it("back to a supervisor make it the manager and are canned", async () => {
    const run = await readRun(sample("langgraph/seed-order.values.jsonl"));
    const back = run.steps.filter((step) => step.kind === "handoff" && step.canned);
    expect(back.map((step) => [step.agent, step.to, step.text])).toEqual([
      ["planner", ["supervisor"], "Transferring back to supervisor"],
      ["checker", ["supervisor"], "Transferring back to supervisor"],
    ]);
  });
});

describe("calls", () => {
  it("that the framework refuses do not count, those that fail do", async () => {
    const ask = (name: string, id: string) => ai("", `a-${id}`, { tool_calls: [call(name, id)] });
    const run = await readRun(
      lines({
        messages: [
          human("go", "h"),
          ask("nope", "c1"),
          result("Error: nope is not a valid tool, try one of [dig].", "c1", {
            name: "nope",
            status: "error",
          }),
          ask("dig", "c2"),
          result("Error: ValueError('boom')\n Please fix your mistakes.", "c2", { name: "dig" }),
          ask("dig", "c3"),
          result("dug", "c3", { name: "dig", status: "success" }),
        ],
      }),
    );
    expect(executedCalls(run)).toEqual(["dig", "dig"]);
    expect(run.steps.filter((step) => step.kind === "tool-result").map((step) => step.ok)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("say nothing where a stream cannot look into subgraphs and shows none", async () => {
    const flat = await readRun(
      lines({ a: { messages: [ai("x", "1")] } }, { b: { messages: [ai("y", "2")] } }),
    );
    expect(flat.capabilities.toolCalls).toBe(false);
    const deep = await readRun(lines([["a:1"], { model: { messages: [ai("x", "1")] } }], [[], { a: null }]));
    expect(deep.capabilities.toolCalls).toBe(true);
  });
});

describe("the end", () => {
  const open = { a: { messages: [ai("", "a1", { tool_calls: [call("dig", "c1")] })] } };
  it.each([
    ["an answer with nothing open", [{ a: { messages: [ai("done", "a1")] } }], "completed"],
    ["an open call", [open], "truncated"],
    ["a chunk from inside", [[["a:1"], { model: { messages: [ai("done", "a1")] } }]], "truncated"],
    ["an interrupt", [open, { __interrupt__: ["Interrupt(value='may I?', id='1')"] }], "waiting"],
    ["an error line", [open, { error: "KeyError('x')" }], "error"],
    ["a recursion error", [open, { error: "GraphRecursionError('Recursion limit of 5 reached')" }], "limit"],
    ["a cancelled run", [open, { error: "CancelledError()" }], "stopped"],
    [
      "the forced answer",
      [{ a: { messages: [ai("Sorry, need more steps to process this request.", "a")] } }],
      "limit",
    ],
  ])("after %s is %s", async (_, records, reason) => {
    expect((await readRun(lines(...records))).endReason).toBe(reason);
  });

  it("keeps the question of an interrupt and drops the call that waits for it", async () => {
    const run = await readRun(sample("langgraph/awaits-approval.updates-sub.jsonl"));
    expect(run.endDetail).toContain("Order 30 desk lamps");
    expect(executedCalls(run)).toEqual(["quote_price"]);
  });

  it("of a run that went on after its interrupt is not the interrupt", async () => {
    const run = await readRun(sample("langgraph/approved-order.updates.jsonl"));
    expect(run.endReason).toBe("completed");
    expect(executedCalls(run)).toEqual(["quote_price", "place_order"]);
  });

  it("marks the forced answer as the framework's", async () => {
    const run = await readRun(sample("langgraph/forced-to-stop.values.jsonl"));
    expect(run.steps[run.steps.length - 1]).toMatchObject({ marker: "forced-answer", canned: true });
  });

  it("of an exception makes the run a failed one", async () => {
    const run = await readRun(sample("langgraph/missing-shelf.debug-sub.jsonl"));
    expect(run).toMatchObject({ endReason: "error", outcome: "failed", outcomeSource: "exception" });
  });
});

it("messages dumped one a line are a final state, with each line as the place", async () => {
  const { runs, problems } = await readRuns(
    langgraphAdapter,
    lines(human("go", "h"), ai("", "a1", { tool_calls: [call("dig", "c1")] }), result("dug", "c1")),
  );
  expect(problems).toEqual([]);
  expect(runs[0]).toMatchObject({ format: "langgraph/final-state" });
  expect(runs[0]?.steps.map((step) => step.locator)).toEqual(["line:1", "line:2", "line:3"]);
});

describe("damaged and hostile streams", () => {
  it("wherever a stream is cut, its beginning is read and its end is never called regular without an answer", async () => {
    const whole = sample("langgraph/seed-order.debug-sub.jsonl").trimEnd().split("\n");
    const steps = gist(await readRun(whole.join("\n")));
    for (let at = 1; at < whole.length; at += 1) {
      const run = await readRun(whole.slice(0, at).join("\n"));
      // Only the last step can differ: what a handoff is, its result says.
      expect(gist(run).slice(0, -1)).toEqual(steps.slice(0, run.steps.length - 1));
      expect(run.endReason, `cut behind ${at}`).toBe("truncated");
    }
  });

  it("a broken line is a problem and does not hide its neighbours", async () => {
    const whole = sample("langgraph/card-dispute.updates-sub.jsonl").trimEnd().split("\n");
    const middle = whole.findIndex((line) => line.includes("payment_status"));
    const broken = [...whole.slice(0, middle), '{"torn": ', ...whole.slice(middle)].join("\n");
    const { runs, problems } = await readRuns(langgraphAdapter, broken);
    expect(problems).toHaveLength(1);
    expect(runs.map(gist)).toEqual([gist(await readRun(whole.join("\n")))]);
  });

  it("hostile words change nothing but themselves, and what looks like a key is not kept", async () => {
    for (const form of ["updates.jsonl", "updates-flat.jsonl", "debug-sub.jsonl", "state-dumps.json"]) {
      const run = await readRun(sample(`langgraph/hostile-page.${form}`));
      expect(run.steps.map((step) => step.kind)).toEqual(
        form.startsWith("updates")
          ? ["tool-call", "tool-result", "message"]
          : ["message", "tool-call", "tool-result", "message"],
      );
      const text = run.steps.map((step) => step.text).join("\n");
      expect(text).toContain("</script><script>alert(1)</script>");
      expect(text).toContain("[redacted:api-key]");
      expect(text).not.toContain("SAMPLEsample0000");
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    }
  });

  it("whatever JSON the lines hold, reading does not throw and tells runs that hold together", async () => {
    const key = fc.constantFrom(
      "messages",
      "a",
      "b",
      "__interrupt__",
      "__proto__",
      "type",
      "ns",
      "data",
      "error",
      "next",
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom<unknown>(
          null,
          1,
          "x",
          "updates",
          "values",
          ai("hi", "a1"),
          human("go", "h1"),
          result("r", "c1"),
        ),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 3 }),
      ),
    }));
    const ballast = { a: { messages: [ai("steady", "a9")] } };
    await fc.assert(
      fc.asyncProperty(fc.array(tree, { maxLength: 6 }), async (records) => {
        const { runs } = await readRuns(
          langgraphAdapter,
          lines(...records.map(() => ballast), ballast, ...records),
        );
        expect(runs.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it("the same words thousands of times are kept each time and read in time", async () => {
    const say = { a: { messages: [{ type: "ai", content: "x".repeat(2_000), tool_calls: [] }] } };
    const before = performance.now();
    const run = await readRun(lines(...Array.from({ length: 5_000 }, () => say)));
    expect(run.steps).toHaveLength(5_000);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it("thousands of tasks that never end are told from those that do, in time", async () => {
    const task = (id: number) => ({
      step: id,
      timestamp: "2026-01-01T10:00:00+00:00",
      type: "task",
      payload: { id: `t${id}`, name: "n", input: { messages: [human("go", "h")] }, triggers: [] },
    });
    const end = (id: number) => ({
      step: id,
      timestamp: "2026-01-01T10:00:00+00:00",
      type: "task_result",
      payload: { id: `t${id}`, name: "n", error: null, result: {}, interrupts: [] },
    });
    const ids = Array.from({ length: 3_000 }, (_, at) => at);
    const before = performance.now();
    const run = await readRun(lines(...ids.map(task), ...ids.slice(1).map(end)));
    expect(run).toMatchObject({
      endReason: "truncated",
      endDetail: "the stream ends while n had not finished",
    });
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it("a state of many repeats is read in linear time", async () => {
    const messages: unknown[] = [human("go", "h")];
    const records = Array.from({ length: 400 }, (_, at) => {
      messages.push(ai(`step ${at}`, `a${at}`));
      return { messages: [...messages] };
    });
    const before = performance.now();
    const run = await readRun(lines(...records));
    expect(run.steps).toHaveLength(401);
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});
