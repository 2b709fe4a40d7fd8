import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { langgraphAdapter } from "../../../src/adapters/langgraph/adapter.ts";
import { readRuns } from "../../helpers/read-runs.ts";
import { executedCalls, gist, lines, readRun, sample, tokensOf } from "./read-runs.ts";

/** An event of the v3 protocol. */
function event(method: string, data: unknown, namespace: string[] = [], at = 1_767_225_600_000) {
  return { type: "event", method, params: { namespace, timestamp: at, data } };
}

const meta = { langgraph_node: "model", langgraph_step: 1, lc_agent_name: "scout", run_id: "r-1" };
const words = (text: string) => [
  event("messages", [{ event: "message-start", role: "ai", id: "a" }, meta]),
  event("messages", [{ event: "content-block-start", index: 0, content: { type: "text", text: "" } }, meta]),
  ...[...text].map((letter) =>
    event("messages", [
      { event: "content-block-delta", index: 0, delta: { type: "text-delta", text: letter } },
      meta,
    ]),
  ),
];

describe("events of the v3 protocol", () => {
  it("give what the stream of the same run gives, with times", async () => {
    const run = await readRun(sample("langgraph/approved-order.events-v3.jsonl"));
    const stream = await readRun(sample("langgraph/approved-order.values-flat.jsonl"));
    expect(run.format).toBe("langgraph/events-v3");
    expect(executedCalls(run)).toEqual(executedCalls(stream));
    expect(tokensOf(run)).toEqual(tokensOf(stream));
    expect(run.startedAt).not.toBeNull();
  });

  it("put a message together that its finish does not repeat, and one that breaks off", async () => {
    const finish = event("messages", [
      { event: "message-finish", usage: { input_tokens: 3, output_tokens: 2 } },
      meta,
    ]);
    expect(gist(await readRun(lines(...words("12 kg"), finish)))).toEqual(["scout message: 12 kg"]);
    expect(tokensOf(await readRun(lines(...words("12 kg"), finish)))).toEqual({ input: 3, output: 2 });
    expect(gist(await readRun(lines(...words("12"))))).toEqual(["scout message: 12"]);
  });

  it("count a message once that the state holds too, and give it its author", async () => {
    const state = {
      messages: [{ type: "ai", id: "a", content: [{ type: "text", text: "12" }], tool_calls: [] }],
    };
    expect(gist(await readRun(lines(...words("12"), event("values", state))))).toEqual(["scout message: 12"]);
  });

  it("survive whatever stands in their fields", async () => {
    const anything = fc.anything({ maxDepth: 2 });
    await fc.assert(
      fc.asyncProperty(fc.string(), anything, anything, async (method, data, params) => {
        const broken = [event(method, data), { type: "event", method: "messages", params }];
        const { runs } = await readRuns(langgraphAdapter, lines(...words("12"), ...broken));
        expect(runs.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("what the API server streams", () => {
  it.each(["\n", "\r\n"])("is read with lines that end in %j", async (end) => {
    const text = sample("langgraph/card-dispute.server-events.txt").replaceAll("\r\n", end);
    const run = await readRun(text);
    expect(run.format).toBe("langgraph/server-events");
    expect(gist(run)).toEqual(gist(await readRun(sample("langgraph/card-dispute.debug.jsonl"))));
  });

  it("tells each message once, though parts repeat the whole and updates have it too", async () => {
    const run = await readRun(sample("langgraph/approved-order.server-events.txt"));
    expect(executedCalls(run)).toEqual(["quote_price", "place_order"]);
    expect(run.steps.filter((step) => step.tokens !== null)).toHaveLength(3);
  });

  it("ends with the server's error, its end, or its question", async () => {
    const failed = await readRun(sample("langgraph/missing-shelf.server-events.txt"));
    expect(failed).toMatchObject({ endReason: "error", endDetail: "KeyError: 'B7'" });
    const asked =
      'event: updates\ndata: {"scout":{"messages":[{"type":"human","name":"scout","content":"hm"}]}}\n\n';
    expect((await readRun(`${asked}event: end\ndata: null\n\n`)).endReason).toBe("completed");
    const interrupt = 'event: updates\ndata: {"__interrupt__":[{"value":"go on?","id":"1"}]}\n\n';
    expect((await readRun(asked + interrupt)).endReason).toBe("waiting");
  });

  it("reports data that is no JSON and reads the other events", async () => {
    const text = `event: metadata\ndata: {"run_id":"r"}\n\nevent: updates\ndata: {"scout":{"mess\n\nevent: updates\ndata: {"scout":{"messages":[{"type":"ai","id":"a","content":"12"}]}}\n\n`;
    const { runs, problems } = await readRuns(langgraphAdapter, text);
    expect(problems).toMatchObject([{ locator: "line:4", code: "unknown-record" }]);
    expect(runs.map(gist)).toEqual([["scout message: 12"]]);
  });
});
