import { type Child, el } from "../dom.ts";
import { type Found, markOf } from "./found.ts";

/** A quote to be marked in a text. */
export interface Mark {
  words: string;
  found: Found;
}

/** The text with the quoted words marked; where marks overlap the earlier one stands. Also which marks were found. */
export function markedText(
  text: string,
  marks: readonly Mark[],
): { children: Child[]; placed: ReadonlySet<Mark> } {
  const spans: { from: number; to: number; mark: Mark }[] = [];
  const placed = new Set<Mark>();
  for (const mark of marks) {
    const from = mark.words === "" ? -1 : text.indexOf(mark.words);
    if (from < 0) continue;
    placed.add(mark);
    spans.push({ from, to: from + mark.words.length, mark });
  }
  spans.sort((a, b) => a.from - b.from || b.to - a.to);
  const children: Child[] = [];
  let end = 0;
  for (const { from, to, mark } of spans) {
    const start = Math.max(from, end);
    if (start >= to) continue;
    children.push(text.slice(end, start), markElement(text.slice(start, to), mark));
    end = to;
  }
  children.push(text.slice(end));
  return { children, placed };
}

function markElement(words: string, { found }: Mark): HTMLElement {
  const { mode, finding, candidate } = found;
  return el(
    "mark",
    {
      class: candidate ? "candidate" : "",
      title: `${markOf(found)} ${mode.id} ${mode.title}: ${finding.message}`,
      "data-finding": finding.id,
    },
    words,
  );
}
