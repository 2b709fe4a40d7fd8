import { splitLines } from "../core/split-lines.ts";

let last: { head: string; lines: readonly string[] } = { head: "", lines: [""] };

/**
 * The lines of the beginning of a text, as in `Probe.head`. A dozen formats ask for the lines of the same head one after
 * the other, so those of the last one are kept.
 */
export function headLines(head: string): readonly string[] {
  if (head !== last.head) last = { head, lines: splitLines(head) };
  return last.lines;
}
