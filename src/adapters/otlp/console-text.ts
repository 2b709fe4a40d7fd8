import type { TextLine } from "../source.ts";
import { decodeConsoleRecord, isConsoleRecord } from "./console-record.ts";
import type { Decoded } from "./span.ts";

/** How a span or log record begins as Python's SDK prints it, and an id as only that writes it. */
const OPENING = /^\{\r?\n {4}"(?:name|body)": /m;
const ID = '"trace_id": "0x';
/** Longer than any span; what is not closed by then is no document. */
const MOST_CHARS = 16 << 20;

/** Whether documents of the console exporters stand among other output at the beginning of a text. */
export function holdsConsoleRecords(head: string): boolean {
  return head.includes(ID) && OPENING.test(head);
}

/**
 * Finds the documents of the console exporters among a program's own output: printed indented, so that only the first
 * and the last line of each is a lone brace, or on one line. Everything else is passed over, unless it has a span's id.
 */
export async function* decodeConsoleText(
  lines: AsyncIterable<readonly TextLine[]>,
): AsyncGenerator<Decoded[]> {
  let open: string[] = [];
  let start = 0;
  let chars = 0;
  for await (const batch of lines) {
    const decoded: Decoded[] = [];
    for (const { line, text } of batch) {
      if (text.startsWith("{")) {
        decoded.push(...decodeDocument(open, start));
        open = [text];
        start = line;
        chars = text.length;
        if (text === "{") continue;
      } else if (open.length > 0) {
        open.push(text);
        chars += text.length;
        if (text !== "}" && chars < MOST_CHARS) continue;
      } else continue;
      decoded.push(...decodeDocument(open, start));
      open = [];
    }
    yield decoded;
  }
  yield [...decodeDocument(open, start)];
}

function* decodeDocument(lines: readonly string[], start: number): Generator<Decoded> {
  if (lines.length === 0) return;
  const text = lines.join("\n");
  const value = parsed(text);
  const locator = `line:${start}`;
  if (isConsoleRecord(value)) yield* decodeConsoleRecord(value, locator);
  else if (text.includes(ID)) {
    yield {
      problem: { locator, code: "json-broken", message: "a span or log record that is no valid JSON" },
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
