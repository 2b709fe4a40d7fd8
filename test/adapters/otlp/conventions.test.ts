import { describe, expect, it } from "vitest";
import type { SpanSpec } from "./sdk-spans.ts";
import { runsOf, told } from "./told.ts";

describe("OpenInference", () => {
  const llm = (attributes: SpanSpec["attributes"], more: Partial<SpanSpec> = {}): Partial<SpanSpec> => ({
    ...more,
    attributes: { "openinference.span.kind": "LLM", "agent.name": "guide", ...attributes },
  });

  it("reads messages whose oldest attributes the SDK dropped", () => {
    const input = {
      "llm.input_messages.7.message.content": "half of a lost message",
      "llm.input_messages.8.message.role": "user",
      "llm.input_messages.8.message.content": "Which gate?",
    };
    const [run] = runsOf([
      llm({ ...input, "llm.output_messages.0.message.content": "Gate 4." }, { dropped: 3 }),
    ]);
    expect(run?.steps.map(({ text }) => text)).toEqual(["half of a lost message", "Which gate?", "Gate 4."]);
    expect(run?.capabilities.content).toBe("partial");
  });

  it("takes what the SDK dropped from another vocabulary on the span, else says what is missing", () => {
    const dropped = { dropped: 9 };
    const said = { "llm.output_messages.0.message.content": "Gate 4." };
    const other = {
      "gen_ai.operation.name": "chat",
      "gen_ai.usage.input_tokens": 7,
      "gen_ai.usage.output_tokens": 2,
      "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Not this."}]}]',
    };
    const [run] = runsOf([llm({ ...said, ...other }, dropped), llm(said, dropped)]);
    expect(run?.steps.map(({ text, tokens }) => [text, tokens])).toEqual([
      ["Gate 4.", { input: 7, output: 2 }],
      ["Gate 4.", null],
    ]);
    expect(run?.losses).toMatchObject([
      { code: "dropped-attributes", count: 18 },
      { code: "dropped-tokens", count: 1 },
    ]);
  });

  it("reads content parts, reasoning and calls", () => {
    const out = "llm.output_messages.0.message";
    const attributes = {
      [`${out}.role`]: "assistant",
      [`${out}.contents.0.message_content.type`]: "reasoning",
      [`${out}.contents.0.message_content.text`]: "The gate is on the board.",
      [`${out}.contents.1.message_content.type`]: "text",
      [`${out}.contents.1.message_content.text`]: "Looking.",
      [`${out}.tool_calls.0.tool_call.function.name`]: "board",
      [`${out}.tool_calls.0.tool_call.function.arguments`]: '{"row":1}',
    };
    expect(told([llm(attributes)])).toEqual([
      "guide thought The gate is on the board.",
      "guide message Looking.",
      'guide tool-call board {"row":1}',
    ]);
  });

  it("reads results in AG2's and LangChain's envelopes, and joins them to the call by name and arguments", () => {
    const call = {
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "board",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": "{}",
    };
    const tool = (value: string): Partial<SpanSpec> => ({
      attributes: {
        "openinference.span.kind": "TOOL",
        "tool.name": "board",
        "input.value": "{}",
        "output.value": value,
      },
    });
    const ag2 = JSON.stringify([false, { name: "board", role: "function", content: "no such row" }]);
    const langchain = JSON.stringify({
      type: "tool",
      data: { type: "tool", content: "gate 9", status: "error" },
    });
    expect(told([llm(call), tool(ag2)])).toEqual([
      "guide tool-call board {}",
      "guide tool-result board no such row false",
    ]);
    expect(told([llm(call), tool(langchain)])[1]).toBe("guide tool-result board gate 9 false");
    expect(told([llm(call), tool("gate 9")])[1]).toBe("guide tool-result board gate 9 true");
  });

  it("does not take a tool's schema for arguments", () => {
    const tool = (parameters: object, more: object = {}): Partial<SpanSpec> => ({
      attributes: {
        "openinference.span.kind": "TOOL",
        "tool.name": "board",
        "tool.parameters": JSON.stringify(parameters),
        ...more,
      },
    });
    const [schema] = runsOf([tool({ type: "object", properties: { row: { type: "integer" } } })]);
    const [fields] = runsOf([tool({ row: { type: "integer", description: "which" } })]);
    const [given] = runsOf([tool({ row: 1 })]);
    const [hidden] = runsOf([tool({ row: 1 }, { "input.value": "__REDACTED__" })]);
    const args = [schema, fields, given, hidden].map((run) => run?.steps[0]?.args);
    expect(args).toEqual([undefined, undefined, { row: 1 }, undefined]);
  });

  it("tells the last of the model calls that ADK's instrumentation writes on one span, after the tool", () => {
    const out = "llm.output_messages.0.message";
    const [run] = runsOf([
      llm(
        {
          [`${out}.role`]: "model",
          [`${out}.contents.0.message_content.type`]: "text",
          [`${out}.contents.0.message_content.text`]: "Gate 4.",
          [`${out}.tool_calls.0.tool_call.function.name`]: "board",
        },
        { scope: "gcp.vertex.agent", end: [1_795_000_090, 0] },
      ),
      {
        parentId: "0000000000000001",
        attributes: {
          "openinference.span.kind": "TOOL",
          "tool.name": "board",
          "output.value": JSON.stringify({ id: "c", name: "board", response: { result: "row 1: gate 4" } }),
        },
      },
    ]);
    expect(run?.steps.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      "tool-call ",
      "tool-result row 1: gate 4",
      "message Gate 4.",
    ]);
  });

  it("names an agent that somebody's own span does not name after that span", () => {
    const agent: Partial<SpanSpec> = {
      name: "book_table",
      end: [1_795_000_090, 0],
      attributes: {
        "openinference.span.kind": "AGENT",
        "input.value": "A table for two.",
        "output.value": "Table 4 is yours.",
      },
    };
    const tool: Partial<SpanSpec> = {
      parentId: "0000000000000001",
      attributes: { "openinference.span.kind": "TOOL", "tool.name": "board", "output.value": "row 1" },
    };
    const [run] = runsOf([agent, tool]);
    expect(run?.steps.map(({ agent, kind, text }) => [agent, kind, text])).toEqual([
      [null, "message", "A table for two."],
      ["book_table", "tool-call", ""],
      ["book_table", "tool-result", "row 1"],
      ["book_table", "message", "Table 4 is yours."],
    ]);
    expect(run?.task).toBe("A table for two.");
    expect(run?.inferred).toContain("agents are named after the span's name");
  });

  it("wins over GenAI attributes on the same span: one convention per span", () => {
    const both = {
      "llm.output_messages.0.message.content": "Gate 4.",
      "llm.token_count.prompt": 5,
      "llm.token_count.completion": 2,
      "gen_ai.operation.name": "chat",
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.output.messages": JSON.stringify([
        { role: "assistant", parts: [{ type: "text", content: "Gate 4." }] },
      ]),
    };
    const [run] = runsOf([llm(both)]);
    expect(run?.steps).toHaveLength(1);
    expect(run?.steps[0]?.tokens).toEqual({ input: 5, output: 2 });
  });
});

