import type { SpanNode } from "./span-tree.ts";
import type { StagedSpan } from "./staged-span.ts";

/**
 * One model or tool call is often written on spans inside each other, by the framework and by the client library, or
 * by two instrumentations, each knowing something else. The outer one is completed by the inner ones, which are left
 * out. Returns the nodes that stand for themselves.
 */
export function foldNestedCalls(nodes: readonly SpanNode[]): SpanNode[] {
  return nodes.filter((node) => {
    if (node.outerCall === null) return true;
    complete(node.outerCall.span, node.span);
    return false;
  });
}

/** Several inner calls (a client's retries) do not add up: what is known first stays. */
function complete(outer: StagedSpan, inner: StagedSpan): void {
  outer.model ??= inner.model;
  outer.tokens ??= inner.tokens;
  outer.finish ??= inner.finish;
  outer.input ??= inner.input;
  outer.output ??= inner.output;
  outer.tools ??= inner.tools;
  if (inner.dropped !== undefined) outer.dropped = (outer.dropped ?? 0) + inner.dropped;
  if (outer.tool !== undefined && inner.tool !== undefined) outer.tool = { ...inner.tool, ...outer.tool };
}
