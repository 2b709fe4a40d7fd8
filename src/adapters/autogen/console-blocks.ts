import type { TextLine } from "../source.ts";
import { terminalLine } from "./terminal-line.ts";

/** One printed message of AgentChat's `Console`: a header line and what stands below it. */
export interface ConsoleBlock {
  /** Class of the message; null in the older header that names the source alone. */
  type: string | null;
  source: string;
  /** 1-based line of the header. */
  line: number;
  header: string;
  body: string[];
}

// A source is an agent's name, which AgentChat demands to be a Python identifier; a type is a class name.
const TYPED = /^-{10} ([A-Z]\w{1,80}(?:\[[\w.]{1,100}\])?) \(([\p{L}_][\p{L}\p{N}_]{0,200})\) -{10}$/u;
const UNTYPED = /^-{10} ([\p{L}_][\p{L}\p{N}_]{0,200}) -{10}$/u;
const SUMMARY = "---------- Summary ----------";
const SUMMARY_COUNT = /^Number of (?:inner )?messages: \d{1,9}$/;
/** What a user proxy prints while it waits; the header of its answer follows on the same line of a captured log. */
const INPUT_PROMPT = "Enter your response: ";
const LONGEST_HEADER = 500;

/** What a Summary says, as printed by `Console(…, output_stats=True)`. */
export interface ConsoleSummary {
  line: number;
  finishReason: string | null;
  /** 1-based line of the finish reason. */
  finishLine: number;
  messages: number;
}

export interface Header {
  type: string | null;
  source: string;
  /** The answer to a prompt of a user proxy. */
  prompted: boolean;
}

/** The header that a line is, or null. Linear: no longer line is looked at. */
export function parseHeader(line: string): Header | null {
  if (line.length > LONGEST_HEADER) return null;
  const prompted = line.startsWith(INPUT_PROMPT);
  const text = prompted ? line.slice(INPUT_PROMPT.length) : line;
  if (!text.startsWith("---------- ") || !text.endsWith(" ----------")) return null;
  const typed = TYPED.exec(text);
  if (typed !== null) return { type: typed[1] ?? "", source: typed[2] ?? "", prompted };
  const untyped = UNTYPED.exec(text);
  return untyped === null ? null : { type: null, source: untyped[1] ?? "", prompted };
}

export type ConsoleEvent =
  | { kind: "block"; block: ConsoleBlock; prompted: boolean }
  | { kind: "summary"; summary: ConsoleSummary };

/**
 * Cuts a transcript into blocks. The text of a message may hold lines that look like headers; three things give them
 * away: in a transcript with typed headers an untyped one is real only for the closing answer of a known source; a
 * Summary is real only with its counts below; and nobody is called Summary.
 */
export class ConsoleBlocks {
  private readonly events: ConsoleEvent[] = [];
  private readonly sources = new Set<string>();
  private typed: boolean | null = null;
  private open: ConsoleBlock | null = null;
  /** The open block, while only its being the last one can show that it is real. */
  private doubtful = false;
  private summary: { line: number; lines: TextLine[] } | null = null;
  /** Lines before the first header: output of other programs. */
  skipped = 0;

  add({ line, text: raw }: TextLine): void {
    const text = terminalLine(raw);
    if (this.summary !== null && this.addToSummary(line, text)) return;
    if (text === SUMMARY && this.open !== null) {
      this.summary = { line, lines: [] };
      return;
    }
    const header = text.includes("---------- ") ? parseHeader(text) : null;
    if (header === null || !this.accepts(header)) this.addText(text);
    else this.start(header, line, text);
  }

  end(): ConsoleEvent[] {
    if (this.summary !== null) this.closeSummary();
    this.closeBlock();
    return this.events;
  }

  private accepts(header: Header): boolean {
    if (this.typed === null || !this.typed) return this.typed === null || header.type === null;
    return header.type !== null || this.sources.has(header.source);
  }

  private start(header: Header, line: number, text: string): void {
    if (this.doubtful) this.mergeDoubtful();
    this.closeBlock();
    this.typed ??= header.type !== null;
    this.doubtful = this.typed && header.type === null;
    this.sources.add(header.source);
    this.open = { type: header.type, source: header.source, line, header: text, body: [] };
    this.events.push({ kind: "block", block: this.open, prompted: header.prompted });
  }

  private addText(text: string): void {
    if (this.open === null) this.skipped += 1;
    else this.open.body.push(text);
  }

  /** A doubtful block that others follow was text of the message before it. */
  private mergeDoubtful(): void {
    const fake = this.open;
    const at = this.events.findLastIndex((event) => event.kind === "block" && event.block === fake);
    const before = this.events[at - 1];
    if (fake === null || before?.kind !== "block") return;
    before.block.body.push(fake.header, ...fake.body);
    this.events.splice(at, 1);
    this.open = before.block;
  }

  private closeBlock(): void {
    this.open = null;
    this.doubtful = false;
  }

  /** Takes the line where it belongs to a summary; false where the summary is over or was none. */
  private addToSummary(line: number, text: string): boolean {
    const summary = this.summary;
    if (summary === null) return false;
    if (summary.lines.length === 0 && !SUMMARY_COUNT.test(text)) {
      this.summary = null;
      this.addText(SUMMARY);
      return false;
    }
    if (text !== "" && text.length <= LONGEST_HEADER && parseHeader(text) !== null) {
      this.closeSummary();
      return false;
    }
    summary.lines.push({ line, text });
    return true;
  }

  private closeSummary(): void {
    const { line, lines } = this.summary ?? { line: 0, lines: [] };
    this.summary = null;
    const reason = lines.find(({ text }) => text.startsWith("Finish reason: "));
    const finish = reason?.text.slice("Finish reason: ".length) ?? null;
    this.closeBlock();
    this.events.push({
      kind: "summary",
      summary: {
        line,
        finishReason: finish === "None" ? null : finish,
        finishLine: reason?.line ?? line,
        messages: Number(/\d+/.exec(lines[0]?.text ?? "")?.[0] ?? 0),
      },
    });
  }
}
