import type { ClassicCall, ClassicMessage, ClassicResult } from "./classic-message.ts";
import type { TranscriptMessage } from "./transcript.ts";

const CALL = /^\*{5} Suggested (?:tool|function) [Cc]all(?: \((.{1,200})\))?: (.{1,200}) \*{5}$/;
const LONGEST_HEADING = 500;
const RESPONSE = /^\*{5} Response from calling (tool|function) (?:\((.{1,200})\)|"(.{1,200})") \*{5}$/;

/** Reads the words, calls and results of a printed message. */
export function messageOfBlock(block: TranscriptMessage): ClassicMessage {
  const { body } = block;
  const calls: ClassicCall[] = [];
  const results: ClassicResult[] = [];
  const words = body.some(isHeading) ? readSections(body, calls, results) : body;
  const text = words.join("\n");
  // Calls without words print an empty line, or in AG2 the text None.
  const wordless =
    (calls.length > 0 && (text.trim() === "" || text.trim() === "None")) ||
    (results.length > 0 && text.trim() === "");
  const message: ClassicMessage = {
    name: block.name,
    to: block.to,
    text: wordless ? null : calls.length > 0 ? text.trimEnd() : text,
    calls,
    results,
    locator: `line:${block.line}`,
    ranCode: block.ranCode,
    autoReply: block.autoReply,
  };
  if (block.chat > 0) message.phase = `chat ${block.chat}`;
  return message;
}

function isHeading(text: string): boolean {
  return (
    text.startsWith("***** ") && text.length <= LONGEST_HEADING && (CALL.test(text) || RESPONSE.test(text))
  );
}

/** Takes calls and results out of the lines of a message; what is left are its words. */
function readSections(body: readonly string[], calls: ClassicCall[], results: ClassicResult[]): string[] {
  const words: string[] = [];
  const closing = new ClosingLines(body);
  for (let at = 0; at < body.length; at += 1) {
    const heading = body[at] ?? "";
    const end = isHeading(heading) ? closing.after(at, heading.length) : -1;
    if (end < 0) {
      words.push(heading);
      continue;
    }
    const inner = body.slice(at + 1, end);
    const call = CALL.exec(heading);
    const response = RESPONSE.exec(heading);
    if (call !== null) {
      if (inner[0]?.trim() === "Arguments:") inner.shift();
      calls.push({ id: call[1] ?? "", tool: call[2] ?? "", args: inner.join("\n") });
    } else if (response !== null) {
      const id = response[2] ?? response[3] ?? "";
      const text = inner.join("\n");
      results.push(response[1] === "tool" ? { id, tool: null, text } : { id: "", tool: id, text });
    }
    at = end;
  }
  return words;
}

/** A section closes with as many stars as its heading has characters; found in one pass over the lines. */
class ClosingLines {
  private readonly byWidth = new Map<number, { at: number[]; next: number }>();

  constructor(body: readonly string[]) {
    for (const [at, text] of body.entries()) {
      if (!text.startsWith("******") || text.length > LONGEST_HEADING || !/^\*+$/.test(text)) continue;
      const known = this.byWidth.get(text.length);
      if (known === undefined) this.byWidth.set(text.length, { at: [at], next: 0 });
      else known.at.push(at);
    }
  }

  /** The first closing line of that width behind a line, -1 without one; asked for in ascending order only. */
  after(from: number, width: number): number {
    const lines = this.byWidth.get(width);
    if (lines === undefined) return -1;
    while ((lines.at[lines.next] ?? Number.POSITIVE_INFINITY) <= from) lines.next += 1;
    return lines.at[lines.next] ?? -1;
  }
}
