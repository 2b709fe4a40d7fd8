import type { Recognition } from "../adapter.ts";
import { readSnapshot, type Snapshot, writtenOut } from "./snapshot.ts";
import { StreamReader } from "./stream-reader.ts";

export const STATE_HISTORY = "langgraph/state-history";

/** Snapshots that say when they were made: `get_state_history`, or a thread's history from the API server. */
export function recogniseHistory(records: readonly unknown[]): Recognition | null {
  if (records.length === 0) return null;
  const isHistory = records.every((record) => typeof readSnapshot(record)?.createdAt === "string");
  return isHistory
    ? { score: 0.96, format: STATE_HISTORY, why: "snapshots of a thread, each with its time" }
    : null;
}

/** Collects the snapshots of a file, which may hold several threads, newest first. */
export class HistoryReader {
  private readonly threads = new Map<string, { snapshot: Snapshot; locator: string }[]>();

  /** False where the record is no snapshot. */
  add(raw: unknown, locator: string): boolean {
    const snapshot = readSnapshot(raw);
    if (snapshot === null) return false;
    const thread = this.threads.get(snapshot.threadId ?? "") ?? [];
    this.threads.set(snapshot.threadId ?? "", thread);
    thread.push({ snapshot, locator });
    return true;
  }

  /** A finished reader for each thread, in the order of the file. */
  *readers(): Generator<StreamReader> {
    for (const thread of this.threads.values()) {
      const times = thread.map(({ snapshot }) => Date.parse(writtenOut(snapshot.createdAt)));
      if ((times[0] ?? 0) > (times[times.length - 1] ?? 0)) thread.reverse();
      const reader = new StreamReader();
      for (const { snapshot, locator } of thread) reader.readSnapshot(snapshot, locator);
      yield reader;
    }
  }
}
