import { authorOf } from "../../langgraph/agents.ts";
import { valueText } from "../chat-turn.ts";
import type { Reading } from "../staged-span.ts";

/**
 * The agent of a LangGraph span, from the metadata that LangGraph hands to every callback and each exporter writes in
 * its own way: the name that `create_agent` gives, else the node, or the graph that an inner node is part of.
 */
export function graphAgent(metadata: (key: string) => unknown): Pick<Reading, "agent" | "agentFrom"> {
  const named = metadata("lc_agent_name");
  if (typeof named === "string" && named !== "") return { agent: named };
  const node = metadata("langgraph_node");
  if (typeof node !== "string") return {};
  const namespace = valueText(metadata("langgraph_checkpoint_ns")).split("|").slice(0, -1);
  const author = authorOf(namespace, node);
  return author === null ? {} : { agent: author, agentFrom: "the graph's node" };
}

/** Whether a span is of a LangGraph graph: one of its nodes, or the graph, which its integration marks. */
export function isGraphSpan(metadata: (key: string) => unknown): boolean {
  return metadata("langgraph_node") !== undefined || metadata("ls_integration") === "langgraph";
}
