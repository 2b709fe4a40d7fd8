import { describe, expect, it } from "vitest";
import type { SpanSpec } from "./sdk-spans.ts";
import { runsOf, told } from "./told.ts";

const observation = (type: string, attributes: SpanSpec["attributes"], more: Partial<SpanSpec> = {}) => ({
  ...more,
  attributes: { "langfuse.observation.type": type, ...attributes },
});
const message = (role: string, content: string) => JSON.stringify({ role, content });

describe("Langfuse", () => {
  const generation = (usage: object) =>
    observation("generation", {
      "langfuse.observation.output": message("assistant", "Gate 4."),
      "langfuse.observation.usage_details": JSON.stringify(usage),
    });

  it.each([
    [
      { input: 5, output: 2, total: 7 },
      { input: 5, output: 2 },
    ],
    // The handler for LangChain takes cached tokens out of the input.
    [
      { input: 3, input_cache_read: 2, output: 1, output_reasoning: 1, total: 7 },
      { input: 5, output: 2 },
    ],
    // Others leave them in.
    [
      { input: 5, input_cached_tokens: 2, output: 2, total: 7 },
      { input: 5, output: 2 },
    ],
    [
      { prompt_tokens: 5, completion_tokens: 2 },
      { input: 5, output: 2 },
    ],
  ])("counts the tokens of %j once", (usage, tokens) => {
    expect(runsOf([generation(usage)])[0]?.steps[0]?.tokens).toEqual(tokens);
  });

  it("takes the level for a failure where the status is unset, and a raised handover for none", () => {
    const failed = observation(
      "agent",
      { "langfuse.observation.level": "ERROR", "langfuse.observation.status_message": "out of paper" },
      { name: "printer" },
    );
    const handedOver = observation(
      "agent",
      { "langfuse.observation.level": "DEFAULT", "langfuse.observation.status_message": "Command(goto='b')" },
      { name: "printer" },
    );
    expect(runsOf([failed])[0]?.endReason).toBe("error");
    expect(told([failed])).toEqual(["printer error out of paper"]);
    expect(told([handedOver])).toEqual([]);
  });
});

describe("LangSmith's exporter", () => {
  it("reads completions of a wrapped client and the arguments of a traced function", () => {
    const completion = JSON.stringify({ choices: [{ message: { role: "assistant", content: "Gate 4." } }] });
    const steps = told([
      {
        end: [1_795_000_100, 0],
        attributes: { "langsmith.span.kind": "chain", "gen_ai.prompt": '{"question":"Which gate?"}' },
      },
      {
        parentId: "0000000000000001",
        attributes: {
          "langsmith.span.kind": "llm",
          "gen_ai.prompt": JSON.stringify({
            messages: [{ role: "user", content: "Which gate?" }],
            model: "m",
          }),
          "gen_ai.completion": completion,
        },
      },
    ]);
    expect(steps).toEqual(["- message Which gate?", "assistant message Gate 4."]);
  });

  it("believes the exception, not the status OK", () => {
    const [run] = runsOf([
      {
        scope: "langsmith",
        status: { code: 1 },
        attributes: { "langsmith.span.kind": "chain", "gen_ai.prompt": '{"question":"Which gate?"}' },
        events: [
          {
            name: "exception",
            attributes: {
              "exception.type": "Exception",
              "exception.message": "GraphRecursionError('Recursion limit of 9 reached')Traceback",
            },
          },
        ],
      },
    ]);
    expect(run?.endReason).toBe("limit");
  });
});
