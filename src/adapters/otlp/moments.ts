import { compareNanos, type SpanNode } from "./span-tree.ts";

/** A span begins or ends; a run is told in the order of these. */
export interface Moment {
  node: SpanNode;
  phase: "start" | "end";
}

interface Ranked extends Moment {
  at: string;
  rank: number;
  /** Among equals: where the node stands in the order of nodes. */
  index: number;
}

const MILLISECOND = "000000";

/**
 * When a span ended. JavaScript writes starts in whole milliseconds and ends as start plus duration, so that a call
 * seems to end after the beginning of what follows it: of such ends only the millisecond counts.
 */
export function endOfSpan({ span: { start, end } }: SpanNode): string {
  if (compareNanos(end, start) <= 0) return start;
  return start.endsWith(MILLISECOND) && end.length === start.length
    ? end.slice(0, -MILLISECOND.length) + MILLISECOND
    : end;
}

/**
 * At one instant what ends comes before what takes no time, and that before what starts. What ends together ends from
 * the inside out; what takes no time comes in the order of the ends that were written.
 */
export function momentsOf(nodes: readonly SpanNode[]): Moment[] {
  const ranked: Ranked[] = [];
  const answered = answersOf(nodes);
  for (const [index, node] of nodes.entries()) {
    const { start } = node.span;
    const end = answered.get(node) ?? endOfSpan(node);
    const instant = end === start;
    ranked.push({ node, phase: "start", at: start, rank: instant ? 1 : 2, index });
    ranked.push({ node, phase: "end", at: end, rank: instant ? 1 : 0, index });
  }
  return ranked.sort((a, b) => compareNanos(a.at, b.at) || a.rank - b.rank || amongEquals(a, b));
}

/**
 * When models had answered that did so before their spans ended: Google's ADK 1 carries out calls, and lets the agent
 * act that was handed over to, inside the span of the model call.
 */
function answersOf(nodes: readonly SpanNode[]): Map<SpanNode, string> {
  const answered = new Map<SpanNode, string>();
  for (const { span, parent } of nodes) {
    if (span.kind !== "tool" && span.kind !== "agent") continue;
    const asked =
      parent?.span.kind === "model" && parent.span.output?.some(({ calls }) => calls !== undefined);
    // Nodes come in the order of their starts.
    if (parent !== null && asked === true && !answered.has(parent)) answered.set(parent, span.start);
  }
  return answered;
}

function amongEquals(a: Ranked, b: Ranked): number {
  if (a.rank === 0) return b.index - a.index;
  if (a.rank === 1) return compareNanos(a.node.span.end, b.node.span.end) || a.index - b.index;
  return a.index - b.index;
}
