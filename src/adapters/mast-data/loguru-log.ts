/** What one call of a Python program's loguru logger wrote, in loguru's own layout. */
export interface LoguruRecord {
  /** Local time as written. */
  at: string;
  level: string;
  /** Module and function that wrote it: `app.agent.base:run`. */
  origin: string;
  /** The first line of the message. */
  header: string;
  /** Its other lines, and whatever the program printed before the next record. */
  rest: string[];
  /** 0-based line of the header. */
  line: number;
}

const HEADER =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) \| ([A-Z]{1,20}) {1,20}\| ([\w.]{1,200}:[\w<>]{1,200}):\d{1,9} - (.*)$/;

/** The header that a line is, or null. */
export function loguruHeader(text: string): Omit<LoguruRecord, "rest" | "line"> | null {
  const match = HEADER.exec(text);
  if (match === null) return null;
  const [, at = "", level = "", origin = "", header = ""] = match;
  return { at, level, origin, header };
}

/** The records of a log; what stands before the first one belongs to none. */
export function* loguruRecords(lines: readonly string[]): Generator<LoguruRecord> {
  let current: LoguruRecord | null = null;
  for (const [line, text] of lines.entries()) {
    const header = loguruHeader(text);
    if (header === null) {
      current?.rest.push(text);
      continue;
    }
    if (current !== null) yield current;
    current = { ...header, rest: [], line };
  }
  if (current !== null) yield current;
}
