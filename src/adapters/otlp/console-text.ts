import type { JsonRecord, TextLine } from "../source.ts";

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
 * Finds the documents among a program's own output: the exporters print them indented, so that only the first and the
 * last line of each is a lone brace. What is no JSON is output like the rest.
 */
export async function* consoleRecords(
  lines: AsyncIterable<readonly TextLine[]>,
): AsyncGenerator<JsonRecord[]> {
  let open: string[] = [];
  let start = 0;
  let chars = 0;
  for await (const batch of lines) {
    const records: JsonRecord[] = [];
    for (const { line, text } of batch) {
      if (text === "{") {
        open = [text];
        start = line;
        chars = 0;
      } else if (open.length > 0) {
        open.push(text);
        chars += text.length;
        if (text !== "}" && chars < MOST_CHARS) continue;
        const value = text === "}" ? parsed(open.join("\n")) : undefined;
        if (value !== undefined) records.push({ line: start, value });
        open = [];
      }
    }
    if (records.length > 0) yield records;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
