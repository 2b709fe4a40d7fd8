import type { StagedSpan } from "./staged-span.ts";

/** A span in its trace, with what it inherits from the spans around it. */
export interface SpanNode {
  span: StagedSpan;
  parent: SpanNode | null;
  /** The span names a parent that is not here. */
  orphan: boolean;
  /** The outermost workflow around it, or itself. */
  workflow: SpanNode | null;
  /** The nearest call of the same kind around it: instrumentations often write one call on nested spans. */
  outerCall: SpanNode | null;
  /** The nearest name of an agent, its own first. */
  agent: StagedSpan | null;
  /** The run key of the nearest span that has one, its own first. */
  runKey: string | null;
  /** A model call stands below it. */
  hasModelBelow: boolean;
  /** A model or tool call, or an agent's turn, stands below it. */
  hasWorkBelow: boolean;
}

/** Spans of whole traces as nodes, ordered by start, longer ones first, then by id: never by their order in a file. */
export function buildTree(spans: readonly StagedSpan[]): SpanNode[] {
  const byId = new Map<string, StagedSpan>();
  for (const span of spans) byId.set(keyOf(span.trace, span.id), span);
  const children = new Map<string, StagedSpan[]>();
  const roots: StagedSpan[] = [];
  for (const span of [...byId.values()].sort(byTime)) {
    const parent = span.parent === null ? undefined : keyOf(span.trace, span.parent);
    if (parent === undefined || !byId.has(parent)) roots.push(span);
    else {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [span]);
      else siblings.push(span);
    }
  }
  const nodes = new Map<string, SpanNode>();
  for (const root of roots) descend(root, children, nodes);
  // What is left hangs in a circle of parents; each circle is cut where it starts.
  for (const span of [...byId.values()].sort(byTime)) {
    if (!nodes.has(keyOf(span.trace, span.id))) descend(span, children, nodes);
  }
  // Parents were met before their children, whatever their clocks say.
  const parentsFirst = [...nodes.values()];
  for (let at = parentsFirst.length - 1; at >= 0; at--) markWork(parentsFirst[at]);
  return parentsFirst.sort((a, b) => byTime(a.span, b.span));
}

const keyOf = (trace: string, id: string): string => `${trace}/${id}`;

/** Numbers as decimal text without leading zeros. */
export function compareNanos(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function byTime(a: StagedSpan, b: StagedSpan): number {
  return (
    compareNanos(a.start, b.start) || compareNanos(b.end, a.end) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/** Depth first without recursion: depth is the writer's choice. */
function descend(
  root: StagedSpan,
  children: ReadonlyMap<string, StagedSpan[]>,
  nodes: Map<string, SpanNode>,
): void {
  const stack: { span: StagedSpan; parent: SpanNode | null }[] = [{ span: root, parent: null }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const key = keyOf(top.span.trace, top.span.id);
    if (nodes.has(key)) continue;
    const node = nodeOf(top.span, top.parent);
    nodes.set(key, node);
    for (const span of children.get(key) ?? []) stack.push({ span, parent: node });
  }
}

function nodeOf(span: StagedSpan, parent: SpanNode | null): SpanNode {
  const node: SpanNode = {
    span,
    parent,
    orphan: parent === null && span.parent !== null,
    workflow: parent?.workflow ?? null,
    outerCall: null,
    agent: span.agent === undefined ? (parent?.agent ?? null) : span,
    runKey: span.runKey ?? parent?.runKey ?? null,
    hasModelBelow: false,
    hasWorkBelow: false,
  };
  if (span.kind === "workflow") node.workflow ??= node;
  if (parent !== null && isCall(span)) node.outerCall = outerCallOf(span, parent);
  return node;
}

const isCall = (span: StagedSpan): boolean => span.kind === "model" || span.kind === "tool";

/** Through spans that are structure only; an agent in between makes it a call of its own (an agent used as a tool). */
function outerCallOf(span: StagedSpan, parent: SpanNode): SpanNode | null {
  let outer: SpanNode | null = parent;
  for (let steps = 0; outer !== null && outer.span.kind === "other" && steps < 8; steps++)
    outer = outer.parent;
  if (outer === null || outer.span.kind !== span.kind) return null;
  if (span.kind === "tool" && !sameTool(span.tool?.name, outer.span.tool?.name)) return null;
  return outer.outerCall ?? outer;
}

function sameTool(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && toolKey(a) === toolKey(b);
}

const toolKey = (name: string): string => name.toLowerCase().replace(/[\s-]+/g, "_");

function markWork(node: SpanNode | undefined): void {
  if (node === undefined || node.parent === null) return;
  const works = isCall(node.span) || node.span.kind === "agent" || node.hasWorkBelow;
  if (works) node.parent.hasWorkBelow = true;
  if (node.span.kind === "model" || node.hasModelBelow) node.parent.hasModelBelow = true;
}

/** An agent's turn whose model calls are not traced: its own input and output are all there is. */
export function speaksForItself({ span, hasModelBelow }: SpanNode): boolean {
  return span.kind === "agent" && !hasModelBelow && span.output !== undefined;
}

/** The agent on whose span the span of the acting agent stands. */
export function callerOf(node: SpanNode): string | undefined {
  let turn: SpanNode | null = node;
  while (turn !== null && turn.span !== node.agent) turn = turn.parent;
  return turn?.parent?.agent?.agent;
}

/** Where a step stands that comes of this span. */
export function locatorOf(node: SpanNode): string {
  return `span:${node.span.id}`;
}
