import type { OtlpSpan } from "../span.ts";
import type { Reading, SpanKind } from "../staged-span.ts";
import { type Convention, defined, textAttribute } from "./convention.ts";
import { modelFacts } from "./genai.ts";
import { graphAgent, isGraphSpan } from "./graph-agent.ts";
import { inputTurns, invocationFacts, nodeOutput, observed, outputTurns, toolAnswer } from "./observed.ts";

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["llm", "model"],
  ["tool", "tool"],
]);

const METADATA = "langsmith.metadata.";

/**
 * LangSmith's OTel exporter: its runs as spans, whose whole inputs and outputs are `gen_ai.prompt` and
 * `gen_ai.completion`. Statuses say OK on runs that died; the exception event is what tells.
 */
export const langsmithConvention: Convention = (span) => {
  const type = textAttribute(span, "langsmith.span.kind");
  if (type === undefined) return null;
  const metadata = (key: string) => span.attributes.get(METADATA + key);
  const kind = KINDS.get(type) ?? (isRoot(span, metadata) ? "workflow" : "other");
  const asked = observed(textAttribute(span, "gen_ai.prompt"));
  const given = observed(textAttribute(span, "gen_ai.completion"));
  const base: Reading = defined<Reading>({
    convention: "langsmith",
    kind,
    framework: isGraphSpan(metadata) ? "langgraph" : "langsmith",
    ...graphAgent(metadata),
  });
  switch (kind) {
    case "model":
      return defined<Reading>({
        ...base,
        ...modelFacts(span),
        input: inputTurns(asked),
        output: outputTurns(given),
      });
    case "tool": {
      const callId = textAttribute(span, "gen_ai.tool.call.id");
      const name = textAttribute(span, "gen_ai.tool.name") ?? span.name;
      return { ...base, tool: defined({ name, args: asked, callId, ...toolAnswer(given) }) };
    }
    case "workflow":
      return { ...base, ...invocationFacts(asked, given) };
    default:
      return defined<Reading>({
        ...base,
        result: metadata("langgraph_node") === span.name ? nodeOutput(given) : undefined,
      });
  }
};

/** A run without a run around it, or a graph in an application's own span. */
function isRoot(span: OtlpSpan, metadata: (key: string) => unknown): boolean {
  if (span.parentId === null) return true;
  return metadata("ls_integration") === "langgraph" && metadata("langgraph_node") === undefined;
}
