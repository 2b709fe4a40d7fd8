import { isObject } from "../../core/json.ts";
import { embeddedJson } from "../json-text.ts";
import type { SqliteRow, TraceSource } from "../source.ts";
import { textOf } from "./chat-message.ts";
import { BlobError, readBlob } from "./checkpoint-blob.ts";
import type { Snapshot, SnapshotTask } from "./snapshot.ts";
import { StreamReader } from "./stream-reader.ts";

export const CHECKPOINT_DATABASE = "langgraph/checkpoint-database";

/** Whether the tables are those of SqliteSaver. */
export function isCheckpointDatabase(tables: Readonly<Record<string, readonly string[]>>): boolean {
  const { checkpoints, writes } = tables;
  return (
    checkpoints !== undefined &&
    writes !== undefined &&
    ["thread_id", "checkpoint_id", "checkpoint"].every((column) => checkpoints.includes(column)) &&
    ["task_id", "channel", "value"].every((column) => writes.includes(column))
  );
}

/** One thread of the database, read. */
export interface ThreadRead {
  id: string;
  reader: StreamReader;
  /** Rows that could not be read, with their place. */
  broken: { locator: string; why: string }[];
}

/** What a task of a checkpoint wrote. */
interface Writes {
  /** `~__pregel_pull, node` or `~__pregel_push, number, …`; "" in files of older versions. */
  path: string;
  channels: Map<string, unknown>;
  interrupts: unknown[];
  answers: unknown[];
  error: unknown;
}

/** The threads of a SqliteSaver database, in the order of their ids; one is held in memory at a time. */
export async function* readThreads(source: TraceSource): AsyncGenerator<ThreadRead> {
  const tables = source.probe.kind === "sqlite" ? source.probe.tables : {};
  const pathColumn = tables["writes"]?.includes("task_path") ? "task_path" : "'' AS task_path";
  for await (const rows of source.query("SELECT DISTINCT thread_id FROM checkpoints ORDER BY thread_id")) {
    for (const row of rows) yield await readThread(source, String(row["thread_id"]), pathColumn);
  }
}

async function readThread(source: TraceSource, id: string, path: string): Promise<ThreadRead> {
  const thread: ThreadRead = { id, reader: new StreamReader(), broken: [] };
  const writes = new Map<string, Map<string, Writes>>();
  const writesQuery = `SELECT checkpoint_ns, checkpoint_id, task_id, ${path}, channel, type, value FROM writes WHERE thread_id = ? ORDER BY checkpoint_id, task_id, idx`;
  for await (const rows of source.query(writesQuery, id))
    for (const row of rows) keepWrite(thread, writes, row);
  // Ids of checkpoints are UUIDs of version 6: their order is that of their times, across namespaces too.
  const query =
    "SELECT checkpoint_ns, checkpoint_id, type, checkpoint, metadata FROM checkpoints WHERE thread_id = ? ORDER BY checkpoint_id";
  for await (const rows of source.query(query, id)) {
    for (const row of rows) readCheckpoint(thread, writes.get(checkpointKey(row)) ?? new Map(), row);
  }
  return thread;
}

function keepWrite(thread: ThreadRead, writes: Map<string, Map<string, Writes>>, row: SqliteRow): void {
  const key = checkpointKey(row);
  const tasks = writes.get(key) ?? new Map<string, Writes>();
  writes.set(key, tasks);
  const taskId = String(row["task_id"]);
  const path = textOf(row["task_path"]) ?? "";
  const task: Writes = tasks.get(taskId) ?? {
    path,
    channels: new Map(),
    interrupts: [],
    answers: [],
    error: null,
  };
  tasks.set(taskId, task);
  const value = blobIn(thread, row, "value");
  const channel = String(row["channel"]);
  if (channel === "__error__") task.error = value;
  else if (channel === "__interrupt__") task.interrupts.push(...(Array.isArray(value) ? value : [value]));
  // The answer to a question stands with the task that asked, and once more with no task.
  else if (channel === "__resume__" && path !== "")
    task.answers.push(...(Array.isArray(value) ? value : [value]));
  else if (!channel.startsWith("__") && !channel.startsWith("branch:")) task.channels.set(channel, value);
}

