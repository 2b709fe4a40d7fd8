import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Encoder, ExtData } from "@msgpack/msgpack";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { langgraphAdapter } from "../../../src/adapters/langgraph/adapter.ts";
import { BlobError, readBlob } from "../../../src/adapters/langgraph/checkpoint-blob.ts";
import type { Run } from "../../../src/core/run.ts";
import { readSource } from "../../../src/pipeline/read-source.ts";
import { openSource } from "../../../src/sources/open-source.ts";
import { openDatabase } from "../../../src/sqlite/database.ts";
import { executedCalls, gist, readRun, sample, tokensOf } from "./read-runs.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mast-checkpoints-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function readDatabase(path: string) {
  await using source = await openSource({ path, uri: "checkpoints.sqlite", explicit: true });
  const reading = readSource(source, "memory", { adapters: [langgraphAdapter], forced: null, tags: {} });
  const runs: Run[] = [];
  let next = await reading.next();
  for (; !next.done; next = await reading.next()) runs.push(...next.value.runs.map(({ run }) => run));
  return { runs, problems: next.value.problems };
}

const samplePath = (name: string) =>
  fileURLToPath(new URL(`../../../sample-traces/langgraph/${name}.checkpoints.sqlite`, import.meta.url));

const encoder = new Encoder();

/** What LangGraph packs a Python object as. */
function object(code: number, ...parts: unknown[]): ExtData {
  return new ExtData(code, encoder.encode(parts));
}

function message(kind: string, fields: Record<string, unknown>): ExtData {
  return object(5, `langchain_core.messages.${kind}`, kind, fields, "model_validate_json");
}

const ask = (content: string, id: string) => message("HumanMessage", { content, id, type: "human" });
const say = (content: string, id: string) =>
  message("AIMessage", { content, id, type: "ai", tool_calls: [] });

interface Row {
  thread?: string;
  id: number;
  channels: Record<string, unknown>;
  /** Task path, channel, value. */
  writes?: [path: string, channel: string, value: unknown][];
}

function database(rows: readonly Row[], options: { taskPath?: boolean; damage?: boolean } = {}): string {
  const path = join(folder, "checkpoints.sqlite");
  const db = openDatabase(path);
  const column = options.taskPath === false ? "" : "task_path TEXT,";
  db.exec(
    `CREATE TABLE checkpoints(thread_id TEXT, checkpoint_ns TEXT, checkpoint_id TEXT, parent_checkpoint_id TEXT, type TEXT, checkpoint BLOB, metadata BLOB);
     CREATE TABLE writes(thread_id TEXT, checkpoint_ns TEXT, checkpoint_id TEXT, task_id TEXT, ${column} idx INTEGER, channel TEXT, type TEXT, value BLOB)`,
  );
  for (const { thread = "t-1", id, channels, writes = [] } of rows) {
    const checkpoint = encoder.encode({
      v: 4,
      ts: `2026-01-01T00:00:0${id}+00:00`,
      channel_values: channels,
    });
    const blob = options.damage && id === 2 ? checkpoint.subarray(0, checkpoint.length / 2) : checkpoint;
    db.prepare("INSERT INTO checkpoints VALUES (?, '', ?, NULL, 'msgpack', ?, ?)").run(
      thread,
      `c-${id}`,
      Buffer.from(blob),
      '{"source": "loop"}',
    );
    for (const [at, [taskPath, channel, value]] of writes.entries()) {
      const basics = [thread, "", `c-${id}`, `task ${taskPath}`];
      const rest = [at, channel, "msgpack", Buffer.from(encoder.encode(value))];
      const values = options.taskPath === false ? [...basics, ...rest] : [...basics, taskPath, ...rest];
      db.prepare(`INSERT INTO writes VALUES (${values.map(() => "?").join(", ")})`).run(...values);
    }
  }
  db.close();
  return path;
}

const TWO_NODES: Row[] = [
  {
    id: 1,
    channels: { messages: [ask("weigh P1", "h")], "branch:to:scout": null },
    writes: [["~__pregel_pull, scout", "messages", [say("12 kg", "a")]]],
  },
  { id: 2, channels: { messages: [ask("weigh P1", "h"), say("12 kg", "a")], "branch:to:judge": null } },
  { id: 3, channels: { messages: [ask("weigh P1", "h"), say("12 kg", "a"), say("agreed", "b")] } },
];
const SAID = ["- message: weigh P1", "scout message: 12 kg", "judge message: agreed"];

