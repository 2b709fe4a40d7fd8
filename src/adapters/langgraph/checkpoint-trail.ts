import type { Snapshot, SnapshotTask } from "./snapshot.ts";

/** A checkpoint in the stream, with its place. */
export interface Mark {
  /** Without its state: what is waited for and what was done is small. */
  snapshot: Omit<Snapshot, "values">;
  locator: string;
}

/** What a task of a checkpoint did, to be read before the checkpoint that follows it. */
export interface TaskOutcome {
  node: string;
  task: SnapshotTask;
  namespace: string[];
  locator: string;
}

/**
 * Follows the checkpoints of each namespace. A checkpoint says which nodes run after it, so that what the next one
 * adds is known by its author, and in a state history it holds what they wrote.
 */
export class CheckpointTrail {
  private readonly last = new Map<string, Mark>();

  /** What came of the tasks before this checkpoint, and who wrote what it adds where that is one node. */
  advance(mark: Mark): { done: TaskOutcome[]; author: string | null } {
    const { snapshot } = mark;
    const key = snapshot.namespace.join("|");
    const before = this.last.get(key);
    this.last.set(key, mark);
    if (before === undefined || snapshot.origin === "update" || snapshot.origin === "fork")
      return { done: [], author: null };
    const { next } = before.snapshot;
    return { done: outcomesOf(before), author: next.length === 1 ? (next[0] ?? null) : null };
  }

  /** Where the graph itself stands: the nodes that its last checkpoint waits to run, null without checkpoints. */
  get next(): readonly string[] | null {
    return this.last.get("")?.snapshot.next ?? null;
  }

  /** What is known of the tasks that no checkpoint follows. */
  open(): TaskOutcome[] {
    return [...this.last.values()].flatMap(outcomesOf);
  }
}

function outcomesOf({ snapshot, locator }: Mark): TaskOutcome[] {
  return snapshot.tasks
    .filter(({ name }) => !name.startsWith("__"))
    .map((task) => ({ node: task.name, task, namespace: snapshot.namespace, locator }));
}
