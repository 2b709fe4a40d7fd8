import { ExtData, encode } from "@msgpack/msgpack";
import type Database from "better-sqlite3";
import { type Conversation, clock } from "../conversation.ts";
import { Random } from "../random.ts";
import type { BenchFormat } from "./format.ts";
import { messagesOf } from "./langgraph.ts";
import { pythonJson } from "./python-json.ts";
import { sqliteFile } from "./sqlite-file.ts";

/** The tables of SqliteSaver. */
const SCHEMA = `
  CREATE TABLE checkpoints (thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL DEFAULT '', checkpoint_id TEXT NOT NULL,
    parent_checkpoint_id TEXT, type TEXT, checkpoint BLOB, metadata BLOB,
    PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id));
  CREATE TABLE writes (thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL DEFAULT '', checkpoint_id TEXT NOT NULL,
    task_id TEXT NOT NULL, task_path TEXT NOT NULL DEFAULT '', idx INTEGER NOT NULL, channel TEXT NOT NULL, type TEXT,
    value BLOB, PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx));`;

/** Pydantic objects, as LangGraph's serializer packs them. */
const PYDANTIC = 5;
const CLASSES: Readonly<Record<string, string>> = {
  human: "HumanMessage",
  ai: "AIMessage",
  tool: "ToolMessage",
};
/** From the start of the Gregorian calendar to that of Unix time, in units of 100 ns. */
const GREGORIAN = 0x01b21dd213814000n;

interface Rows {
  checkpoint: Database.Statement;
  write: Database.Statement;
}

/** A thread: the input, then a checkpoint after each step of the graph, which holds all messages so far. */
function addThread(rows: Rows, conversation: Conversation): void {
  const random = new Random(conversation.number + 11);
  const thread = random.uuid();
  const now = clock(conversation.number);
  const messages = messagesOf(conversation).map(({ node, value }) => ({ node, packed: pack(value) }));
  let parent: string | null = null;
  const checkpoint = (step: number, values: object): string => {
    const time = now();
    const id = uuid6(time, random);
    const state = {
      v: 4,
      ts: new Date(time).toISOString().replace("Z", "000+00:00"),
      id,
      channel_values: values,
    };
    const seen = { channel_versions: {}, versions_seen: {}, updated_channels: ["messages"] };
    const metadata = pythonJson({ source: step < 0 ? "input" : "loop", step, parents: {} });
    const bytes = encode({ ...state, ...seen });
    rows.checkpoint.run(thread, id, parent, "msgpack", bytes, Buffer.from(metadata));
    parent = id;
    return id;
  };
  const write = (
    at: string,
    node: string,
    index: number,
    channel: string,
    value: Uint8Array | null,
  ): void => {
    const place = [thread, at, new Random(index + messages.length).uuid(), `~__pregel_pull, ${node}`];
    const type = value === null ? "null" : "msgpack";
    rows.write.run(...place, channel === "messages" ? 0 : 1, channel, type, value ?? Buffer.alloc(0));
  };
  const input = { role: "user", content: conversation.task };
  let at = checkpoint(-1, { __start__: { messages: [input] } });
  for (const [index, { node, packed }] of messages.entries()) {
    const next = messages[index + 1]?.node;
    const wrote = index === 0 ? encode([input]) : encode([packed]);
    write(at, index === 0 ? "__start__" : node, index, "messages", wrote);
    if (next !== undefined) write(at, index === 0 ? "__start__" : node, index, `branch:to:${next}`, null);
    const state = messages.slice(0, index + 1).map((message) => message.packed);
    at = checkpoint(index, {
      messages: state,
      ...(next === undefined ? {} : { [`branch:to:${next}`]: null }),
    });
  }
}

function pack(value: Record<string, unknown>): ExtData {
  const type = String(value["type"]);
  const parts = [`langchain_core.messages.${type}`, CLASSES[type], value, "model_validate_json"];
  return new ExtData(PYDANTIC, encode(parts));
}

/** A UUID of version 6, which sorts by its time. */
function uuid6(ms: number, random: Random): string {
  const time = (BigInt(ms) * 10_000n + GREGORIAN).toString(16).padStart(15, "0");
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-6${time.slice(12)}-8000-${random.hex(12)}`;
}

export const checkpointDatabase: BenchFormat = {
  id: "langgraph checkpoint database",
  extension: ".sqlite",
  bareParse: "sqlite",
  fileBytes: 8 << 20,
  open: () =>
    sqliteFile(SCHEMA, (db) => {
      const rows: Rows = {
        checkpoint: db.prepare(
          "INSERT INTO checkpoints (thread_id, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata) VALUES (?, ?, ?, ?, ?, ?)",
        ),
        write: db.prepare(
          "INSERT INTO writes (thread_id, checkpoint_id, task_id, task_path, idx, channel, type, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ),
      };
      return (conversation) => addThread(rows, conversation);
    }),
};