describe("the GenAI conventions of all eras", () => {
  const chat = (attributes: SpanSpec["attributes"], events: SpanSpec["events"] = []): Partial<SpanSpec> => ({
    events,
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "m",
      "gen_ai.agent.name": "cook",
      ...attributes,
    },
  });
  const dialogue = ["- message Soup?", "cook message Pea soup."];

  it("reads flattened prompts and completions", () => {
    const flat = {
      "gen_ai.prompt.0.role": "user",
      "gen_ai.prompt.0.content": "Soup?",
      "gen_ai.completion.0.role": "assistant",
      "gen_ai.completion.0.content": "Pea soup.",
    };
    expect(told([chat(flat)])).toEqual(dialogue);
  });

  it("reads events with messages, and events with whole prompts", () => {
    const single = [
      { name: "gen_ai.user.message", attributes: { content: "Soup?" } },
      {
        name: "gen_ai.choice",
        attributes: { index: 0, message: JSON.stringify({ role: "assistant", content: "Pea soup." }) },
      },
    ];
    const whole = [
      {
        name: "gen_ai.content.prompt",
        attributes: { "gen_ai.prompt": JSON.stringify([{ role: "user", content: "Soup?" }]) },
      },
      { name: "gen_ai.content.completion", attributes: { "gen_ai.completion": "Pea soup." } },
    ];
    expect(told([chat({}, single)])).toEqual(dialogue);
    expect(told([chat({}, whole)])).toEqual(dialogue);
  });

  it("says that a conversation began before the run, of which only the end is told", () => {
    const history = (...said: [role: string, content: string][]) =>
      JSON.stringify(said.map(([role, content]) => ({ role, content })));
    const first = history(["user", "Soup?"], ["assistant", "Pea soup."], ["user", "With bread?"]);
    const later = history(["user", "With bread?"], ["assistant", "Rye."], ["user", "Butter?"]);
    const answer = (content: string) => ({ "gen_ai.output.messages": history(["assistant", content]) });
    const [begun, whole] = [
      [chat({ "gen_ai.input.messages": first, ...answer("Rye.") })],
      [
        chat({ "gen_ai.input.messages": history(["user", "With bread?"]), ...answer("Rye.") }),
        chat({ "gen_ai.input.messages": later, ...answer("Yes.") }),
      ],
    ].map((specs) => runsOf(specs)[0]);
    expect(begun?.steps.map(({ text }) => text)).toEqual(["With bread?", "Rye."]);
    expect(begun?.losses).toMatchObject([{ code: "earlier-conversation", count: 1 }]);
    expect(whole?.steps.map(({ text }) => text)).toEqual(["With bread?", "Rye.", "Butter?", "Yes."]);
    expect(whole?.losses).toEqual([]);
  });

  it("takes embeddings and searches for no words of an agent, whose tokens they are not either", () => {
    const spoken = chat({
      "gen_ai.output.messages": '[{"role":"assistant","content":"Pea soup."}]',
      "gen_ai.usage.input_tokens": 9,
      "gen_ai.usage.output_tokens": 3,
    });
    const silent = ["embeddings", "retrieval", "rerank"].map((operation) =>
      chat({ "gen_ai.operation.name": operation, "gen_ai.usage.input_tokens": 400 }),
    );
    const [run] = runsOf([...silent, spoken]);
    expect(run?.steps.map(({ agent, text, tokens }) => [agent, text, tokens])).toEqual([
      ["cook", "Pea soup.", { input: 9, output: 3 }],
    ]);
    expect(run?.capabilities.content).toBe("full");
  });

  it("reads calls that name no operation or a new one, where they say something", () => {
    const said = { "gen_ai.output.messages": '[{"role":"assistant","content":"Pea soup."}]' };
    const unnamed = { "gen_ai.request.model": "m", "gen_ai.agent.name": "cook" };
    expect(told([{ attributes: { ...unnamed, ...said } }])).toEqual(["cook message Pea soup."]);
    expect(told([chat({ "gen_ai.operation.name": "responses", ...said })])).toEqual([
      "cook message Pea soup.",
    ]);
    expect(told([{ attributes: { ...unnamed, "llm.request.type": "embedding" } }])).toEqual([]);
  });

  it("tells what an agent without a name says where its model calls are not traced", () => {
    const attributes = {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.input.messages": '[{"role":"user","content":"Soup?"}]',
      "gen_ai.output.messages": '[{"role":"assistant","content":"Pea soup."}]',
    };
    expect(told([{ name: "invoke_agent", attributes }])).toEqual([
      "- message Soup?",
      "assistant message Pea soup.",
    ]);
  });

  it("counts turns of the user that repeat earlier ones word for word as lost, and no turn that prompts repeat", () => {
    const turn = (role: string, content: string) => ({ role, content });
    const talk = (agent: string, answers: string[], asks: (n: number) => string) => {
      const history: object[] = [];
      return answers.map((answer, n) => {
        history.push(turn("user", asks(n)));
        const input = JSON.stringify(history);
        history.push(turn("assistant", answer));
        return chat({
          "gen_ai.agent.name": agent,
          "gen_ai.input.messages": input,
          "gen_ai.output.messages": JSON.stringify([turn("assistant", answer)]),
        });
      });
    };
    const again = runsOf(talk("cook", ["One.", "Two.", "Three."], () => "Next?"))[0];
    expect(again?.steps.map(({ text }) => text)).toEqual(["Next?", "One.", "Two.", "Three."]);
    expect(again?.losses).toMatchObject([{ code: "repeated-words", count: 2 }]);

    const asks = (n: number) => `Course ${n}?`;
    const shared = [...talk("cook", ["Soup.", "Fish."], asks), ...talk("waiter", ["Yes.", "No."], asks)];
    expect(runsOf(shared)[0]?.losses).toEqual([]);
    const echo = (n: number) => (n === 0 ? "Course 0?" : "Fine.");
    const chorus = [...talk("cook", ["Fine.", "Fine."], asks), ...talk("waiter", ["A.", "B.", "C."], echo)];
    expect(runsOf(chorus)[0]?.losses).toEqual([]);
  });

  it("knows when a run began where a span beside the others has no start", () => {
    const spoken = chat({ "gen_ai.output.messages": '[{"role":"assistant","content":"Pea soup."}]' });
    const timeless: Partial<SpanSpec> = { start: [0, 0], end: [0, 0], attributes: { other: "x" } };
    const [run] = runsOf([spoken, timeless]);
    expect(run?.startedAt).toBe("2026-11-18T11:06:40.000Z");
    expect(run?.capabilities.times).toBe(true);
  });

  it("names CrewAI's agents by their role where the agent name is a hash", () => {
    const attributes = {
      "crewai.agent.role": "Galley Cook",
      "gen_ai.agent.name": "d2bfafa0801474c121ac83666aed7924",
    };
    expect(
      told([
        chat({ ...attributes, "gen_ai.output.messages": '[{"role":"assistant","content":"Pea soup."}]' }),
      ]),
    ).toEqual(["Galley Cook message Pea soup."]);
  });

  it("keeps JSON that is nested without end as text", () => {
    const deep = "[".repeat(50_000) + "]".repeat(50_000);
    const output = [
      { role: "assistant", parts: [{ type: "tool_call", id: "c", name: "peel", arguments: deep }] },
    ];
    const [run] = runsOf([
      chat({ "gen_ai.output.messages": JSON.stringify(output), "gen_ai.input.messages": deep }),
    ]);
    expect(run?.steps).toEqual([expect.objectContaining({ kind: "tool-call", tool: "peel", args: deep })]);
  });

  it("is not misled by names from Object.prototype", () => {
    const attributes = {
      "gen_ai.operation.name": "constructor",
      "gen_ai.agent.name": "__proto__",
      "gen_ai.request.model": "m",
      "gen_ai.output.messages": '[{"role":"assistant","content":"Pea soup."}]',
    };
    expect(told([{ attributes }])).toEqual(["__proto__ message Pea soup."]);
  });
});

