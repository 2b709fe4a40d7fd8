import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { otlpAdapter } from "../../../src/adapters/otlp/adapter.ts";
import type { OtlpSpan } from "../../../src/adapters/otlp/span.ts";
import { stageSpan } from "../../../src/adapters/otlp/stage.ts";
import type { Json } from "../../../src/core/run.ts";

const SCOPES = [
  "langsmith",
  "ai",
  "gen_ai",
  "gcp.vertex.agent",
  "agent_framework",
  "pydantic-ai",
  "crewai",
  "crewai.telemetry",
];
const NAMES = ["call_llm", "invocation", "workflow.run", "agent_run [a]", "handoff to b", "ai.toolCall"];

/** What the conventions look at first, with values that they know, so that all of them are entered. */
const KINDS: Record<string, readonly string[]> = {
  "openinference.span.kind": ["LLM", "TOOL", "AGENT", "CHAIN"],
  "traceloop.span.kind": ["workflow", "agent", "tool", "task"],
  "langfuse.observation.type": ["generation", "agent", "tool", "span"],
  "langsmith.span.kind": ["llm", "tool", "chain"],
  "gen_ai.operation.name": ["chat", "invoke_agent", "execute_tool", "invoke_workflow"],
  "crewai.event_name": ["crew_kickoff_completed", "tool_usage_finished"],
  "ai.operationId": ["ai.generateText", "ai.streamText.doStream", "ai.toolCall"],
};

/** What holds content; anything may stand there. */
const CONTENT = [
  "traceloop.entity.input",
  "traceloop.entity.output",
  "crewai.crew.agents",
  "crewai.crew.tasks",
  "langfuse.observation.input",
  "langfuse.observation.output",
  "langfuse.observation.usage_details",
  "gen_ai.prompt",
  "gen_ai.completion",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.tool.definitions",
  "gen_ai.tool.call.result",
  "ai.prompt",
  "ai.prompt.messages",
  "ai.response.toolCalls",
  "ai.toolCall.result",
  "gcp.vertex.agent.llm_request",
  "gcp.vertex.agent.llm_response",
  "input.value",
  "output.value",
];

const WORDS = [
  "messages",
  "content",
  "parts",
  "role",
  "type",
  "tool_calls",
  "generations",
  "choices",
  "output",
  "args",
  "kwargs",
  "update",
  "config",
  "contents",
  "__proto__",
];
const tree = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<Json>(null, 1, true, "", "user", "tool-call", "text", "\ud800"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...WORDS), tie("value"), { maxKeys: 4 }),
  ),
})).value;
const content: fc.Arbitrary<Json> = fc.oneof(
  tree,
  tree.map((value) => JSON.stringify(value)),
  fc.string(),
);

const kinds = fc
  .constantFrom(...Object.keys(KINDS))
  .chain((key) => fc.constantFrom(...(KINDS[key] ?? [])).map((value): [string, Json] => [key, value]));
const attributes = fc.tuple(
  fc.array(kinds, { maxLength: 2 }),
  fc.array(fc.tuple(fc.constantFrom(...CONTENT), content), { maxLength: 6 }),
);

const spans = fc.array(
  fc.record({
    scope: fc.constantFrom(...SCOPES),
    name: fc.constantFrom(...NAMES),
    parent: fc.option(fc.nat({ max: 5 }), { nil: null }),
    attributes,
  }),
  { minLength: 1, maxLength: 6 },
);

describe("attributes that hold anything", () => {
  it("never stop a run from being told", () => {
    fc.assert(
      fc.property(spans, (specs) => {
        const fragments = specs.map(({ scope, name, parent, attributes: [own, held] }, index) => {
          const span: OtlpSpan = {
            traceId: "7b1c0ffee0ddba11feed5eedcafef00d",
            spanId: `000000000000000${index}`,
            parentId: parent === null ? null : `000000000000000${parent}`,
            name,
            start: `${1_795_000_000_000_000_000n + BigInt(index)}`,
            end: `${1_795_000_000_000_000_100n + BigInt(index)}`,
            attributes: new Map([...own, ...held]),
            droppedAttributes: 0,
            events: [],
            status: "unset",
            statusMessage: "",
            scope: { name: scope, version: "" },
            resource: new Map(),
          };
          return stageSpan(span);
        });
        for (const event of otlpAdapter.assemble?.(fragments) ?? []) {
          expect(event.type).toBe("run");
        }
      }),
      { numRuns: 300 },
    );
  });
});