describe("a SqliteSaver database", () => {
  it("gives what the stream of the same run gives, subgraphs too", async () => {
    const { runs, problems } = await readDatabase(samplePath("card-dispute"));
    const stream = await readRun(sample("langgraph/card-dispute.debug.jsonl"));
    expect(problems).toEqual([]);
    expect(runs.map(gist)).toEqual([gist(stream)]);
    expect(runs.map(tokensOf)).toEqual([tokensOf(stream)]);
  });

  it("keeps what an interrupt asked and what a person answered", async () => {
    const { runs } = await readDatabase(samplePath("approved-order"));
    expect(runs.map(({ endReason }) => endReason)).toEqual(["completed"]);
    expect(runs.flatMap(executedCalls)).toEqual(["quote_price", "place_order"]);
    expect(runs.flatMap(gist).slice(4, 6)).toEqual([
      'buyer message: {"question":"Order 30 desk lamps for 1,290.00 EUR?"}',
      "- message: yes, go ahead",
    ]);
  });

  it("says which exception ended the run", async () => {
    const { runs } = await readDatabase(samplePath("missing-shelf"));
    expect(runs).toMatchObject([{ endReason: "error", endDetail: "KeyError('B7')", outcome: "failed" }]);
  });

  it("names authors by writes, by triggers, and without the column of task paths", async () => {
    expect((await readDatabase(database(TWO_NODES))).runs.map(gist)).toEqual([SAID]);
    rmSync(join(folder, "checkpoints.sqlite"));
    expect((await readDatabase(database(TWO_NODES, { taskPath: false }))).runs.map(gist)).toEqual([SAID]);
  });

  it("gives each thread a run, which keeps its id while the database grows", async () => {
    const other = TWO_NODES.map((row) => ({ ...row, thread: "t-0" }));
    const before = await readDatabase(database(TWO_NODES));
    rmSync(join(folder, "checkpoints.sqlite"));
    const after = await readDatabase(database([...TWO_NODES, ...other]));
    expect(after.runs).toHaveLength(2);
    expect(after.runs.map(({ id }) => id)).toContain(before.runs[0]?.id);
  });

  it("stands before a node where its last checkpoint triggers one", async () => {
    const { runs } = await readDatabase(database(TWO_NODES.slice(0, 2)));
    expect(runs).toMatchObject([{ endReason: "truncated", endDetail: "the thread stands before judge" }]);
  });

  it("reports a damaged blob by its place and reads the others", async () => {
    const { runs, problems } = await readDatabase(database(TWO_NODES, { damage: true }));
    expect(problems).toMatchObject([{ locator: "checkpoint:c-2", code: "unreadable-blob" }]);
    expect(runs.map(gist)).toEqual([
      ["- message: weigh P1", "scout message: 12 kg", "scout message: agreed"],
    ]);
  });
});

describe("a blob", () => {
  it("that is a pickle is never loaded", () => {
    expect(() => readBlob("pickle", Buffer.from("cos\nsystem\n"))).toThrow(BlobError);
  });

  it("of older versions is JSON", () => {
    expect(readBlob("json", Buffer.from('{"a": [1]}'))).toEqual({ a: [1] });
    expect(() => readBlob("json", Buffer.from("{"))).toThrow(BlobError);
  });

  it("that nests without end is refused, in arrays and in objects within objects", () => {
    expect(() => readBlob("msgpack", Buffer.alloc(100_000, 0x91))).toThrow(BlobError);
    let inner: unknown = "x";
    for (let depth = 0; depth < 3000; depth += 1) inner = object(0, "m", "C", inner);
    expect(() => readBlob("msgpack", Buffer.from(encoder.encode(inner)))).toThrow(BlobError);
    let list: unknown = "x";
    for (let depth = 0; depth < 90; depth += 1) list = [[[[[[[list]]]]]]];
    expect(() => readBlob("msgpack", Buffer.from(new Encoder({ maxDepth: 1000 }).encode(list)))).toThrow(
      BlobError,
    );
  });

  it("is a value or a BlobError, whatever its bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom("msgpack", "json", "other"),
        (bytes, type) => {
          try {
            readBlob(type, bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(BlobError);
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(() => readBlob("msgpack", encoder.encode(JSON.parse('{"__proto__": {"polluted": 1}}')))).toThrow(
      BlobError,
    );
  });
});
