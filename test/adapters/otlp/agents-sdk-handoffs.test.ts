import { describe, expect, it } from "vitest";
import { agentsByKey } from "../../../src/adapters/otlp/agent-spellings.ts";
import { assembleSources } from "./assemble-sources.ts";

const second = (n: number): string => `2026-01-05T08:00:${String(n).padStart(2, "0")}.000000+00:00`;

function item(id: string, parent: string | null, [from, to]: [number, number], data: object) {
  const [started_at, ended_at] = [second(from), second(to)];
  return {
    object: "trace.span",
    id: `span_${id}`,
    trace_id: "trace_0af7651916cd43dd8448eb211c80319c",
    parent_id: parent === null ? null : `span_${parent}`,
    started_at,
    ended_at,
    span_data: data,
    error: null,
  };
}

const said = (content: string | null, more: object = {}) => [{ role: "assistant", content, ...more }];

/** The front desk hands over to an agent, which answers; with `tool` the model asks for it by that name. */
async function handedTo(agents: readonly string[], tool: string | null): Promise<unknown[]> {
  const [target = ""] = agents;
  const calls = [{ id: "c1", type: "function", function: { name: tool, arguments: "{}" } }];
  const asked = {
    type: "generation",
    input: [{ role: "user", content: "Is the quay lit?" }],
    output: said(null, { tool_calls: calls }),
  };
  const items = [
    item("desk", null, [1, 10], { type: "agent", name: "Front Desk" }),
    ...(tool === null ? [] : [item("ask", "desk", [2, 3], asked)]),
    item("over", "desk", [4, 5], { type: "handoff", from_agent: "Front Desk", to_agent: target }),
    ...agents.flatMap((name, index) => [
      item(`a${index}`, null, [11 + 10 * index, 19 + 10 * index], { type: "agent", name }),
      item(`g${index}`, `a${index}`, [12 + 10 * index, 18 + 10 * index], {
        type: "generation",
        input: [{ role: "user", content: "Is the quay lit?" }],
        output: said(`It is lit, says number ${index}.`),
      }),
    ]),
  ];
  const lines = items.map((line) => JSON.stringify(line)).join("\n");
  const { runs, problems } = await assembleSources(Buffer.from(lines));
  expect(problems).toEqual([]);
  return runs.flatMap(({ steps, agents: known }) =>
    steps
      .filter(({ kind }) => kind !== "message")
      .map(({ kind, agent, to }) => [
        kind,
        agent,
        ...to.map((id) => known.find((one) => one.id === id)?.name),
      ]),
  );
}

describe("handoffs of the OpenAI Agents SDK", () => {
  it.each([
    ["FAQ Agent (v2)", "transfer_to_faq_agent__v2_"],
    ["Café Agent", "transfer_to_caf__agent"],
    ["Port & Sea", "transfer_to_port___sea"],
    ["问询", "transfer_to___"],
    ["front.desk-2", "transfer_to_front_desk_2"],
  ])("go to %s, which the model knows as %s", async (agent, tool) => {
    const handoff = [["handoff", "Front Desk", agent]];
    expect(await handedTo([agent], tool)).toEqual(handoff);
    expect(await handedTo([agent], null)).toEqual(handoff);
  });

  it("go to the agent that the span names where tools spell two alike", async () => {
    expect(await handedTo(["C++ Expert", "C# Expert"], null)).toEqual([
      ["handoff", "Front Desk", "C++ Expert"],
    ]);
  });
});

describe("names of agents", () => {
  it("are known by what tools make of them only where that means one agent", () => {
    const agents = agentsByKey(["C++ Expert", "C# Expert", "Café (v2)", "Café (v2)", "caf_v2_"]);
    expect([...agents]).toEqual([
      ["c++_expert", "C++ Expert"],
      ["c#_expert", "C# Expert"],
      ["café_(v2)", "Café (v2)"],
      ["caf_v2_", "caf_v2_"],
    ]);
  });
});
