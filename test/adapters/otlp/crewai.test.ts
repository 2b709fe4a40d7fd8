import { expect, it } from "vitest";
import type { SpanSpec } from "./sdk-spans.ts";
import { runsOf, told } from "./told.ts";

const span = (
  event: string,
  attributes: SpanSpec["attributes"],
  more: Partial<SpanSpec> = {},
): Partial<SpanSpec> => ({
  scope: "crewai",
  ...more,
  attributes: { "crewai.event_name": event, ...attributes },
});
const text = (role: string, content: string): string =>
  JSON.stringify([{ role, parts: [{ type: "text", content }] }]);
const crew = (attributes: SpanSpec["attributes"] = {}): Partial<SpanSpec> =>
  span("crew_kickoff_completed", {
    "gen_ai.operation.name": "invoke_workflow",
    "crewai.crew.id": "c1",
    "gen_ai.input.messages": text("user", '{"town": "Husum"}'),
    ...attributes,
  });
const answer = span("llm_call_completed", {
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "gpt-4o-mini",
  "crewai.agent.role": "Guide",
  "gen_ai.agent.name": "d2bfafa0801474c121ac83666aed7924",
  "gen_ai.input.messages": text("user", "Which gate?"),
  "gen_ai.output.messages": text("assistant", "Gate 4."),
});

it("names agents by their role, never by the hash, and takes a crew's inputs for no task", () => {
  const [run, ...more] = runsOf([crew(), answer]);
  expect(more).toEqual([]);
  expect(run).toMatchObject({ framework: "crewai", format: "otlp/crewai", task: "Which gate?" });
  expect(run?.agents.map(({ name }) => name)).toEqual(["Guide"]);
});

it("reads a tool's result as the text that its JSON stands for; other JSON stays", () => {
  const tool = (result: string): Partial<SpanSpec> =>
    span("tool_usage_finished", {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "board",
      "crewai.agent.role": "Guide",
      "gen_ai.tool.call.arguments": '{"row":1}',
      "gen_ai.tool.call.result": result,
    });
  expect(
    told([tool('"gate \\"4\\""'), tool('{"gate": 4}'), tool('"cut off')]).filter((line) =>
      line.includes("result"),
    ),
  ).toEqual([
    'Guide tool-result board gate "4" true',
    'Guide tool-result board {"gate": 4} true',
    'Guide tool-result board "cut off true',
  ]);
});

it("makes no run of CrewAI's anonymous usage data", () => {
  const usage = { crewai_version: "1.12.0", "gen_ai.request.model": "gpt-4o-mini" };
  const spans = ["Crew Created", "Task Execution", "Tool Usage"].map(
    (name): Partial<SpanSpec> => ({ scope: "crewai.telemetry", name, attributes: usage }),
  );
  expect(runsOf(spans)).toEqual([]);
});
