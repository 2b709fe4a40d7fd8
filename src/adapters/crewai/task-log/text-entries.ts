import type { Problem } from "../../adapter.ts";
import { nullWhereNone, OpenTasks, type TaskLogEntry } from "./entry.ts";

type Place = Omit<Problem, "uri">;

const HEADER = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: task_name="/gm;
const STATUS = /", status="(?:started"|completed", output=")/g;
const TIMESTAMP_LENGTH = "2026-01-01 00:00:00".length;
const NAME_OFFSET = TIMESTAMP_LENGTH + ': task_name="'.length;
/** How many look-alike headers a task's description may hold before its status; more is no entry. */
const MAX_HEADERS_IN_HEAD = 8;
/** How far a row of started entries is followed when a place is judged. */
const MAX_STARTED_AT_ONCE = 16;

export function isTextLog(head: string): boolean {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: task_name="[\s\S]*?", task="/.test(head.slice(0, 4096));
}

/** An entry up to its status: everything but the output. */
interface Head {
  entry: TaskLogEntry;
  /** Where the status (a started entry) or the output's opening quote ends. */
  bodyStart: number;
}

/**
 * The entries of the text form. Values stand there unescaped, so an output may imitate the next entry. A header line
 * counts only where the entry before it is complete (a `started` one ends with its status, a `completed` one with a
 * quote) and where its own entry is possible: a `started` one ends with its status, a `completed` one closes a task
 * that is open.
 */
export function readTextEntries(text: string, report: (problem: Place) => void): TaskLogEntry[] {
  const heads = new Heads(text);
  const entries: TaskLogEntry[] = [];
  const open = new OpenTasks();
  if (text.slice(0, heads.starts[0] ?? text.length).trim() !== "") {
    report({ locator: "line:1", code: "text-before-entry", message: "text before the first log entry" });
  }
  for (let at = 0; at < heads.starts.length; ) {
    const head = heads.read(at);
    if (head === null) {
      const message = 'expected task="…", agent="…", status="…" after the task name';
      report({ locator: heads.locator(at), code: "broken-log-entry", message });
      at++;
      continue;
    }
    const { entry, bodyStart } = head;
    if (entry.status === "started") open.start(entry);
    else open.complete(entry);
    at++;
    while (at < heads.starts.length && !(heads.endsBefore(at, entry) && heads.canFollow(at, open))) at++;
    if (entry.status === "completed") {
      const body = text.slice(bodyStart, heads.starts[at] ?? text.length).replace(/\r?\n$/, "");
      const whole = body.endsWith('"');
      entry.output = whole ? body.slice(0, -1) : body;
      const message = "the log breaks off inside this output";
      if (!whole) report({ locator: entry.locator, code: "truncated-log-entry", message });
    }
    entries.push(entry);
  }
  return entries;
}

/** The places that look like the beginning of an entry, and what stands there. */
class Heads {
  readonly starts: number[];
  private readonly text: string;
  private readonly statuses: { start: number; end: number; completed: boolean }[];
  private readonly lines: number[];

  constructor(text: string) {
    this.text = text;
    this.starts = Array.from(text.matchAll(HEADER), (match) => match.index);
    this.lines = linesOf(text, this.starts);
    this.statuses = Array.from(text.matchAll(STATUS), (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      completed: match[0].includes("output"),
    }));
  }

  read(at: number): Head | null {
    const start = this.starts[at] ?? this.text.length;
    const status = this.statuses[this.firstStatusFrom(start)];
    const limit = this.starts[at + MAX_HEADERS_IN_HEAD] ?? this.text.length;
    if (status === undefined || status.start > limit) return null;
    const fields = this.text.slice(start + NAME_OFFSET, status.start);
    const taskAt = fields.indexOf('", task="');
    const agentAt = fields.lastIndexOf('", agent="');
    if (taskAt < 0 || agentAt < taskAt) return null;
    const entry: TaskLogEntry = {
      timestamp: this.text.slice(start, start + TIMESTAMP_LENGTH),
      taskName: nullWhereNone(fields.slice(0, taskAt)),
      task: fields.slice(taskAt + '", task="'.length, agentAt),
      agent: nullWhereNone(fields.slice(agentAt + '", agent="'.length)),
      status: status.completed ? "completed" : "started",
      output: null,
      locator: this.locator(at),
    };
    return { entry, bodyStart: status.end };
  }

  /** Whether the entry before this place ends as its kind must. */
  endsBefore(at: number, before: TaskLogEntry): boolean {
    const end = this.starts[at] ?? this.text.length;
    const tail = this.text.slice(Math.max(0, end - 40), end).replace(/\r?\n$/, "");
    return tail.endsWith(before.status === "started" ? '", status="started"' : '"');
  }

  /**
   * Whether an entry at this place is possible while these tasks are open. Entries that start a task (a crew may
   * start several at once) are followed up to the first other one, which decides.
   */
  canFollow(at: number, open: OpenTasks): boolean {
    const startedHere = new OpenTasks();
    for (let ahead = at; ahead < Math.min(this.starts.length, at + MAX_STARTED_AT_ONCE); ahead++) {
      const head = this.read(ahead);
      if (head === null) return false;
      if (head.entry.status === "completed") return open.has(head.entry) || startedHere.has(head.entry);
      const rest = this.text.slice(head.bodyStart, this.starts[ahead + 1]);
      if (rest.trim() !== "") return false;
      startedHere.start(head.entry);
    }
    return true;
  }

  locator(at: number): string {
    return `line:${this.lines[at] ?? 1}`;
  }

  private firstStatusFrom(start: number): number {
    let low = 0;
    let high = this.statuses.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.statuses[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The 1-based line of each place; places in rising order. */
function linesOf(text: string, places: readonly number[]): number[] {
  let line = 1;
  let feed = text.indexOf("\n");
  return places.map((place) => {
    for (; feed >= 0 && feed < place; feed = text.indexOf("\n", feed + 1)) line++;
    return line;
  });
}
