import type { TextLine } from "../../source.ts";

/** One panel that CrewAI printed: a title in the upper border, text between two bars. */
export interface Box {
  kind: "box";
  /** Without emoji around it and the number behind it. */
  title: string;
  /** `(#n)` of a tool's panels: how many calls of that tool had begun. */
  number: number | null;
  text: string;
  /** 1-based line of the upper border. */
  line: number;
  /** The lower border is there. */
  whole: boolean;
}

/** A line between panels. */
export interface LooseLine {
  kind: "line";
  text: string;
  line: number;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this removes
const SEQUENCE = /\x1b\[[0-9;?]{0,40}[ -/]{0,4}[@-~]/g;
/** A title ends before the border does; what stands before the corner is a tree that was printed without a line feed. */
const TOP = /╭─+ ([^─╭╮]{1,120}?) ─+╮\s*$/u;
const NUMBER = / \(#(\d{1,9})\)$/;
const LONGEST_BORDER = 4000;
/** Rich puts a bar and two blanks on both sides of the text. */
const PADDING = 2;

interface Row {
  text: string;
  /** Columns that are free behind the text. */
  free: number;
}

/** What a terminal showed of a line. */
export function plainLine(text: string): string {
  const shown = text.includes("\u001b") ? text.replace(SEQUENCE, "") : text;
  return shown.endsWith("\r") ? shown.slice(0, -1) : shown;
}

/** The title of the panel whose upper border ends a line; null where it is no such border. */
export function titleOf(line: string): string | null {
  if (line.length > LONGEST_BORDER || !line.includes("╭─")) return null;
  return TOP.exec(line)?.[1]?.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N})]+$/gu, "") ?? null;
}

/** The panels of a console transcript and the lines between them. Lines in a panel that are none of its rows go. */
export async function* readBoxes(
  batches: AsyncIterable<readonly TextLine[]>,
): AsyncGenerator<Box | LooseLine> {
  let open: { title: string; line: number; rows: Row[] } | null = null;
  for await (const batch of batches) {
    for (const { text, line } of batch) {
      const plain = plainLine(text);
      if (open !== null && plain.startsWith("╰─")) {
        yield boxOf(open, true);
        open = null;
        continue;
      }
      const row = open === null ? null : rowOf(plain);
      if (open !== null && row !== null) {
        open.rows.push(row);
        continue;
      }
      const title = titleOf(plain);
      if (title !== null) {
        if (open !== null) yield boxOf(open, false);
        open = { title, line, rows: [] };
      } else if (open === null) yield { kind: "line", text: plain, line };
    }
  }
  if (open !== null) yield boxOf(open, false);
}

function rowOf(line: string): Row | null {
  if (!line.startsWith("│") || line.length < 2 || !line.endsWith("│")) return null;
  const inner = line.slice(1 + PADDING, -1);
  const text = inner.trimEnd();
  return { text, free: Math.max(0, inner.length - text.length - PADDING) };
}

function boxOf({ title, line, rows }: { title: string; line: number; rows: Row[] }, whole: boolean): Box {
  const number = NUMBER.exec(title)?.[1];
  return {
    kind: "box",
    title: title.replace(NUMBER, ""),
    number: number === undefined ? null : Number(number),
    text: unwrap(rows),
    line,
    whole,
  };
}

/**
 * The text as it was before Rich broke it: a row was broken where the first word of the next one did not fit into it
 * any more, and inside a word where that word is longer than a whole row.
 */
function unwrap(rows: readonly Row[]): string {
  let text = "";
  let width = 0;
  for (const row of rows) width = Math.max(width, row.text.length + row.free);
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    if (before === undefined) {
      text = row.text;
      continue;
    }
    const word = /^\S*/.exec(row.text)?.[0] ?? "";
    const broken = word !== "" && before.text !== "" && word.length + 1 > before.free;
    const inWord = broken && before.free === 0 && lastWordLength(before.text) + word.length > width;
    text += (broken ? (inWord ? "" : " ") : "\n") + row.text;
  }
  return text.trim();
}

function lastWordLength(text: string): number {
  return text.length - 1 - text.lastIndexOf(" ");
}

/** The text behind a label at the beginning of a line, up to the last line that begins with `until`. */
export function field(text: string, label: string, until?: string): string | null {
  const start = text.startsWith(label) ? 0 : text.indexOf(`\n${label}`) + 1;
  if (start === 0 && !text.startsWith(label)) return null;
  const from = start + label.length;
  const end = until === undefined ? -1 : text.lastIndexOf(`\n${until}`);
  return text.slice(from, end < from ? undefined : end).trim();
}

/** The rest of the line behind a label. */
export function lineField(text: string, label: string): string | null {
  return field(text, label)?.split("\n", 1)[0]?.trim() ?? null;
}
