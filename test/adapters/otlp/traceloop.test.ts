import { SpanStatusCode } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import type { SpanSpec } from "./sdk-spans.ts";
import { runsOf, told } from "./told.ts";

const inGraph = (agent: string, node: string): SpanSpec["attributes"] => ({
  "traceloop.association.properties.langgraph_node": node,
  "traceloop.association.properties.langgraph_checkpoint_ns": `${agent}:1|${node}:2`,
});

describe("OpenLLMetry", () => {
  it("reads decorated functions, whose inputs are arguments", () => {
    const steps = told([
      {
        end: [1_795_000_100, 0],
        attributes: {
          "traceloop.span.kind": "workflow",
          "traceloop.entity.input": JSON.stringify({
            args: [],
            kwargs: { question: "Which gate?" },
          }),
        },
      },
      {
        parentId: "0000000000000001",
        attributes: {
          "traceloop.span.kind": "agent",
          "traceloop.entity.name": "porter",
          "traceloop.entity.output": '"Gate 4."',
        },
      },
    ]);
    expect(steps).toEqual(["- message Which gate?", "porter message Gate 4."]);
  });

  it("reads prompts and completions that are flattened, as written before the GenAI messages", () => {
    const chat: Partial<SpanSpec> = {
      scope: "opentelemetry.instrumentation.langchain",
      attributes: {
        ...inGraph("cook", "agent"),
        "traceloop.workflow.name": "LangGraph",
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "m",
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": "Soup?",
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.content": "Pea soup.",
        "gen_ai.usage.prompt_tokens": 4,
        "gen_ai.usage.completion_tokens": 3,
      },
    };
    const [run] = runsOf([chat]);
    expect(run?.steps.map(({ agent, text, tokens }) => [agent, text, tokens?.output])).toEqual([
      [null, "Soup?", undefined],
      ["cook", "Pea soup.", 3],
    ]);
    expect(run).toMatchObject({ framework: "langgraph", format: "otlp/traceloop" });
  });

  it("takes requests for embeddings and rankings for no words of an agent", () => {
    const request = (type: string, more: SpanSpec["attributes"]): Partial<SpanSpec> => ({
      scope: "opentelemetry.instrumentation.openai.v1",
      attributes: {
        ...inGraph("cook", "agent"),
        "llm.request.type": type,
        "gen_ai.request.model": "m",
        "gen_ai.usage.prompt_tokens": 4,
        "gen_ai.usage.completion_tokens": 3,
        ...more,
      },
    });
    const text = { "gen_ai.prompt.0.role": "user", "gen_ai.prompt.0.content": "pea, leek" };
    const spoken = {
      "gen_ai.completion.0.role": "assistant",
      "gen_ai.completion.0.content": "Pea soup.",
    };
    const [run] = runsOf([
      request("embedding", text),
      request("rerank", text),
      request("chat", spoken),
      request("completion", { ...spoken, "gen_ai.completion.0.content": "Leek pie." }),
    ]);
    expect(run?.steps.map(({ agent, text, tokens }) => [agent, text, tokens?.input])).toEqual([
      ["cook", "Pea soup.", 4],
      ["cook", "Leek pie.", 4],
    ]);
    expect(run?.capabilities.content).toBe("full");
  });

  it("takes LangGraph's ParentCommand for a handover, not for a failure", () => {
    const exception = {
      name: "exception",
      attributes: {
        "exception.type": "langgraph.errors.ParentCommand",
        "exception.message": "Command(goto='b')",
      },
    };
    const [run] = runsOf([
      {
        attributes: {
          "traceloop.span.kind": "workflow",
          "traceloop.entity.input": '{"inputs":{"q":"Soup?"}}',
        },
        status: { code: SpanStatusCode.ERROR },
        events: [exception],
      },
    ]);
    expect(run?.steps.map(({ kind }) => kind)).toEqual(["message"]);
    expect(run?.endReason).toBe("completed");
  });
});

describe("words that their own span does not have", () => {
  const turn = (role: string, ...parts: object[]) => ({ role, parts });
  const call = { type: "tool_call", id: "c", name: "transfer_to_pilot", arguments: {} };
  const desk = (agent: string, messages: object[], more: object = {}): Partial<SpanSpec> => ({
    scope: "opentelemetry.instrumentation.openai_agents",
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "m",
      "gen_ai.agent.name": agent,
      "gen_ai.input.messages": JSON.stringify(messages),
      ...more,
    },
  });
  const asked = turn("user", { type: "text", content: "Which berth?" });
  const agentSpan = (name: string, spanId: string): Partial<SpanSpec> => ({
    spanId,
    start: [1_795_000_000, 0],
    end: [1_795_000_100, 0],
    attributes: { "traceloop.span.kind": "agent", "gen_ai.agent.name": name },
  });

  it("are read from the prompt of the agent that acts next, and what nobody repeats is a loss", () => {
    const [run] = runsOf([
      agentSpan("desk", "00000000000000d1"),
      agentSpan("pilot", "00000000000000d2"),
      { ...desk("desk", [asked]), parentId: "00000000000000d1" },
      { ...desk("pilot", [asked, turn("assistant", call)]), parentId: "00000000000000d2" },
    ]);
    expect(run?.steps.map(({ agent, kind, to, text }) => [agent, kind, to, text])).toEqual([
      [null, "message", ["desk"], "Which berth?"],
      ["desk", "handoff", ["pilot"], "{}"],
      ["pilot", "message", [], ""],
    ]);
    expect(run?.losses.map(({ code, count }) => [code, count])).toEqual([["unrecorded-words", 1]]);
    expect(run?.capabilities.content).toBe("partial");
  });
});
