/** Inner nodes of prebuilt agents and tool nodes: parts of an agent, never agents. */
const INNER_NODES = new Set([
  "model",
  "agent",
  "tools",
  "tool",
  "tool_node",
  "call_model",
  "call_tools",
  "call_tool",
  "model_request",
  "generate_structured_response",
  "pre_model_hook",
  "post_model_hook",
]);

/** Names that frameworks and users give to the person outside. */
const END_USERS = new Set(["user", "human", "example_user", "customer"]);

/** The stand-in for an AI message that names no author. */
export const UNNAMED_AGENT = "assistant";

export function isInnerNode(node: string): boolean {
  return INNER_NODES.has(node) || node.startsWith("__") || /\.(?:before|after)_(?:model|agent)$/.test(node);
}

export function isEndUser(name: string): boolean {
  return END_USERS.has(name.toLowerCase());
}

/** `counter:4124c16b-…` → `counter`: a namespace segment without the id of its task. */
function segmentName(segment: string): string {
  const colon = segment.indexOf(":");
  return colon < 0 ? segment : segment.slice(0, colon);
}

/** Who acts in a node under a namespace: the node itself, or where it is a part, the graph that it is part of. */
export function authorOf(namespace: readonly string[], node: string | null): string | null {
  if (node !== null && !isInnerNode(node)) return node;
  for (let at = namespace.length - 1; at >= 0; at -= 1) {
    const name = segmentName(namespace[at] ?? "");
    if (name !== "" && !isInnerNode(name) && !/^\d+$/.test(name)) return name;
  }
  return null;
}

export function scopeOf(namespace: readonly string[]): string {
  return namespace.map(segmentName).join("|");
}
