import { toIsoTime } from "../../core/time.ts";

/** What one call of ChatDev's logger wrote. */
export interface ChatDevRecord {
  /** The first line behind the stamp. */
  head: string;
  /** All other lines. */
  body: string;
  at: string | null;
  /** 0-based line of the stamp. */
  line: number;
}

/** Day before month: ChatDev's logger is set up with the date format `%Y-%d-%m`. */
const STAMP = /^\[(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d) [A-Z]{1,20}\] (.*)$/;

/** The first line of a record behind its stamp, or null. */
export function recordHead(text: string): string | null {
  return STAMP.exec(text)?.[5] ?? null;
}

/** The records of a log; a line without a stamp belongs to the record above it. */
export function* chatDevRecords(lines: readonly string[]): Generator<ChatDevRecord> {
  let current: (Omit<ChatDevRecord, "body"> & { rest: string[] }) | null = null;
  for (const [line, text] of lines.entries()) {
    const match = text.startsWith("[") ? STAMP.exec(text) : null;
    if (match === null) {
      current?.rest.push(text);
      continue;
    }
    if (current !== null) yield whole(current);
    const [, year, day, month, clock, head = ""] = match;
    current = { head, at: toIsoTime(`${year}-${month}-${day} ${clock}`), line, rest: [] };
  }
  if (current !== null) yield whole(current);
}

function whole({ head, at, line, rest }: Omit<ChatDevRecord, "body"> & { rest: string[] }): ChatDevRecord {
  return { head, at, line, body: rest.join("\n").trim() };
}

/** The rows `| **key** | value |` of a table that the logger made of a call's arguments. */
export function tableRows(body: string): Map<string, string> {
  const rows = new Map<string, string>();
  for (const line of body.split("\n")) {
    const [, key, value] = /^\| \*\*(\w{1,60})\*\* \| (.*) \|$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) rows.set(key, value.trim());
  }
  return rows;
}

/**
 * What an agent answered: the logger puts the partner's whole system prompt in brackets before it. The prompt holds
 * the task, whose own brackets must not end it. Null where no prompt stands there.
 */
export function behindPrompt(body: string, task: string | null): string | null {
  if (!body.startsWith("[")) return null;
  let close = body.indexOf("]\n\n");
  // An agent that answered nothing leaves the bracket last.
  if (close < 0) return body.endsWith("]") ? "" : null;
  const inPrompt = task === null || task === "" ? -1 : body.indexOf(task);
  if (task !== null && inPrompt >= 0 && inPrompt < close) {
    const behindTask = body.indexOf("]\n\n", inPrompt + task.length);
    if (behindTask >= 0) close = behindTask;
  }
  return body.slice(close + 1).trim();
}
