import Database from "better-sqlite3";
import type { Conversation } from "../conversation.ts";
import type { BenchFile } from "./format.ts";

/** A database that is made in memory: `prepare` gets it with its tables and returns what adds a run to it. */
export function sqliteFile(
  schema: string,
  prepare: (db: Database.Database) => (conversation: Conversation) => void,
): BenchFile {
  const db = new Database(":memory:");
  db.exec(schema);
  const addRun = db.transaction(prepare(db));
  let size = 0;
  return {
    add: (conversation) => {
      addRun(conversation);
      const before = size;
      size =
        Number(db.pragma("page_count", { simple: true })) * Number(db.pragma("page_size", { simple: true }));
      return { data: new Uint8Array(0), bytes: size - before };
    },
    end: () => {
      const bytes = db.serialize();
      db.close();
      return bytes;
    },
  };
}
