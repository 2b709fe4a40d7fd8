import { describe, expect, it } from "vitest";
import { messageListAdapter } from "../../../src/adapters/records/message-list.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";

const call = { id: "c1", type: "function", function: { name: "tide", arguments: '{"port":"Husum"}' } };
const messages = [
  { role: "system", content: "You plan ferries." },
  { role: "user", content: "When can we sail?" },
  { role: "assistant", content: "Let me look.", reasoning_content: "Tide first.", tool_calls: [call] },
  { role: "tool", tool_call_id: "c1", content: "high water 14:10" },
  {
    role: "assistant",
    content: [
      { type: "text", text: "At 14:10." },
      { type: "image_url", image_url: {} },
    ],
  },
];

describe("a list of chat messages", () => {
  it("becomes steps in order, each thing once", async () => {
    const { run } = await readRuns(messageListAdapter, messages);
    expect(outline(run)).toEqual([
      "– message When can we sail?",
      "assistant thought Tide first.",
      "assistant message Let me look.",
      "assistant tool-call tide",
      "assistant tool-result tide",
      "assistant message At 14:10.",
    ]);
    expect(run).toMatchObject({ task: "When can we sail?", endReason: "unknown" });
    expect(run?.agents).toMatchObject([{ name: "assistant", role: "You plan ferries." }]);
    expect(run?.steps[3]).toMatchObject({ args: { port: "Husum" }, callId: "c1", locator: "/2" });
    expect(run?.losses).toMatchObject([{ code: "content-part", count: 1 }]);
  });

  it("is read under `messages` and as JSON lines, a list or a message a line", async () => {
    const wrapped = await readRuns(messageListAdapter, { model: "x", messages });
    const perLine = await readRuns(messageListAdapter, messages.map((one) => JSON.stringify(one)).join("\n"));
    const lists = await readRuns(
      messageListAdapter,
      `${JSON.stringify({ messages })}\n${JSON.stringify({ messages })}\n`,
    );
    expect(outline(wrapped.run)).toEqual(outline(perLine.run));
    expect(lists.runs.map((run) => run.sources[0]?.locator)).toEqual(["line:1", "line:2"]);
    expect(perLine.run?.steps[2]?.locator).toBe("line:3");
  });

  it("keeps agents apart by name and joins legacy function calls to their results", async () => {
    const { run } = await readRuns(messageListAdapter, [
      { role: "user", content: "Go." },
      {
        role: "assistant",
        name: "clerk",
        content: null,
        function_call: { name: "stock", arguments: "not json" },
      },
      { role: "function", name: "stock", content: "3" },
      { role: "assistant", name: "chief", content: "Three." },
    ]);
    expect(outline(run)).toEqual([
      "– message Go.",
      "clerk tool-call stock",
      "clerk tool-result stock",
      "chief message Three.",
    ]);
    expect(run?.steps[1]?.args).toBe("not json");
  });

  it("reports entries that are no message and keeps their neighbours", async () => {
    const { run, problems } = await readRuns(messageListAdapter, {
      messages: [...messages, 7, { role: "user", content: "Thanks." }],
    });
    expect(problems).toMatchObject([{ locator: "/messages/5", code: "not-a-message" }]);
    expect(run?.steps.at(-1)?.text).toBe("Thanks.");
  });

  it.each([[[]], [[{ role: "user", content: "alone" }]], [{ messages: "no" }], ["just text"]])(
    "does not claim %j",
    async (value) => {
      expect((await readRuns(messageListAdapter, value)).outcome).toBe("refused");
    },
  );
});