describe("AutoGen's own spans", () => {
  const team = "0e94f351-06aa-4c46-bd9e-371e738b3d98";
  const process = (
    n: number,
    message: object,
    recipient = "RoundRobinGroupChatManager",
  ): Partial<SpanSpec> => ({
    traceId: `${n}`.padStart(32, "a"),
    scope: "autogen SingleThreadedAgentRuntime",
    name: `autogen process ${recipient}`,
    attributes: {
      "messaging.destination": `${recipient}_${team}.(${team})-A`,
      recipient_agent_class: recipient,
      message: JSON.stringify(message),
    },
  });
  const said = (id: string, source: string, content: string, second: number) => ({
    id,
    source,
    content,
    type: "TextMessage",
    models_usage: source === "user" ? null : { prompt_tokens: 7, completion_tokens: 3 },
    created_at: `2026-11-24T10:00:0${second}.000000Z`,
  });
  const start = (n: number, task: string) => process(n, { messages: [said(`t${n}`, "user", task, n)] });
  const turn = (n: number, message: object) => process(n, { message });

  it("joins the traces of a team and tells a message once that every member got", () => {
    const message = said("m1", "pilot", "Sail at 04:12.", 2);
    const runs = runsOf([
      turn(3, message),
      process(4, { response: { chat_message: message, inner_messages: [] }, name: "pilot" }),
      process(5, { response: { chat_message: message, inner_messages: [] } }, "ChatAgentContainer"),
      turn(6, message),
      start(1, "When?"),
    ]);
    expect(runs.map((run) => [run.nativeKey, run.steps.map(({ text }) => text)])).toEqual([
      [team, ["When?", "Sail at 04:12."]],
    ]);
    expect(runs[0]?.steps[1]?.tokens).toEqual({ input: 7, output: 3 });
  });

  it("tells two runs of the same team apart by their starts", () => {
    const runs = runsOf([
      start(1, "When?"),
      turn(2, said("m1", "pilot", "Sail at 04:12.", 2)),
      start(3, "And back?"),
      turn(4, said("m2", "pilot", "At 16:38.", 4)),
    ]);
    expect(runs.map((run) => run.steps.map(({ text }) => text))).toEqual([
      ["When?", "Sail at 04:12."],
      ["And back?", "At 16:38."],
    ]);
    expect(runs.map((run) => run.nativeKey)).toEqual([team, `${team}/0000000000000003`]);
  });

  describe("of a release that leaves out what a message says", () => {
    const bare = (source: string, tokens: number | null) => ({
      source,
      models_usage: tokens === null ? null : { prompt_tokens: tokens, completion_tokens: 1 },
      metadata: {},
    });
    const wordless = [
      process(1, { messages: [bare("user", null)] }),
      process(2, { message: bare("pilot", 7) }),
      process(3, { message: bare("pilot", null) }),
      process(4, { message: bare("pilot", null) }),
    ];

    it("takes the words from the model calls, each token once, and the agent from the request to speak", () => {
      const [request] = [process(5, {}, "ChatAgentContainer")];
      const call: Partial<SpanSpec> = {
        traceId: request?.traceId ?? "",
        parentId: "0000000000000005",
        attributes: {
          "openinference.span.kind": "LLM",
          "llm.input_messages.0.message.role": "user",
          "llm.input_messages.0.message.content": "When?",
          "llm.output_messages.0.message.role": "assistant",
          "llm.output_messages.0.message.content": "Sail at 04:12.",
          "llm.token_count.prompt": 7,
          "llm.token_count.completion": 1,
        },
      };
      const asked = {
        ...request,
        attributes: { ...request?.attributes, recipient_agent_type: `pilot_${team}` },
      };
      const runs = runsOf([...wordless, asked, call]);
      expect(runs).toHaveLength(1);
      expect(runs[0]?.steps.map(({ agent, text, tokens }) => [agent, text, tokens])).toEqual([
        [null, "When?", null],
        ["pilot", "Sail at 04:12.", { input: 7, output: 1 }],
      ]);
    });

    it("keeps the speakers where there are no model calls, and says that the words are missing", () => {
      const [run] = runsOf(wordless);
      expect(run?.steps.map(({ agent, tokens }) => [agent, tokens?.input])).toEqual([
        [null, undefined],
        ["pilot", 7],
        ["pilot", undefined],
        ["pilot", undefined],
      ]);
      expect(run?.capabilities).toMatchObject({ content: "none", task: false, toolCalls: false });
      expect(run?.losses).toMatchObject([{ code: "unrecorded-words", count: 4 }]);
    });
  });
});
