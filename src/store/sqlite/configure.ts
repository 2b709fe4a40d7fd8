import type Database from "better-sqlite3";

/** What holds for every connection, in memory too. */
export function configure(db: Database.Database): void {
  db.pragma("foreign_keys = ON");
  // With a write-ahead log, a crash of the machine may lose the last transactions but never breaks the database.
  db.pragma("synchronous = NORMAL");
  db.pragma("temp_store = MEMORY");
  db.pragma("cache_size = -16000");
  // The file may come with a cloned repository: no function or view in it is to be trusted.
  db.pragma("trusted_schema = OFF");
  // Pages: 16 MB of log between two merges into the database, which rewrite whatever changed.
  db.pragma("wal_autocheckpoint = 4000");
}
