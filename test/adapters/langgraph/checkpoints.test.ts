import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { langgraphAdapter } from "../../../src/adapters/langgraph/adapter.ts";
import { readRuns } from "../../helpers/read-runs.ts";
import { executedCalls, gist, lines, readRun, sample } from "./read-runs.ts";

const say = (content: string, id: string) => ({ type: "ai", content, id, tool_calls: [] });
const ask = (content: string, id: string) => ({ type: "human", content, id, additional_kwargs: {} });

/** A snapshot as `get_state_history` gives it; `at` orders the snapshots. */
function snapshot(at: number, messages: unknown[], next: string[], more: Record<string, unknown> = {}) {
  return {
    values: { messages },
    next,
    config: { configurable: { thread_id: "t-1", checkpoint_ns: "", checkpoint_id: `c-${at}` } },
    metadata: { source: at === 0 ? "input" : "loop", step: at - 1, parents: {} },
    created_at: `2026-01-01T00:00:0${at}+00:00`,
    parent_config: null,
    tasks: [],
    interrupts: [],
    ...more,
  };
}

const history = [
  snapshot(0, [], ["__start__"]),
  snapshot(1, [ask("weigh P1", "h")], ["scout"]),
  snapshot(2, [ask("weigh P1", "h"), say("12 kg", "a")], ["judge"]),
  snapshot(3, [ask("weigh P1", "h"), say("12 kg", "a"), say("agreed", "b")], []),
];

describe("a state history", () => {
  it("gives the run of the thread, newest first or last, with who wrote, and when", async () => {
    const forwards = await readRun(history);
    const backwards = await readRun(history.toReversed());
    expect(gist(forwards)).toEqual(["- message: weigh P1", "scout message: 12 kg", "judge message: agreed"]);
    expect(gist(backwards)).toEqual(gist(forwards));
    expect(backwards).toMatchObject({
      format: "langgraph/state-history",
      endReason: "completed",
      startedAt: "2026-01-01T00:00:01.000Z",
      endedAt: "2026-01-01T00:00:03.000Z",
    });
  });

  it("without its newest snapshot stands before the node that comes next", async () => {
    expect(await readRun(history.slice(0, 3))).toMatchObject({
      endReason: "truncated",
      endDetail: "the thread stands before judge",
    });
  });

  it("of two threads gives two runs", async () => {
    const other = history.map((one) => ({
      ...one,
      config: { configurable: { thread_id: "t-2", checkpoint_ns: "" } },
    }));
    const { runs } = await readRuns(langgraphAdapter, [...history.toReversed(), ...other.toReversed()]);
    expect(runs.map((run) => run.steps.length)).toEqual([3, 3]);
  });

  it("tells parallel nodes apart by what their tasks wrote", async () => {
    const tasks = [
      ["1", "scout", [], null, [], null, { messages: [say("12 kg", "a")] }],
      ["2", "judge", [], null, [], null, { messages: [say("13 kg", "b")] }],
    ];
    const run = await readRun([
      snapshot(1, [ask("weigh P1", "h")], ["scout", "judge"], { tasks }),
      snapshot(2, [ask("weigh P1", "h"), say("12 kg", "a"), say("13 kg", "b")], []),
    ]);
    expect(run.steps.map((step) => step.agent)).toEqual([null, "scout", "judge"]);
  });

  it("does not give a node what a person wrote into the state", async () => {
    const run = await readRun([
      snapshot(1, [ask("weigh P1", "h")], ["scout"]),
      snapshot(2, [ask("weigh P1", "h"), ask("and P2", "i")], ["scout"], {
        metadata: { source: "update", step: 1 },
      }),
    ]);
    expect(run.steps.map((step) => step.agent)).toEqual([null, null]);
  });

  it("ends with the error or the question of the last snapshot's task only", async () => {
    const failed = (at: number, next: string[]) =>
      snapshot(at, [ask("weigh P1", "h")], next, {
        tasks: [["1", "scout", [], "KeyError('P1')", [], null, null]],
      });
    expect(await readRun([snapshot(0, [], ["__start__"]), failed(1, ["scout"])])).toMatchObject({
      endReason: "error",
      endDetail: "KeyError('P1')",
    });
    const repaired = await readRun([
      failed(1, ["scout"]),
      snapshot(2, [ask("weigh P1", "h"), say("12", "a")], []),
    ]);
    expect(repaired.endReason).toBe("completed");
    expect(repaired.steps.map((step) => step.kind)).toEqual(["message", "error", "message"]);
  });

  it("dumped as bare tuples or field by field is the same run, also across an interrupt and its resume", async () => {
    const resumed = await readRun(sample("langgraph/approved-order.history.json"));
    expect(executedCalls(resumed)).toEqual(["quote_price", "place_order"]);
    expect(resumed.endReason).toBe("completed");
    const swarm = await readRun(sample("langgraph/card-dispute.history-tuples.jsonl"));
    const stream = await readRun(sample("langgraph/card-dispute.debug.jsonl"));
    expect(gist(swarm)).toEqual(gist(stream));
  });

  it("survives whatever stands in its fields", async () => {
    const anything = fc.anything({ maxDepth: 2 });
    await fc.assert(
      fc.asyncProperty(anything, anything, anything, anything, async (values, next, config, tasks) => {
        const broken = JSON.stringify({ ...history[1], values, next, config, tasks });
        const { runs } = await readRuns(langgraphAdapter, `${lines(...history)}${broken}\n`);
        expect(runs.length).toBeGreaterThan(0);
      }),
      { numRuns: 60, examples: [[[], [{ toString: 0 }], "", []]] },
    );
  });
});

describe("checkpoints of a stream", () => {
  it("name the author of what the next one adds", async () => {
    const run = await readRun(sample("langgraph/missing-shelf.checkpoints.jsonl"));
    expect(run.agents.map((agent) => agent.name)).toEqual(["archivist"]);
    expect(run.endReason).toBe("error");
  });
});

describe("several modes at once", () => {
  it("tell each thing once, in its place, though messages come in pieces", async () => {
    const run = await readRun(sample("langgraph/road-notice.modes-v2.jsonl"));
    expect(run.format).toBe("langgraph/stream-modes");
    expect(run.steps.map((step) => step.agent)).toEqual([
      "notice_writer",
      "critic",
      "notice_writer",
      "critic",
    ]);
    expect(run.steps.every((step) => step.tokens !== null)).toBe(true);
  });

  it("put streamed words before the update that follows them", async () => {
    const meta = { langgraph_node: "scout", langgraph_step: 1 };
    const run = await readRun(
      lines(
        ["messages", [{ type: "AIMessageChunk", content: "12 ", id: "a" }, meta]],
        ["messages", [{ type: "AIMessageChunk", content: "kg", id: "a" }, meta]],
        ["updates", { judge: { messages: [say("agreed", "b")] } }],
      ),
    );
    expect(gist(run)).toEqual(["scout message: 12 kg", "judge message: agreed"]);
  });

  it("a pair that only begins with a mode's name is no chunk", async () => {
    const { runs } = await readRuns(
      langgraphAdapter,
      lines(["values", 3], ["values", 4], ["messages", "no"]),
    );
    expect(runs).toEqual([]);
  });
});

it("version v2 keeps interrupts beside the state", async () => {
  const run = await readRun(sample("langgraph/awaits-approval.values-v2.jsonl"));
  expect(run.endReason).toBe("waiting");
  expect(executedCalls(run)).toEqual(["quote_price"]);
});
