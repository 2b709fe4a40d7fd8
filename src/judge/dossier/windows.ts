import type { Piece } from "./pieces.ts";

/** Pieces in order, shown together. */
export type Window = readonly Piece[];

/** Share of a window that the next one shows again, so that what happens at a border is seen whole by one of them. */
const OVERLAP = 0.1;
/** At most so many tokens: an exchange at a border, not a tenth of a book. */
const MOST_OVERLAP = 2000;

/**
 * Cuts a run into as few windows of at most `most` tokens as it needs, of about equal size. Every piece is in at least one;
 * all in one where they fit.
 */
export function windowsOf(pieces: readonly Piece[], most: number): Window[] {
  const total = pieces.reduce((sum, { tokens }) => sum + tokens, 0);
  if (total <= most) return [pieces];
  const overlap = Math.min(most * OVERLAP, MOST_OVERLAP);
  const count = Math.ceil((total - overlap) / (most - overlap));
  const size = Math.min(most, (total + (count - 1) * overlap) / count);
  const windows: Window[] = [];
  let start = 0;
  while (start < pieces.length) {
    let end = start;
    let tokens = 0;
    while (end < pieces.length) {
      const next = pieces[end]?.tokens ?? 0;
      if (end > start && (tokens >= size || tokens + next > most)) break;
      tokens += next;
      end++;
    }
    windows.push(pieces.slice(start, end));
    if (end >= pieces.length) break;
    start = Math.max(start + 1, end - repeated(pieces, end, overlap));
  }
  return windows;
}

/** How many pieces before `end` fit into the overlap. */
function repeated(pieces: readonly Piece[], end: number, overlap: number): number {
  let tokens = 0;
  let count = 0;
  for (let at = end - 1; at >= 0; at--) {
    tokens += pieces[at]?.tokens ?? 0;
    if (tokens > overlap) break;
    count++;
  }
  return count;
}
