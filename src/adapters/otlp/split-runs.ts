import { compareNanos, type SpanNode } from "./span-tree.ts";

/** The spans of one run. */
export interface SpanRun {
  nativeKey: string;
  locator: string;
  nodes: SpanNode[];
  /** The invocation of the team, crew or graph that the run is; null where no span says so. */
  workflow: SpanNode | null;
}

/**
 * Which spans make which run: by the team's id where the framework gives one (AutoGen writes about twenty traces for
 * one run), else by the outermost workflow of a trace, else the trace. Traces in which nothing acted are no runs.
 */
export function splitRuns(nodes: readonly SpanNode[]): SpanRun[] {
  const teams = teamsOf(nodes);
  const runs = teams.size > 0 ? teamRuns(nodes, teams) : traceRuns(nodes);
  return runs.filter((run) => run.nodes.some(isActivity));
}

function isActivity({ span }: SpanNode): boolean {
  if (span.kind === "model" || span.kind === "tool" || span.kind === "agent") return true;
  return (
    span.messages !== undefined ||
    (span.kind === "workflow" && (span.task ?? span.tasks ?? span.error) !== undefined)
  );
}

/** Team id → the id of the outermost team around it. */
function teamsOf(nodes: readonly SpanNode[]): Map<string, string> {
  const outer = new Map<string, string>();
  for (const { span, parent } of nodes) {
    if (span.runKey === undefined) continue;
    const around = parent?.runKey ?? null;
    if (around !== null && around !== span.runKey) outer.set(span.runKey, around);
    else if (!outer.has(span.runKey)) outer.set(span.runKey, span.runKey);
  }
  for (const team of outer.keys()) {
    const path = new Set<string>();
    let top = team;
    for (
      let next = outer.get(top);
      next !== undefined && next !== top && !path.has(next);
      next = outer.get(top)
    ) {
      path.add(top);
      top = next;
    }
    outer.set(team, top);
  }
  return outer;
}

function teamRuns(nodes: readonly SpanNode[], teams: ReadonlyMap<string, string>): SpanRun[] {
  const teamOfTrace = new Map<string, string>();
  for (const { span, runKey } of nodes) {
    const team = runKey === null ? undefined : teams.get(runKey);
    if (team !== undefined && !teamOfTrace.has(span.trace)) teamOfTrace.set(span.trace, team);
  }
  const byTeam = new Map<string, SpanNode[]>();
  for (const node of nodes) {
    const team =
      (node.runKey === null ? undefined : teams.get(node.runKey)) ?? teamOfTrace.get(node.span.trace);
    if (team === undefined) continue;
    const members = byTeam.get(team);
    if (members === undefined) byTeam.set(team, [node]);
    else members.push(node);
  }
  return [...byTeam].flatMap(([team, members]) =>
    invocations(team, `team:${team}`, members, teamStarts(team, members)),
  );
}

/** Spans that say "the team is run": one for each run of it. The instrumentation's own span is the outer one. */
function teamStarts(team: string, nodes: readonly SpanNode[]): SpanNode[] {
  const starts = nodes.filter((node) => node.span.kind === "workflow" && node.span.runKey === team);
  const instrumented = starts.filter((node) => node.span.convention !== "autogen");
  return instrumented.length > 0 ? instrumented : starts;
}

function traceRuns(nodes: readonly SpanNode[]): SpanRun[] {
  const byTrace = new Map<string, SpanNode[]>();
  for (const node of nodes) {
    const members = byTrace.get(node.span.trace);
    if (members === undefined) byTrace.set(node.span.trace, [node]);
    else members.push(node);
  }
  return [...byTrace].flatMap(([trace, members]) => {
    const starts = members.filter((node) => node.workflow === node);
    return invocations(trace, `trace:${trace}`, members, starts);
  });
}

/**
 * One run for each start. A span outside all of them (an application's own model call) goes with the start before it.
 * The first run has the plain key, so that it keeps its id when a later one is added.
 */
function invocations(
  key: string,
  locator: string,
  nodes: SpanNode[],
  starts: readonly SpanNode[],
): SpanRun[] {
  const first = starts[0] ?? null;
  if (first === null || starts.length === 1) return [{ nativeKey: key, locator, nodes, workflow: first }];
  const runs = starts.map((start, index): SpanRun => {
    const suffix = index === 0 ? "" : `/${start.span.id}`;
    return { nativeKey: key + suffix, locator: locator + suffix, nodes: [], workflow: start };
  });
  const ordinals = new Map(starts.map((start, index) => [start, index]));
  let latest = 0;
  for (const node of nodes) {
    // Nodes and starts both come in the order of time.
    for (let next = starts[latest + 1]; next !== undefined; next = starts[latest + 1]) {
      if (compareNanos(next.span.start, node.span.start) > 0) break;
      latest++;
    }
    const own = node.workflow === null ? undefined : ordinals.get(node.workflow);
    runs[own ?? latest]?.nodes.push(node);
  }
  return runs;
}
