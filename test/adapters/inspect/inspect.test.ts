import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectAdapter } from "../../../src/adapters/inspect/adapter.ts";
import { outline, readContent, readRuns } from "../../helpers/read-runs.ts";

const SAMPLES = new URL("../../../sample-traces/inspect/", import.meta.url);
const textOf = (name: string): string => gunzipSync(readFileSync(new URL(name, SAMPLES))).toString();

describe("Inspect", () => {
  it("tells a handoff, its work and the answer, each once", async () => {
    const { run } = await readRuns(inspectAdapter, textOf("berth-handoff.log.json.gz"));
    expect(outline(run).filter((line) => !line.startsWith("–"))).toEqual([
      "harbour_master handoff transfer_to_berth_clerk",
      "berth_clerk tool-call berth_state",
      "berth_clerk tool-result berth_state",
      "berth_clerk message Berth 4 is free until 18:00.",
      "harbour_master tool-call berth_state",
      "harbour_master tool-result berth_state",
      "harbour_master message Checked again: berth 4 is free until 18:00 and 2.4 m deep.",
    ]);
    expect(run).toMatchObject({ task: "Is berth 4 free this afternoon?", outcome: "succeeded" });
    expect(run?.steps.filter(({ canned }) => canned).map(({ agent }) => agent)).toEqual([null, null]);
    expect(run?.agents[0]?.role).toMatch(/^You answer questions about the harbour\./);
  });

  it("tells what an agent asks another that it calls as a tool, and its result after its work", async () => {
    const { run } = await readRuns(inspectAdapter, textOf("shelf-limit.log.json.gz"));
    const lines = outline(run);
    expect(lines.slice(1, 3)).toEqual([
      "storekeeper tool-call counter",
      "storekeeper message Count shelf B.",
    ]);
    expect(lines.lastIndexOf("counter tool-result stock_count")).toBeLessThan(
      lines.indexOf("storekeeper tool-result counter"),
    );
    // The storekeeper has no such tool.
    const refused = run?.steps.filter(({ executed }) => executed === false) ?? [];
    expect(new Set(refused.map(({ agent, tool }) => `${agent} ${tool}`))).toEqual(
      new Set(["storekeeper stock_count"]),
    );
    expect(run).toMatchObject({ endReason: "limit", endDetail: "message limit of 14", outcome: "failed" });
  });

  const log = (sample: object, status = "success") => ({
    version: 2,
    status,
    eval: { task: "t" },
    plan: {},
    samples: [{ id: 1, epoch: 1, ...sample }],
  });
  const messages = [
    { role: "user", content: "Which key?" },
    {
      role: "assistant",
      content: [
        { type: "reasoning", reasoning: "Try B." },
        { type: "text", text: "Key B." },
      ],
    },
    { role: "assistant", content: "", tool_calls: [{ id: "c", function: "turn", arguments: { key: "B" } }] },
    { role: "tool", tool_call_id: "c", function: "turn", content: "open" },
  ];

  it("reads a log without events from its messages", async () => {
    const { run } = await readRuns(inspectAdapter, log({ messages }));
    expect(outline(run)).toEqual([
      "– message Which key?",
      "assistant thought Try B.",
      "assistant message Key B.",
      "assistant tool-call turn",
      "assistant tool-result turn",
    ]);
  });

  it.each([
    [{ messages, limit: { type: "token", limit: 900 } }, "success", "limit", "token limit of 900"],
    [{ messages, limit: { type: "operator" } }, "success", "stopped", "operator limit"],
    [{ messages, error: { message: "boom" } }, "error", "error", "boom"],
    [{ messages }, "cancelled", "stopped", null],
    [{ messages }, "started", "truncated", null],
    [{ messages }, "success", "completed", null],
  ])("ends %j of a log with status %s as %s", async (sample, status, endReason, endDetail) => {
    const { run } = await readRuns(inspectAdapter, log(sample, status));
    expect(run).toMatchObject({ endReason, endDetail });
  });

  it("puts moved texts back and resolves ranges, whatever they say", async () => {
    const pools = fc.record({
      input_refs: fc.array(fc.tuple(fc.integer({ min: -3, max: 9 }), fc.integer({ min: -3, max: 9 })), {
        maxLength: 4,
      }),
      content: fc.constantFrom("attachment://00ff", "attachment://0bad", "attachment://__proto__", "plain"),
    });
    await fc.assert(
      fc.asyncProperty(pools, async ({ input_refs, content }) => {
        const choices = [{ message: { role: "assistant", content } }];
        const events = [{ event: "model", model: "m", input: [], input_refs, output: { choices } }];
        const pool = [{ role: "user", content: "attachment://00ff", source: "input" }];
        const attachments = { "00ff": "The long text." };
        const { run } = await readRuns(
          inspectAdapter,
          log({ events, attachments, events_data: { messages: pool } }),
        );
        const words = content === "attachment://00ff" ? "The long text." : content;
        expect(run?.steps.at(-1)?.text).toBe(words);
        for (const step of run?.steps.slice(0, -1) ?? []) expect(step.text).toBe("The long text.");
      }),
      { numRuns: 60 },
    );
  });

  it("loses a broken sample and nothing beside it", async () => {
    const broken = { ...log({ messages }), samples: [7, { messages }] };
    const { runs, problems } = await readRuns(inspectAdapter, broken);
    expect(runs.length).toBe(1);
    expect(problems).toMatchObject([{ code: "bad-sample", locator: "/samples/0" }]);
  });

  it("says how to convert an archive", async () => {
    const head = Buffer.concat([
      Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0]),
      Buffer.alloc(16, 0xff),
      Buffer.from("_journal/start.json"),
    ]);
    const { problems, runs } = await readContent(head, [inspectAdapter]);
    expect(runs).toEqual([]);
    expect(problems).toMatchObject([{ code: "packed-log" }]);
  });
});
