import { openDatabase } from "../sqlite/database.ts";
import { configure } from "./sqlite/configure.ts";
import { migrate } from "./sqlite/migrate.ts";
import { SqliteStore } from "./sqlite/sqlite-store.ts";
import type { Store } from "./store.ts";

/**
 * A store that is gone with the process, for `--no-store` and tests: SQLite without a file, so that it keeps, orders
 * and replaces exactly as the one on disk does (docs/adr/0010-memory-store-is-sqlite.md).
 */
export function openMemoryStore(): Store {
  const db = openDatabase(":memory:");
  configure(db);
  migrate(db, ":memory:");
  return new SqliteStore(db, ":memory:");
}
