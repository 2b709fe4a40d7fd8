import { describe, expect, it } from "vitest";
import type { SpanSpec } from "./sdk-spans.ts";
import { runsOf, told } from "./told.ts";

const ROOT = "0000000000000001";
const scope = "opentelemetry.instrumentation.ag2";

const said = (content: string) => JSON.stringify([{ role: "assistant", parts: [{ type: "text", content }] }]);
const conversation = (last: string, more: SpanSpec["attributes"] = {}): Partial<SpanSpec> => ({
  scope,
  spanId: ROOT,
  end: [1_795_000_100, 0],
  attributes: {
    "gen_ai.operation.name": "conversation",
    "gen_ai.agent.name": "owner_proxy",
    "gen_ai.input.messages": JSON.stringify([
      { role: "user", parts: [{ type: "text", content: "Is it right?" }] },
    ]),
    "gen_ai.output.messages": said(last),
    ...more,
  },
});
const chat = (agent: string, text: string, input: number): Partial<SpanSpec> => ({
  scope,
  parentId: ROOT,
  attributes: {
    "ag2.span.type": "llm",
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "m-1",
    "gen_ai.agent.name": agent,
    "gen_ai.output.messages": said(text),
    "gen_ai.usage.input_tokens": input,
    "gen_ai.usage.output_tokens": 1,
  },
});

describe("AG2's own spans", () => {
  it("gives the tokens of a manager's choice to the step that follows, and no step to the choice", () => {
    const [run] = runsOf([
      conversation("Right. TERMINATE"),
      chat("speaker_selection_agent", "tuner", 50),
      chat("tuner", "62 N.", 10),
      chat("speaker_selection_agent", "builder", 60),
      chat("builder", "Right. TERMINATE", 20),
      chat("speaker_selection_agent", "tuner", 70),
    ]);
    expect(run?.agents.map(({ name }) => name)).toEqual(["tuner", "builder"]);
    expect(run?.steps.map(({ text, tokens }) => [text, tokens?.input ?? null])).toEqual([
      ["Is it right?", null],
      ["62 N.", 60],
      ["Right. TERMINATE", 150],
    ]);
    expect(run).toMatchObject({ framework: "ag2", endReason: "completed" });
    expect(run?.inferred).toContain(
      "tokens of the manager's model calls are added to the step that follows each",
    );
  });

  it("does not count the usage that is written again beside a call", () => {
    const usage = {
      scope,
      attributes: {
        "ag2.span.type": "usage",
        "gen_ai.response.model": "m-1",
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 1,
      },
    };
    expect(told([chat("keeper", "41 kg.", 10), usage])).toEqual(["keeper message 41 kg."]);
  });

  it.each([
    ["Right. TERMINATE", {}, "completed"],
    ["Let us go on.", {}, "unknown"],
    ["Let us go on.", { "gen_ai.conversation.turns": 12, "gen_ai.conversation.max_turns": 6 }, "limit"],
    ["Let us go on.", { "gen_ai.conversation.turns": 11, "gen_ai.conversation.max_turns": 6 }, "unknown"],
  ])("tells a limit from an end that was declared %#", (last, more, expected) => {
    const [run] = runsOf([conversation(last, more), chat("tuner", last, 10)]);
    expect(run?.endReason).toBe(expected);
  });
});
