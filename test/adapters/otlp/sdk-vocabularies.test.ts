import { describe, expect, it } from "vitest";
import type { SpanSpec } from "./sdk-spans.ts";
import { runsOf, told } from "./told.ts";

const at = (ms: number): [number, number] => [1_795_000_000, Math.round(ms * 1e6)];

describe("Vercel's AI SDK up to 6", () => {
  const span = (operation: string, attributes: SpanSpec["attributes"], more: Partial<SpanSpec> = {}) => ({
    scope: "ai",
    ...more,
    attributes: { "ai.operationId": operation, ...attributes },
  });

  it("reads what version 3 called its results and its usage", () => {
    const [run] = runsOf([
      span("ai.generateText.doGenerate", {
        "ai.telemetry.functionId": "porter",
        "ai.prompt.messages": JSON.stringify([{ role: "user", content: "Which gate?" }]),
        "ai.result.text": "Gate 4.",
        "ai.usage.promptTokens": 5,
        "ai.usage.completionTokens": 2,
      }),
    ]);
    expect(run?.steps.map(({ agent, text, tokens }) => [agent, text, tokens])).toEqual([
      [null, "Which gate?", null],
      ["porter", "Gate 4.", { input: 5, output: 2 }],
    ]);
  });

  it("reads results and failures of tools from prompts", () => {
    const call = { toolCallId: "c", toolName: "board", input: { row: 1 } };
    const result = (output: object) => ({ type: "tool-result", toolCallId: "c", toolName: "board", output });
    const prompt = (output: object) =>
      span("ai.generateText.doGenerate", {
        "ai.prompt.messages": JSON.stringify([
          { role: "assistant", content: [{ type: "tool-call", ...call }] },
          { role: "tool", content: [result(output)] },
        ]),
        "ai.response.text": "So be it.",
      });
    const asked = span("ai.generateText.doGenerate", { "ai.response.toolCalls": JSON.stringify([call]) });
    expect(told([asked, prompt({ type: "json", value: { gate: 4 } })])[1]).toBe(
      'assistant tool-result board {"gate":4}',
    );
    expect(told([asked, prompt({ type: "error-text", value: "no row" })])[1]).toBe(
      "assistant tool-result board no row false",
    );
  });

  it("orders calls by what ended when they began in the same millisecond", () => {
    const chat = { "ai.telemetry.functionId": "porter" };
    const steps = told([
      span("ai.generateText", chat, { start: at(0), end: at(3.9) }),
      span(
        "ai.generateText.doGenerate",
        { ...chat, "ai.response.toolCalls": '[{"toolCallId":"c","toolName":"board","input":"{}"}]' },
        { parentId: "0000000000000001", start: at(1), end: at(2.6) },
      ),
      // It began after the model had answered, but starts are whole milliseconds.
      span(
        "ai.toolCall",
        { ...chat, "ai.toolCall.name": "board", "ai.toolCall.id": "c", "ai.toolCall.result": '"gate 4"' },
        { parentId: "0000000000000001", start: at(2), end: at(2.2) },
      ),
      span(
        "ai.generateText.doGenerate",
        { ...chat, "ai.response.text": "Gate 4." },
        { parentId: "0000000000000001", start: at(2), end: at(3.5) },
      ),
    ]);
    expect(steps).toEqual([
      "porter tool-call board {}",
      "porter tool-result board gate 4 true",
      "porter message Gate 4.",
    ]);
  });
});

describe("Google's ADK", () => {
  const chat = (agent: string, attributes: SpanSpec["attributes"]): Partial<SpanSpec> => ({
    scope: "gcp.vertex.agent",
    attributes: { "gen_ai.operation.name": "generate_content", "gen_ai.agent.name": agent, ...attributes },
  });
  const said = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });

  it("leaves out what prompts quote of other agents", () => {
    const steps = told([
      chat("baker", {
        "gen_ai.input.messages": JSON.stringify([
          said("user", "Rolls at six?"),
          said("user", "For context: below is a transcript of what another agent did"),
        ]),
        "gen_ai.output.messages": JSON.stringify([said("assistant", "At six.")]),
      }),
    ]);
    expect(steps).toEqual(["- message Rolls at six?", "baker message At six."]);
  });

  it("takes a transfer for a handover, also to an agent that never acts", () => {
    const call = {
      type: "tool_call",
      id: "c",
      name: "transfer_to_agent",
      arguments: { agent_name: "miller" },
    };
    const [run] = runsOf([
      chat("baker", { "gen_ai.output.messages": JSON.stringify([{ role: "assistant", parts: [call] }]) }),
    ]);
    expect(run?.steps.map(({ kind, to }) => [kind, to])).toEqual([["handoff", ["miller"]]]);
  });
});

describe("an agent used as a tool", () => {
  it("is asked by the agent that uses it", () => {
    const of = (operation: string, agent: string, attributes: SpanSpec["attributes"] = {}) => ({
      "gen_ai.operation.name": operation,
      "gen_ai.agent.name": agent,
      ...attributes,
    });
    const [run] = runsOf([
      { end: at(90_000), attributes: of("invoke_agent", "guide") },
      {
        parentId: "0000000000000001",
        end: at(80_000),
        attributes: of("execute_tool", "guide", { "gen_ai.tool.name": "almanac" }),
      },
      {
        parentId: "0000000000000002",
        attributes: of("chat", "almanac", {
          "gen_ai.request.model": "m",
          "gen_ai.input.messages": '[{"role":"user","content":"Which moon?"}]',
          "gen_ai.output.messages": '[{"role":"assistant","content":"New moon."}]',
        }),
      },
    ]);
    const asked = run?.steps.find(({ text }) => text === "Which moon?");
    expect([asked?.agent, asked?.to]).toEqual(["guide", ["almanac"]]);
  });
});
