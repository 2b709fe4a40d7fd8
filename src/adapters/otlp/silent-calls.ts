import type { SpanNode } from "./span-tree.ts";

/**
 * The model calls after which their agent used a tool. Where no content is recorded they asked for it, whatever their
 * reason to finish says (Google's ADK says `stop`).
 */
export function callsBeforeTools(nodes: readonly SpanNode[]): ReadonlySet<SpanNode> {
  const before = new Set<SpanNode>();
  const next = new Map<string, "model" | "tool">();
  for (const node of nodes.toReversed()) {
    const { kind } = node.span;
    const agent = node.agent?.agent;
    if (agent === undefined || (kind !== "model" && kind !== "tool")) continue;
    if (kind === "model" && next.get(agent) === "tool") before.add(node);
    next.set(agent, kind);
  }
  return before;
}
