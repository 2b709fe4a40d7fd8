import { isObject } from "../../../core/json.ts";
import { parseJson } from "../chat-turn.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading, SpanKind } from "../staged-span.ts";
import { type Convention, defined, textAttribute } from "./convention.ts";
import { graphAgent } from "./graph-agent.ts";
import { invocation } from "./openinference/invocation.ts";
import { modelCall } from "./openinference/model-call.ts";
import { smolagentsRun, smolagentsStep, smolagentsTool } from "./openinference/smolagents.ts";
import { toolCall } from "./openinference/tool-call.ts";

const KINDS: ReadonlyMap<string, SpanKind> = new Map([
  ["LLM", "model"],
  ["TOOL", "tool"],
  ["AGENT", "agent"],
]);

/** OpenInference: `openinference.span.kind` and messages flattened into attributes. */
export const openInferenceConvention: Convention = (span) => {
  const kind = textAttribute(span, "openinference.span.kind")?.toUpperCase();
  if (kind === undefined) return null;
  const metadata = metadataOf(span);
  const framework = frameworkOf(span, metadata);
  const base: Reading = defined<Reading>({
    convention: "openinference",
    kind: KINDS.get(kind) ?? "other",
    framework,
    ...agentOf(span, kind, metadata, framework),
  });
  switch (base.kind) {
    case "model":
      return modelCall(span, base);
    case "tool": {
      const reading = toolCall(span, base);
      return base.framework === "smolagents" ? smolagentsTool(reading) : reading;
    }
    default:
      if (base.framework === "smolagents") {
        return base.kind === "agent" ? smolagentsRun(span, base) : smolagentsStep(span, base);
      }
      return invocation(span, base, metadata);
  }
};

function metadataOf(span: OtlpSpan): Record<string, unknown> {
  const text = textAttribute(span, "metadata");
  const value = text === undefined ? undefined : parseJson(text);
  return isObject(value) ? value : {};
}

/** `openinference.instrumentation.crewai` → crewai; LangChain's spans are LangGraph's where a graph is named. */
function frameworkOf(span: OtlpSpan, metadata: Record<string, unknown>): string | undefined {
  const name = /^(?:@arizeai\/openinference-instrumentation-|openinference\.instrumentation\.)([\w-]+)/.exec(
    span.scope.name,
  )?.[1];
  if (name === "autogen_agentchat") return "autogen";
  if (name !== "langchain") return name?.replaceAll("_", "-");
  const graph = metadata["ls_integration"] ?? metadata["langgraph_node"] ?? metadata["langgraph_step"];
  return graph === undefined || graph === "langchain_chat_model" ? "langchain" : "langgraph";
}

function agentOf(
  span: OtlpSpan,
  kind: string,
  metadata: Record<string, unknown>,
  framework: string | undefined,
): Pick<Reading, "agent" | "agentFrom"> {
  const named = textAttribute(span, "agent.name") ?? metadata["lc_agent_name"];
  if (typeof named === "string" && named !== "") return { agent: named };
  const node = textAttribute(span, "graph.node.id") ?? textAttribute(span, "graph.node.name");
  if (node !== undefined) return { agent: node };
  if (typeof metadata["langgraph_node"] === "string") return graphAgent((key) => metadata[key]);
  // Before version 1 the spans of crews name the method alone, and prompts the agent.
  if (span.name.startsWith("Task.")) return {};
  const prefix = kind === "AGENT" ? /^(.+?)\.[\w]+$/.exec(span.name)?.[1] : undefined;
  // Without an instrumentation somebody wrote the span by hand, and named it.
  const own = kind === "AGENT" && framework === undefined && span.name !== "" ? span.name : undefined;
  const agent = prefix ?? own;
  return agent === undefined ? {} : { agent, agentFrom: "the span's name" };
}
