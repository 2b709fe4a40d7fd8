import { byOrder, type CrewEvent, isNoise } from "./event.ts";

/** The events of one top-level kickoff of a crew, a flow or a single agent, in order. */
export interface Kickoff {
  /** The event that opened it; null where the dump begins later. */
  root: CrewEvent | null;
  events: CrewEvent[];
  /** Events whose chain of parents breaks (a dump that leaves types out); they were placed by task and time. */
  placed: number;
}

const ROOTS = new Set(["crew_kickoff_started", "flow_started", "lite_agent_execution_started"]);
const ENDS = new Set([
  "crew_kickoff_completed",
  "crew_kickoff_failed",
  "flow_finished",
  "flow_failed",
  "lite_agent_execution_completed",
  "lite_agent_execution_error",
]);
/** Handlers run in a thread pool, so lines of an ended kickoff may follow its end; this many records are waited for. */
const LATE_RECORDS = 512;
/** Kickoffs are taken out together once so many events are held, so that each event is looked at only a few times. */
const HELD_EVENTS = 4 * LATE_RECORDS;
/** No chain of parents is longer, unless it runs in a circle. */
const LONGEST_CHAIN = 1000;

/**
 * Sorts the events of a dump into kickoffs by their chains of parents. A kickoff is handed out some records after
 * its end, so that memory holds the open ones only.
 */
export class KickoffSorter {
  private events: CrewEvent[] = [];
  private readonly parents = new Map<string, CrewEvent>();
  /** Roots of events whose chains are whole. */
  private readonly roots = new Map<string, string>();
  private ended: { root: string; at: number }[] = [];
  private read = 0;

  /** Takes the next event of the file; returns kickoffs that are complete. */
  add(event: CrewEvent): Kickoff[] {
    this.read++;
    if (this.parents.has(event.id) || isNoise(event.type)) return [];
    this.parents.set(event.id, event);
    this.events.push(event);
    if (ENDS.has(event.type) && event.parentId === null && event.startedId !== null) {
      this.ended.push({ root: event.startedId, at: this.read });
    }
    if (this.events.length < HELD_EVENTS) return [];
    const due = this.ended.filter(({ at }) => this.read - at >= LATE_RECORDS);
    if (due.length === 0) return [];
    this.ended = this.ended.slice(due.length);
    return this.take(new Set(due.map(({ root }) => root)));
  }

  /** All that is left at the end of the file. */
  finish(): Kickoff[] {
    return this.take(null);
  }

  /** Takes the kickoffs with these roots out, or all. */
  private take(only: ReadonlySet<string> | null): Kickoff[] {
    const kickoffs = new Map<string, Kickoff>();
    const rest: CrewEvent[] = [];
    const orphans: CrewEvent[] = [];
    const rootByTask = new Map<string, string>();
    for (const event of this.events) {
      const root = this.rootOf(event);
      if (root === null) {
        orphans.push(event);
        continue;
      }
      const kickoff = kickoffs.get(root);
      if (kickoff === undefined) {
        kickoffs.set(root, { root: this.parents.get(root) ?? null, events: [event], placed: 0 });
      } else kickoff.events.push(event);
      if (event.taskId !== null) rootByTask.set(event.taskId, root);
    }
    placeOrphans(orphans, kickoffs, rootByTask);
    const taken: Kickoff[] = [];
    for (const [root, kickoff] of kickoffs) {
      if (only !== null && !only.has(root)) {
        for (const event of kickoff.events) rest.push(event);
        continue;
      }
      kickoff.events.sort(byOrder);
      taken.push(kickoff);
      for (const event of kickoff.events) {
        this.parents.delete(event.id);
        this.roots.delete(event.id);
      }
    }
    this.events = rest;
    return taken.sort((left, right) => compareStarts(left, right));
  }

  /** The id of the event that opened the kickoff, or null where the chain of parents breaks before one. */
  private rootOf(event: CrewEvent): string | null {
    const chain: string[] = [];
    let root: string | null = null;
    for (let at: CrewEvent | undefined = event; at !== undefined && chain.length < LONGEST_CHAIN; ) {
      const known = this.roots.get(at.id);
      const up: string | null = at.parentId ?? at.startedId;
      if (known !== undefined) root = known;
      else if (up === null && ROOTS.has(at.type)) root = at.id;
      if (root !== null) break;
      chain.push(at.id);
      at = up === null ? undefined : this.parents.get(up);
    }
    if (root !== null) for (const id of chain) this.roots.set(id, root);
    return root;
  }
}

function compareStarts(left: Kickoff, right: Kickoff): number {
  const [first, second] = [left.events[0], right.events[0]];
  return first === undefined || second === undefined ? 0 : byOrder(first, second);
}

/**
 * Events without a chain go to the kickoff of their task, else to the latest one that had begun. What comes before
 * every kickoff is one of its own: the dump lacks its beginning.
 */
function placeOrphans(
  orphans: readonly CrewEvent[],
  kickoffs: Map<string, Kickoff>,
  rootByTask: ReadonlyMap<string, string>,
): void {
  if (orphans.length === 0) return;
  const byStart = [...kickoffs].sort(([, left], [, right]) => compareStarts(left, right));
  const headless: Kickoff = { root: null, events: [], placed: 0 };
  for (const orphan of orphans) {
    const task = orphan.taskId === null ? undefined : rootByTask.get(orphan.taskId);
    const begun = byStart.findLast(
      ([, { events }]) => events[0] !== undefined && byOrder(events[0], orphan) <= 0,
    );
    const kickoff = task !== undefined ? kickoffs.get(task) : begun?.[1];
    if (kickoff === undefined) headless.events.push(orphan);
    else {
      kickoff.events.push(orphan);
      kickoff.placed++;
    }
  }
  if (headless.events.length > 0) kickoffs.set("", headless);
}
