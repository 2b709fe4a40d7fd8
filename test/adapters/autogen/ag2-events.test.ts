import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { autogenAg2Events } from "../../../src/adapters/autogen/ag2-events.ts";
import { outline, readRuns } from "../../helpers/read-runs.ts";

const SAMPLE = new URL("../../../sample-traces/autogen/sundial.ag2.events.jsonl", import.meta.url);

const event = (type: string, content: object = {}) => ({ type, content: { uuid: "u", ...content } });
const text = (sender: string, recipient: string, content: string) =>
  event("text", { sender, recipient, content });
const jsonl = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

describe("AG2 classic events", () => {
  it("reads messages once although calls and the completion repeat them", async () => {
    const { run } = await readRuns(
      autogenAg2Events,
      jsonl(
        text("boss_proxy", "clerk", "Count."),
        event("tool_call", {
          sender: "clerk",
          recipient: "boss_proxy",
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c1", function: { name: "look", arguments: "{}" } }],
        }),
        event("execute_function", { func_name: "look", call_id: "c1" }),
        event("executed_function", { func_name: "look", call_id: "c1", content: "12" }),
        event("tool_response", {
          sender: "boss_proxy",
          recipient: "clerk",
          role: "tool",
          content: "12",
          tool_responses: [{ tool_call_id: "c1", role: "tool", content: "12" }],
        }),
        text("clerk", "boss_proxy", "Twelve."),
        event("termination", { termination_reason: "Maximum turns (2) reached" }),
        event("run_completion", {
          history: [{ role: "user", content: "Count." }],
          cost: { usage_including_cached_inference: { "m-1": { prompt_tokens: 9, completion_tokens: 4 } } },
        }),
      ),
    );
    expect(outline(run).slice(0, 4)).toEqual([
      "boss_proxy message Count.",
      "clerk tool-call look",
      "boss_proxy tool-result look",
      "clerk message Twelve.",
    ]);
    expect(run).toMatchObject({ framework: "ag2", endReason: "limit", models: ["m-1"] });
    expect(run?.steps.flatMap(({ tokens }) => tokens ?? [])).toEqual([{ input: 9, output: 4 }]);
  });

  it.each([
    [[event("termination", { termination_reason: "User requested to end the conversation" })], "stopped"],
    [[event("error", { error: "no route" })], "error"],
    [
      [
        event("termination", { termination_reason: "No reply generated" }),
        event("error", { error: "'name'" }),
      ],
      "unknown",
    ],
    [[], "truncated"],
  ])("maps the end %#", async (last, expected) => {
    const { run } = await readRuns(autogenAg2Events, jsonl(text("boss_proxy", "clerk", "Count."), ...last));
    expect(run?.endReason).toBe(expected);
  });

  it("begins a run after a completion and tells code results by the event before them", async () => {
    const output = "exitcode: 0 (execution succeeded)\nCode output: 12";
    const { runs } = await readRuns(autogenAg2Events, [
      text("boss_proxy", "clerk", "Count."),
      text("clerk", "boss_proxy", "```python\nprint(12)\n```"),
      event("generate_code_execution_reply", { code_blocks: ["python"] }),
      text("boss_proxy", "clerk", output),
      event("run_completion"),
      text("boss_proxy", "clerk", `Explain this: ${output}`),
    ]);
    expect(runs.map(outline)).toEqual([
      [
        "boss_proxy message Count.",
        "clerk message ```python\nprint(12)\n```",
        "boss_proxy tool-result execute_code",
      ],
      [`boss_proxy message Explain this: ${output}`],
    ]);
    expect(runs[0]?.steps[2]?.locator).toBe("/3");
  });

  it("names an event that it does not know and goes on", async () => {
    const { run, problems } = await readRuns(
      autogenAg2Events,
      jsonl(text("boss_proxy", "clerk", "Count."), event("new_kind"), text("clerk", "boss_proxy", "Twelve.")),
    );
    expect(run?.steps).toHaveLength(2);
    expect(problems).toMatchObject([{ code: "unknown-record", locator: "line:2" }]);
  });

  it("reads events that are cut anywhere as the beginning of the same run", async () => {
    const whole = readFileSync(SAMPLE, "utf8");
    const steps = outline((await readRuns(autogenAg2Events, whole)).run);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: whole.indexOf("\n") + 1, max: whole.length }), async (cut) => {
        const part = outline((await readRuns(autogenAg2Events, whole.slice(0, cut))).run);
        expect(part).toEqual(steps.slice(0, part.length));
      }),
      { numRuns: 40 },
    );
  });
});
