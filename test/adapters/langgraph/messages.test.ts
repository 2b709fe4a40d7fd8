import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { langgraphAdapter } from "../../../src/adapters/langgraph/adapter.ts";
import { isMessage, readMessage } from "../../../src/adapters/langgraph/chat-message.ts";
import { langsmithAdapter } from "../../../src/adapters/langsmith/adapter.ts";
import { parsePython } from "../../../src/adapters/python-literal.ts";
import { memorySource } from "../../../src/sources/memory-source.ts";

const CALL = { name: "weigh", args: { parcel: "P1" }, id: "call_1", type: "tool_call" };
const FLAT = {
  type: "ai",
  content: "I weigh it.",
  name: "clerk",
  id: "lc_run--1-0",
  additional_kwargs: {},
  response_metadata: { model_name: "gpt-4o-mini" },
  tool_calls: [CALL],
  invalid_tool_calls: [],
  usage_metadata: { input_tokens: 7, output_tokens: 3, total_tokens: 10 },
};
const PRINTED =
  "content='I weigh it.' additional_kwargs={} response_metadata={'model_name': 'gpt-4o-mini'} name='clerk' " +
  "id='lc_run--1-0' tool_calls=[{'name': 'weigh', 'args': {'parcel': 'P1'}, 'id': 'call_1', 'type': 'tool_call'}] " +
  "invalid_tool_calls=[] usage_metadata={'input_tokens': 7, 'output_tokens': 3, 'total_tokens': 10}";

describe("readMessage", () => {
  it("reads one message alike from each of its encodings", () => {
    const { type, ...fields } = FLAT;
    const encodings: Record<string, unknown> = {
      flat: FLAT,
      constructor: {
        lc: 1,
        type: "constructor",
        id: ["langchain", "schema", "messages", "AIMessage"],
        kwargs: FLAT,
      },
      "constructor of LangGraph.js": {
        lc: 1,
        type: "constructor",
        id: ["langchain_core", "messages", "AIMessage"],
        kwargs: fields,
      },
      "type and data": { type, data: FLAT },
      "str()": PRINTED,
      "repr()": parsePython(`AIMessage(${PRINTED.replaceAll(/ (?=\w+=)/g, ", ")})`),
    };
    for (const [encoding, value] of Object.entries(encodings)) {
      expect(isMessage(value), encoding).toBe(true);
      expect(readMessage(value), encoding).toEqual({
        id: "lc_run--1-0",
        role: "ai",
        name: "clerk",
        text: "I weigh it.",
        reasoning: "",
        calls: [{ id: "call_1", tool: "weigh", args: { parcel: "P1" }, invalid: false }],
        callId: null,
        ok: null,
        tokens: { input: 7, output: 3 },
        model: "gpt-4o-mini",
        handoffTo: null,
        handoffBack: false,
        dropped: [],
      });
    }
  });

  it("reads the roles of OpenAI's form and of pairs", () => {
    expect(readMessage({ role: "user", content: "hi" })).toMatchObject({ role: "human", text: "hi" });
    expect(readMessage(["assistant", "hello"])).toMatchObject({ role: "ai", text: "hello" });
    expect(
      readMessage({
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "c1", type: "function", function: { name: "weigh", arguments: '{"parcel":"P1"}' } },
        ],
      }),
    ).toMatchObject({ calls: [{ id: "c1", tool: "weigh", args: { parcel: "P1" } }] });
  });

  it("takes the words out of content blocks, keeps reasoning apart and does not count calls twice", () => {
    const message = readMessage({
      type: "ai",
      content: [
        { type: "reasoning", reasoning: "Heavy, I think." },
        { type: "text", text: "I weigh it." },
        { type: "tool_call", name: "weigh", args: {}, id: "call_1" },
        { type: "image", url: "data:…" },
      ],
      tool_calls: [CALL],
    });
    expect(message).toMatchObject({
      text: "I weigh it.",
      reasoning: "Heavy, I think.",
      dropped: ["image block"],
    });
    expect(message?.calls).toHaveLength(1);
  });

  it("tells the class of a printed message from its fields", () => {
    const printed = (fields: string) =>
      readMessage(`content='x' additional_kwargs={} response_metadata={} ${fields}`);
    expect(printed("id='a'")).toMatchObject({ role: "human" });
    expect(printed("id='a' tool_call_id='c'")).toMatchObject({ role: "tool", callId: "c" });
    expect(printed("id='run-1'")).toMatchObject({ role: "ai" });
    expect(printed("id='a' tool_call_id='c' status='error'")).toMatchObject({ ok: false });
  });

  it("marks calls that could not be parsed", () => {
    const message = readMessage({
      type: "ai",
      content: "",
      tool_calls: [],
      invalid_tool_calls: [{ name: "weigh", args: '{"parcel', id: "c", error: "not JSON" }],
    });
    expect(message?.calls).toEqual([{ id: "c", tool: "weigh", args: '{"parcel', invalid: true }]);
  });

  it("is null for what is no message and throws for nothing", () => {
    for (const value of [
      null,
      1,
      "content is king",
      [],
      {},
      { type: "TextMessage", content: "x" },
      { lc: 1, id: [] },
    ])
      expect(readMessage(value)).toBeNull();
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        readMessage(value);
        readMessage({
          type: "ai",
          content: value,
          tool_calls: value,
          usage_metadata: value,
          id: value,
          name: value,
        });
        readMessage({
          type: "tool",
          content: value,
          tool_call_id: value,
          status: value,
          response_metadata: value,
        });
      }),
    );
  });
});

describe("recognition", () => {
  it.each([
    [
      "a list of roles and contents",
      [
        { role: "user", content: "hi" },
        { role: "assistant", content: "hello" },
      ],
    ],
    ["a list under a name of its own", { history: [{ role: "Coder", content: "x", name: "Coder" }] }],
    ["a record with a trajectory", { id: 1, trajectory: [{ role: "assistant", content: "x" }] }],
    ["AutoGen messages", { messages: [{ type: "TextMessage", content: "x", source: "user" }] }],
    ["any object", { a: { b: "c" } }],
  ])("leaves %s to others", (_, value) => {
    expect(langgraphAdapter.recognise(memorySource(JSON.stringify(value)))).toBeNull();
    expect(langsmithAdapter.recognise(memorySource(JSON.stringify(value)))).toBeNull();
  });

  it("leaves logs of one key a line to others", () => {
    const log = '{"event": {"a": "b"}}\n{"event": {"a": "c"}}\n';
    expect(langgraphAdapter.recognise(memorySource(log))).toBeNull();
  });
});
