import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runItemsAdapter } from "../../../src/adapters/openai-agents/run-items.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";

const SAMPLE = new URL("../../../sample-traces/openai-agents/kiln-handoff.items.json", import.meta.url);
const items = JSON.parse(readFileSync(SAMPLE, "utf8")) as object[];

describe("items of the OpenAI Agents SDK", () => {
  it("name who acts from the first handoff on", async () => {
    const { run } = await readRuns(runItemsAdapter, items);
    expect(outline(run)).toEqual([
      "– message Did the glaze in kiln K2 mature on 4 May?",
      "assistant tool-call kiln_log",
      "assistant tool-result kiln_log",
      "assistant handoff transfer_to_glaze_checker",
      "glaze checker tool-call kiln_log",
      "glaze checker tool-result kiln_log",
      "glaze checker message Checked against the log of K2: it held 1060 C at 18:00 on 4 May, so the glaze has matured.",
    ]);
    expect(run).toMatchObject({ task: "Did the glaze in kiln K2 mature on 4 May?", endReason: "unknown" });
    expect(run?.steps[3]).toMatchObject({ to: ["glaze checker"], locator: "/3" });
  });

  it("are the same as lines", async () => {
    const lines = items.map((item) => JSON.stringify(item)).join("\n");
    const [whole, read] = [await readRuns(runItemsAdapter, items), await readRuns(runItemsAdapter, lines)];
    expect(outline(read.run)).toEqual(outline(whole.run));
  });

  it("keep reasoning summaries as thoughts and count what they cannot keep", async () => {
    const more = [
      { type: "reasoning", id: "r", summary: [{ type: "summary_text", text: "K2 first." }] },
      { type: "web_search_call", id: "w" },
    ];
    const { run } = await readRuns(runItemsAdapter, [...items, ...more]);
    expect(run?.steps.at(-1)).toMatchObject({ kind: "thought", text: "K2 first." });
    expect(run?.losses).toMatchObject([{ code: "item", count: 1 }]);
  });

  it("lose a broken item and nothing beside it", async () => {
    const { run, problems } = await readRuns(runItemsAdapter, [...items, 7]);
    expect(run?.steps.length).toBe(7);
    expect(problems).toMatchObject([{ code: "not-an-item", locator: "/8" }]);
  });

  it("cut anywhere give a beginning of the run", async () => {
    const text = JSON.stringify(items);
    const whole = outline((await readRuns(runItemsAdapter, items)).run);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 700, max: text.length - 1 }), async (end) => {
        const { run } = await readRuns(runItemsAdapter, text.slice(0, end));
        expect(run?.endReason).toBe("truncated");
        const read = outline(run).slice(0, -1);
        // The call of a handoff is known as such once it is answered.
        expect(read.map((line) => line.replace("handoff", "tool-call"))).toEqual(
          whole.slice(0, read.length).map((line) => line.replace("handoff", "tool-call")),
        );
      }),
      { numRuns: 40 },
    );
  });
});
