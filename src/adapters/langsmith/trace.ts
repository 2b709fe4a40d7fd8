import type { TracedRun } from "./traced-run.ts";

/** Graphs nest a few dozen runs deep. */
const MOST_ANCESTORS = 200;

/** All runs of one trace, in order, with what the root says. */
export interface Trace {
  id: string;
  /** Null where the export lacks it. */
  root: TracedRun | null;
  runs: TracedRun[];
  byId: ReadonlyMap<string, TracedRun>;
}

/** Groups runs by trace; traces in the order of their beginnings. */
export function tracesOf(runs: Iterable<TracedRun>): Trace[] {
  const groups = new Map<string, TracedRun[]>();
  for (const run of runs) {
    const group = groups.get(run.traceId);
    if (group === undefined) groups.set(run.traceId, [run]);
    else group.push(run);
  }
  const traces = [...groups].map(([id, group]) => traceOf(id, group));
  return traces.sort((a, b) => compare(beginningOf(a), beginningOf(b)) || compare(a.id, b.id));
}

function traceOf(id: string, runs: TracedRun[]): Trace {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const orders = new Map<string, string>();
  for (const run of runs) orders.set(run.id, run.order ?? pathOf(run, byId));
  runs.sort((a, b) => compare(orders.get(a.id) ?? "", orders.get(b.id) ?? "") || compare(a.id, b.id));
  const root = byId.get(id) ?? runs.find((run) => run.parentId === null) ?? null;
  return { id, root, runs, byId };
}

/** An order made of the beginnings of a run and its ancestors, for exports without `dotted_order`. */
function pathOf(run: TracedRun, byId: ReadonlyMap<string, TracedRun>): string {
  const line = [run, ...ancestorsOf(run, byId)].reverse();
  return line.map((at) => `${at.startedAt ?? ""}Z${at.id}`).join(".");
}

/** Runs above a run, the nearest first. Bounded, since parents can form a ring or a chain as long as the file. */
export function* ancestorsOf(run: TracedRun, byId: ReadonlyMap<string, TracedRun>): Generator<TracedRun> {
  let at: TracedRun | undefined = run;
  for (let depth = 0; depth < MOST_ANCESTORS && at.parentId !== null; depth += 1) {
    at = byId.get(at.parentId);
    if (at === undefined) return;
    yield at;
  }
}

/** Whether `run` lies below `ancestor`. */
export function isBelow(run: TracedRun, ancestor: TracedRun, byId: ReadonlyMap<string, TracedRun>): boolean {
  if (run.order !== null && ancestor.order !== null) return run.order.startsWith(`${ancestor.order}.`);
  for (const above of ancestorsOf(run, byId)) if (above === ancestor) return true;
  return false;
}

function beginningOf(trace: Trace): string {
  return trace.root?.startedAt ?? trace.runs[0]?.startedAt ?? "";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
