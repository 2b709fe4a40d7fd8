/** One block of an AppWorld log: a header line and the indented text below it. */
export interface AppWorldBlock {
  kind: BlockKind;
  /** The agent that the header names, as written there; "" where it names none. */
  name: string;
  text: string;
  /** 0-based line of the header. */
  line: number;
}

export type BlockKind =
  | "task"
  | "response"
  | "message"
  | "reply"
  | "output"
  | "api"
  | "enter"
  | "exit"
  | "evaluation";

const HEADERS: readonly [RegExp, BlockKind][] = [
  [/^Response from send_message API$/, "api"],
  [/^Response from (\S.{0,80}) Agent$/, "response"],
  [/^Message to (\S.{0,80}) Agent$/, "message"],
  [/^Reply from (\S.{0,80}) Agent to Supervisor$/, "reply"],
  [/^Code Execution Output$/, "output"],
  [/^Entering (\S.{0,80}) Agent message loop$/, "enter"],
  [/^Exiting (\S.{0,80}) Agent message loop$/, "exit"],
  [/^Evaluation$/, "evaluation"],
  [/^\*{10,40} ?Task \d{1,6}\/\d{1,6} \((\w{1,60})\) {0,4}\*{10,40}$/, "task"],
];
/** What a header begins with, so that other lines cost little; only a header of a message loop may be indented. */
const BEGINNING =
  /^(?:(?: {4})?(?:Response from|Message to|Reply from) |Code Execution|Entering |Exiting |Evaluation|\*{10})/;
const LONGEST_HEADER = 200;
/** Blocks of a message loop stand one level deeper. */
const LEVEL = 4;

/** The header that a line is, or null. */
export function blockHeader(line: string): Pick<AppWorldBlock, "kind" | "name"> | null {
  if (line.length > LONGEST_HEADER || !BEGINNING.test(line)) return null;
  const text = line.trim();
  for (const [pattern, kind] of HEADERS) {
    const match = pattern.exec(text);
    if (match !== null) return { kind, name: match[1] ?? "" };
  }
  return null;
}

/** The blocks of a log; what stands before the first header belongs to none. */
export function* appWorldBlocks(lines: readonly string[]): Generator<AppWorldBlock> {
  let header: ReturnType<typeof blockHeader> = null;
  let start = 0;
  for (const [line, raw] of lines.entries()) {
    const next = blockHeader(raw);
    if (next === null) continue;
    if (header !== null) yield { ...header, line: start, text: textBelow(lines, start, line) };
    [header, start] = [next, line];
  }
  if (header !== null) yield { ...header, line: start, text: textBelow(lines, start, lines.length) };
}

function textBelow(lines: readonly string[], header: number, end: number): string {
  const depth = lines[header]?.startsWith(" ") === true ? 2 * LEVEL : LEVEL;
  const margin = " ".repeat(depth);
  const body = lines
    .slice(header + 1, end)
    .map((line) => (line.startsWith(margin) ? line.slice(depth) : line.trimEnd()));
  const first = body.findIndex((line) => line.trim() !== "");
  return first < 0 ? "" : body.slice(first).join("\n").trimEnd();
}
