import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { langchainEvents } from "../../../src/adapters/langchain-events/adapter.ts";
import { langsmithAdapter } from "../../../src/adapters/langsmith/adapter.ts";
import { readRuns } from "../../helpers/read-runs.ts";
import { unpackedFile } from "../../helpers/unpacked-file.ts";
import { executedCalls, gist, lines, readRun, sample, tokensOf } from "../langgraph/read-runs.ts";

const read = (content: unknown) => readRun(content, langchainEvents);

/** Events of one run; parents are named from the root down. */
function event(
  name: string,
  id: string,
  parents: string[],
  data: Record<string, unknown>,
  more: object = {},
) {
  return { event: name, run_id: id, parent_ids: parents, name: id, tags: [], metadata: {}, data, ...more };
}

const inNode = (node: string) => ({
  name: node,
  metadata: { langgraph_node: node, langgraph_step: 1, thread_id: "t" },
});
const say = (content: string, id: string) => ({ type: "ai", content, id, tool_calls: [] });

const graph = [
  event("on_chain_start", "root", [], { input: { question: "weigh P1" } }, { metadata: { thread_id: "t" } }),
  event("on_chain_start", "n1", ["root"], { input: { question: "weigh P1" } }, inNode("scout")),
  event("on_chat_model_start", "m1", ["root", "n1"], { input: {} }, inNode("scout")),
  event("on_chat_model_end", "m1", ["root", "n1"], { output: say("12 kg", "a") }, inNode("scout")),
  event("on_chain_end", "n1", ["root"], { output: { weight: "12 kg" } }, inNode("scout")),
  event("on_chain_end", "root", [], { output: { weight: "12 kg" } }, { metadata: { thread_id: "t" } }),
];

describe("events of version 2", () => {
  it("give what the stream of the same run gives, with agents, and join a resume to its run", async () => {
    const run = await read(sample("langchain/approved-order.events-v2.jsonl"));
    const stream = await readRun(sample("langgraph/approved-order.values-flat.jsonl"));
    expect(executedCalls(run)).toEqual(executedCalls(stream));
    expect(tokensOf(run)).toEqual(tokensOf(stream));
    expect(run.agents.map(({ name }) => name)).toEqual(["buyer"]);
    expect(run.endReason).toBe("completed");
    expect(gist(run)).toContain("- message: yes, go ahead");
  });

  it("count what a model said and its node wrote once", async () => {
    expect(gist(await read(graph))).toEqual(["- message: weigh P1", "scout message: 12 kg"]);
    expect(gist(await read(lines(...graph)))).toEqual(["- message: weigh P1", "scout message: 12 kg"]);
  });

  it("share the run's id with a LangSmith export of it", async () => {
    const root = { id: "root", trace_id: "root", run_type: "chain", name: "g", parent_run_id: null };
    const whole = {
      ...root,
      inputs: { question: "weigh P1" },
      outputs: { weight: "12" },
      end_time: "2026-01-01T00:00:00",
    };
    const { runs } = await readRuns(langsmithAdapter, [whole]);
    expect((await read(graph)).id).toBe(runs[0]?.id);
  });

  it("end with the error that nothing follows, or that the script noted", async () => {
    const failed = await read(sample("langchain/missing-shelf.events-v2.jsonl"));
    expect(failed).toMatchObject({ endReason: "error", endDetail: "KeyError('B7')" });
    const dies = [
      ...graph.slice(0, 4),
      event("on_tool_start", "t1", ["root", "n1"], { input: { box: 1 } }, inNode("scout")),
      event("on_tool_error", "t1", ["root", "n1"], { error: "'B7'", tool_call_id: "c" }, inNode("scout")),
    ];
    expect(await read(dies)).toMatchObject({ endReason: "error", endDetail: "'B7'" });
    expect((await read(graph.slice(0, 4))).endReason).toBe("truncated");
  });

  it("wait where a node stops for a person", async () => {
    const chunk = { __interrupt__: [{ value: "go on?", id: "1" }] };
    const asks = [
      ...graph.slice(0, 4),
      event("on_chain_stream", "root", [], { chunk }),
      event("on_chain_end", "root", [], { output: {} }),
    ];
    expect(await read(asks)).toMatchObject({ endReason: "waiting", endDetail: "go on?" });
  });

  it("do not tell a thread's earlier run again in the later one", async () => {
    const ask = (content: string, id: string) => ({ type: "human", content, id });
    const turn = (id: string, all: unknown[], new_: unknown) => [
      event(
        "on_chain_start",
        id,
        [],
        { input: { messages: [all[all.length - 2]] } },
        { metadata: { thread_id: "t" } },
      ),
      event("on_chain_start", `${id}n`, [id], { input: {} }, inNode("scout")),
      event("on_chain_end", `${id}n`, [id], { output: { messages: [new_] } }, inNode("scout")),
      event("on_chain_end", id, [], { output: { messages: all } }, { metadata: { thread_id: "t" } }),
    ];
    const first = [ask("weigh P1", "h1"), say("12 kg", "a1")];
    const second = [...first, ask("weigh P2", "h2"), say("15 kg", "a2")];
    const { runs } = await readRuns(langchainEvents, [
      ...turn("r1", first, first[1]),
      ...turn("r2", second, second[3]),
    ]);
    expect(runs.map(gist)).toEqual([
      ["- message: weigh P1", "scout message: 12 kg"],
      ["- message: weigh P2", "scout message: 15 kg"],
    ]);
  });

  it("of LangGraph.js name no parents: the namespace says what encloses what", async () => {
    const path = new URL("../../../sample-traces/langchain/berth.js-events-v2.jsonl.gz", import.meta.url);
    const run = await read((await unpackedFile(fileURLToPath(path))).toString("utf8"));
    expect(gist(run)).toEqual(gist(await readRun(sample("langgraph/berth.js-updates.jsonl"))));
    expect(run.steps.filter((step) => step.tokens !== null)).toHaveLength(5);
  });

  it("survive whatever stands in their fields", async () => {
    const anything = fc.anything({ maxDepth: 2 });
    await fc.assert(
      fc.asyncProperty(anything, anything, anything, anything, async (parents, data, name, metadata) => {
        const broken = [
          "on_chain_start",
          "on_tool_end",
          "on_chat_model_end",
          "on_chain_stream",
          "on_tool_error",
        ].map((kind) => ({ event: kind, run_id: "x", parent_ids: parents, data, name, metadata }));
        const { runs } = await readRuns(langchainEvents, lines(...graph, ...broken));
        expect(runs.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it("of a chain of parents as long as the file are read in time", async () => {
    const chain = Array.from({ length: 20_000 }, (_, at) =>
      event("on_chain_start", `r${at}`, at === 0 ? [] : [`r${at - 1}`], { input: { question: "deep?" } }),
    );
    const before = performance.now();
    await readRuns(langchainEvents, chain);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
