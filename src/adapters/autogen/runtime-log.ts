import { isObject } from "../../core/json.ts";
import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import { headLines } from "../head-lines.ts";
import { embeddedJson } from "../json-text.ts";
import type { TraceSource } from "../source.ts";
import {
  agentOf,
  completionOf,
  isAgentRow,
  isCompletionRow,
  isEventRow,
  type LogRow,
  receivedOf,
} from "./runtime-rows.ts";
import { RuntimeSession } from "./runtime-session.ts";

const DATABASE = "autogen/runtime-database";
const FILE = "autogen/runtime-file";
const SESSION = "Started new session with Session ID: ";
/** What a file of the logger holds, whichever rows it has. */
const MARKS = [SESSION, '"source_name"', '"invocation_id"'];
const TESTED = "autogen-agentchat 0.2.40, ag2 0.14.0";
const END_REASONS = {
  "last message ends with TERMINATE": "completed",
  "the last completion failed and no message follows": "error",
  "anything else": "unknown",
};

function recognise({ probe }: TraceSource): Recognition | null {
  if (probe.kind === "sqlite") {
    const has = (table: string, column: string) => probe.tables[table]?.includes(column) === true;
    if (!has("chat_completions", "invocation_id") || !has("agents", "init_args")) return null;
    return { score: 1, format: DATABASE, why: "tables chat_completions and agents of runtime_logging" };
  }
  let rows = 0;
  let others = 0;
  // Rows hold one of these names; the lines of other texts need not be parsed.
  if (probe.kind === "text" && !MARKS.some((mark) => probe.head.includes(mark))) return null;
  const texts = probe.kind === "text" ? headLines(probe.head).slice(0, -1) : [];
  const values = probe.kind === "records" ? probe.records.map(({ value }) => value) : texts.map(rowIn);
  for (const value of values) {
    if (isObject(value) && (isEventRow(value) || isCompletionRow(value))) rows += 1;
    else if (!isObject(value) || !("wrapper_id" in value)) others += 1;
  }
  const announced = texts.some((text) => text.startsWith(SESSION));
  if (rows === 0 ? !announced : others > rows && !announced) return null;
  return { score: 0.95, format: FILE, why: `${rows} rows of runtime_logging's file logger` };
}

function rowIn(line: string): unknown {
  return line.startsWith("{") ? embeddedJson(line) : null;
}

async function* read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  const sessions = format === DATABASE ? await readDatabase(source) : await readFile(source);
  for (const session of sessions) {
    let count = 0;
    for (const draft of session.runs(format)) {
      count += 1;
      yield { type: "run", draft };
    }
    if (count > 0 || session.calls === 0) continue;
    const message = `${session.calls} model calls were logged, but no message between agents`;
    yield { type: "problem", problem: { locator: session.id ?? "", code: "no-messages", message } };
  }
}

/** Sessions in the order of the file; their rows stand below the line that announces them. */
async function readFile(source: TraceSource): Promise<RuntimeSession[]> {
  let session = new RuntimeSession(null);
  const sessions = [session];
  const add = (value: unknown, line: number) => {
    if (isObject(value)) addRow(session, value, `line:${line}`);
  };
  if (source.probe.kind === "records") {
    for await (const batch of source.records()) for (const { value, line } of batch) add(value, line);
    return sessions;
  }
  for await (const batch of source.lines()) {
    for (const { text, line } of batch) {
      if (text.startsWith(SESSION)) {
        session = new RuntimeSession(text.slice(SESSION.length).trim() || null);
        sessions.push(session);
      } else add(rowIn(text), line);
    }
  }
  return sessions;
}

function addRow(session: RuntimeSession, row: LogRow, locator: string): void {
  if (isEventRow(row)) {
    const message = receivedOf(row, locator);
    if (message !== null) session.addReceived(message);
  } else if (isCompletionRow(row)) session.addCompletion(completionOf(row, locator));
  else if (isAgentRow(row)) session.addAgent(agentOf(row));
}

/** Events have no session: they belong to the one that had begun last when they were written. */
async function readDatabase(source: TraceSource): Promise<RuntimeSession[]> {
  const sessions = new Map<string, { session: RuntimeSession; start: string }>();
  const sessionOf = (row: LogRow, at: unknown): RuntimeSession => {
    const id = typeof row.session_id === "string" ? row.session_id : "";
    const start = typeof at === "string" ? at : "";
    let known = sessions.get(id);
    if (known === undefined) {
      known = { session: new RuntimeSession(id || null), start };
      sessions.set(id, known);
    }
    if (start < known.start) known.start = start;
    return known.session;
  };
  for await (const row of rowsOf(source, "agents", "id"))
    sessionOf(row, row.timestamp).addAgent(agentOf(row));
  for await (const row of rowsOf(source, "chat_completions", "id")) {
    sessionOf(row, row.start_time).addCompletion(completionOf(row, `chat_completions:${String(row.id)}`));
  }
  const ordered = [...sessions.values()].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const first = ordered[0] ?? { session: new RuntimeSession(null), start: "" };
  for await (const row of rowsOf(source, "events", "timestamp, id")) {
    const message = receivedOf(row, `events:${String(row.id)}`);
    if (message === null) continue;
    (ordered.findLast(({ start }) => start <= message.at) ?? first).session.addReceived(message);
  }
  return ordered.length === 0 ? [first.session] : ordered.map(({ session }) => session);
}

async function* rowsOf(source: TraceSource, table: string, order: string): AsyncIterable<LogRow> {
  const { probe } = source;
  if (probe.kind !== "sqlite" || probe.tables[table] === undefined) return;
  for await (const batch of source.query(`SELECT * FROM ${table} ORDER BY ${order}`)) yield* batch;
}

/** AutoGen 0.2 and AG2 before 1.0: what `runtime_logging` writes. */
export const autogenRuntimeLog: TraceAdapter = {
  meta: {
    id: "autogen-runtime-log",
    version: 1,
    family: "autogen",
    formats: [
      {
        format: DATABASE,
        title: "AutoGen 0.2 / AG2 runtime logging, SQLite",
        signs: ["chat_completions", "agents", "events", "oai_wrappers", "function_calls"],
        writtenBy: '`autogen.runtime_logging.start(config={"dbname": "logs.db"})`',
        tested: TESTED,
        carries:
          "messages with sender and addressee, tool calls and results with ids, times, system prompts, models, declared tools, tokens of every model call",
        loses: "how the chat ended, where no TERMINATE and no failed model call says so",
        endReasons: END_REASONS,
      },
      {
        format: FILE,
        title: "AutoGen 0.2 / AG2 runtime logging, file",
        signs: ["session_id", "client_id", "wrapper_id", "thread_id"],
        writtenBy: '`autogen.runtime_logging.start(logger_type="file", config={"filename": "runtime.log"})`',
        tested: TESTED,
        carries:
          "messages with sender and addressee, tool calls and results with ids, times, system prompts, models, declared tools, tokens of every model call",
        loses: "how the chat ended, where no TERMINATE and no failed model call says so",
        endReasons: END_REASONS,
      },
    ],
  },
  recognise,
  read,
};
