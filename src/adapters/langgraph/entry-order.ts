import type { Entry } from "./conversation.ts";

/** Moves the entries from `from` on to their places, given in ascending order, among those before them. */
export function placeTail(entries: Entry[], from: number, places: readonly number[]): void {
  if (from === 0 || from === entries.length) return;
  const tail = entries.splice(from);
  const head = entries.splice(0);
  let taken = 0;
  const takeUntil = (end: number) => {
    for (const entry of head.slice(taken, end)) entries.push(entry);
    taken = Math.max(taken, end);
  };
  for (const [at, entry] of tail.entries()) {
    takeUntil(places[at] ?? head.length);
    entries.push(entry);
  }
  takeUntil(head.length);
}

/** Takes out of nodes' outputs the words that are there as a message too: a node often writes what its model said. */
export function dropOutputs(
  entries: Entry[],
  isSaid: (author: string | null, text: string) => boolean,
): void {
  const kept = entries.filter((entry) => {
    if (entry.kind !== "output") return true;
    entry.channels = entry.channels.filter(([, text]) => !isSaid(entry.seen.author, text));
    return entry.channels.length > 0;
  });
  if (kept.length === entries.length) return;
  entries.length = 0;
  for (const entry of kept) entries.push(entry);
}
