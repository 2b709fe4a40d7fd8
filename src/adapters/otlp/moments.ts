import { compareNanos, type SpanNode } from "./span-tree.ts";

/** A span begins or ends; a run is told in the order of these. */
export interface Moment {
  node: SpanNode;
  phase: "start" | "end";
}

interface Ranked extends Moment {
  at: string;
  rank: number;
}

/**
 * At one instant (JavaScript writes start times in whole milliseconds) what ends comes before what takes no time, and
 * that before what starts.
 */
export function momentsOf(nodes: readonly SpanNode[]): Moment[] {
  const ranked: Ranked[] = [];
  for (const node of nodes) {
    const { start, end } = node.span;
    const ends = compareNanos(end, start) > 0 ? end : start;
    const instant = ends === start;
    ranked.push({ node, phase: "start", at: start, rank: instant ? 1 : 2 });
    ranked.push({ node, phase: "end", at: ends, rank: instant ? 1 : 0 });
  }
  // The sort is stable and nodes come in their order, so that equal moments keep it.
  return ranked.sort((a, b) => compareNanos(a.at, b.at) || a.rank - b.rank);
}