function readCheckpoint(thread: ThreadRead, writes: ReadonlyMap<string, Writes>, row: SqliteRow): void {
  const checkpoint = blobIn(thread, row, "checkpoint");
  const fields = isObject(checkpoint) ? checkpoint : {};
  const channels = isObject(fields["channel_values"]) ? fields["channel_values"] : {};
  const next = nextOf(channels, writes);
  const metadata = metadataOf(row["metadata"]);
  const snapshot: Snapshot = {
    values: Object.fromEntries(Object.entries(channels).filter(([name]) => !isInternal(name))),
    next,
    tasks: [...writes.values()].flatMap((task) => taskOf(task, channels, next)),
    threadId: thread.id,
    namespace: textOf(row["checkpoint_ns"])?.split("|") ?? [],
    origin: textOf(metadata["source"]),
    createdAt: fields["ts"],
  };
  thread.reader.readSnapshot(snapshot, locatorOf(row));
}

/** The nodes that run after a checkpoint: those that are triggered, and those that a node sent for. */
function nextOf(channels: Record<string, unknown>, writes: ReadonlyMap<string, Writes>): string[] {
  const next = new Set<string>();
  for (const name of Object.keys(channels)) {
    if (name === "__start__") next.add(name);
    if (name.startsWith("branch:to:")) next.add(name.slice("branch:to:".length));
  }
  for (const node of sentTo(channels)) next.add(node);
  for (const { path } of writes.values()) {
    const pulled = PULLED.exec(path)?.[1];
    if (pulled !== undefined) next.add(pulled);
  }
  return [...next];
}

const PULLED = /^~?__pregel_pull, (.{1,200})$/;
const PUSHED = /^~?__pregel_push, (\d{1,10})/;

function sentTo(channels: Record<string, unknown>): string[] {
  const sent = channels["__pregel_tasks"];
  return (Array.isArray(sent) ? sent : []).flatMap((send) => {
    const node = Array.isArray(send) ? send[0] : isObject(send) ? send["node"] : null;
    return typeof node === "string" ? [node] : [];
  });
}

function taskOf(task: Writes, channels: Record<string, unknown>, next: readonly string[]): SnapshotTask[] {
  const pushed = PUSHED.exec(task.path)?.[1];
  const name =
    PULLED.exec(task.path)?.[1] ??
    (pushed === undefined ? undefined : sentTo(channels)[Number(pushed)]) ??
    (next.length === 1 ? next[0] : undefined);
  if (name === undefined) return [];
  const result = task.channels.size > 0 ? Object.fromEntries(task.channels) : null;
  return [{ name, error: task.error, interrupts: task.interrupts, answers: task.answers, result }];
}

function isInternal(channel: string): boolean {
  return channel.startsWith("__") || channel.startsWith("branch:");
}

function blobIn(thread: ThreadRead, row: SqliteRow, column: "value" | "checkpoint"): unknown {
  try {
    return readBlob(row["type"], row[column]);
  } catch (error) {
    if (!(error instanceof BlobError)) throw error;
    const place =
      column === "value" ? ` task:${String(row["task_id"])} channel:${String(row["channel"])}` : "";
    thread.broken.push({ locator: locatorOf(row) + place, why: error.message });
    return null;
  }
}

/** JSON text, in older files msgpack. */
function metadataOf(blob: unknown): Record<string, unknown> {
  const text =
    typeof blob === "string" ? blob : blob instanceof Uint8Array ? Buffer.from(blob).toString("utf8") : "";
  const value = embeddedJson(text);
  return isObject(value) ? value : {};
}

function checkpointKey(row: SqliteRow): string {
  return `${String(row["checkpoint_ns"])} ${String(row["checkpoint_id"])}`;
}

function locatorOf(row: SqliteRow): string {
  return `checkpoint:${String(row["checkpoint_id"])}`;
}
