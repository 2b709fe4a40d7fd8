import type { ClassicCall, ClassicMessage, ClassicResult } from "./classic-message.ts";
import type { TranscriptMessage } from "./transcript.ts";

const CALL = /^\*{5} Suggested (?:tool|function) [Cc]all(?: \((.{1,200})\))?: (.{1,200}) \*{5}$/;
const RESPONSE = /^\*{5} Response from calling (tool|function) (?:\((.{1,200})\)|"(.{1,200})") \*{5}$/;

/** Reads the words, calls and results of a printed message. */
export function messageOfBlock(block: TranscriptMessage): ClassicMessage {
  const words: string[] = [];
  const calls: ClassicCall[] = [];
  const results: ClassicResult[] = [];
  const { body } = block;
  for (let at = 0; at < body.length; at += 1) {
    const text = body[at] ?? "";
    const isSection = text.startsWith("***** ") && text.length <= 500;
    const call = isSection ? CALL.exec(text) : null;
    const response = isSection && call === null ? RESPONSE.exec(text) : null;
    const end = call === null && response === null ? -1 : sectionEnd(body, at);
    if (end < 0) {
      words.push(text);
      continue;
    }
    const inner = body.slice(at + 1, end);
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

/** The closing line has as many stars as the section's heading has characters; -1 where there is none. */
function sectionEnd(body: readonly string[], from: number): number {
  const width = body[from]?.length ?? 0;
  for (let at = from + 1; at < body.length; at += 1) {
    const text = body[at] ?? "";
    if (text.length === width && /^\*+$/.test(text)) return at;
    if (text.length <= 500 && (CALL.test(text) || RESPONSE.test(text))) return -1;
  }
  return -1;
}
