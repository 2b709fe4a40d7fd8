import { closeSync, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type Database from "better-sqlite3";
import { MastError } from "../../core/errors.ts";
import { systemCode } from "../../core/system-error.ts";
import { openDatabase } from "../../sqlite/database.ts";
import type { Store } from "../store.ts";
import { configure } from "./configure.ts";
import { explainDatabaseError } from "./database-error.ts";
import { migrate } from "./migrate.ts";
import { SqliteStore } from "./sqlite-store.ts";

export interface SqliteStoreOptions {
  /** How long to wait for another process that holds the database; default 60 000. */
  busyTimeoutMs?: number;
  /** What messages call it; default: the file. */
  shown?: string;
}

const MAGIC = "SQLite format 3\0";

/**
 * Opens the store in this file, and makes it where there is none, readable by its owner alone. Several processes may
 * have it open; writers wait for one another. Throws a MastError that says what is wrong with the file.
 */
export async function openSqliteStore(file: string, options: SqliteStoreOptions = {}): Promise<Store> {
  prepareFile(file);
  const { shown = file } = options;
  let db: Database.Database | null = null;
  try {
    db = openDatabase(file, { timeout: options.busyTimeoutMs ?? 60_000 });
    configure(db);
    migrate(db, shown);
    db.pragma("journal_mode = WAL");
    return new SqliteStore(db, shown);
  } catch (error) {
    db?.close();
    throw explainDatabaseError(error, shown);
  }
}

/** Creates the file with its rights before SQLite does; its log files take over the same rights. */
function prepareFile(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
    return;
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw explainFileError(error, file);
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    throw new MastError(`the store ${file}: it is a folder`, { hint: "name a file with --db FILE" });
  }
  if (found !== undefined && !found.isFile()) {
    throw new MastError(`the store ${file}: it is no regular file`, { hint: "name a file with --db FILE" });
  }
  if (found !== undefined && found.size > 0 && !isDatabase(file)) {
    throw new MastError(`the store ${file}: it is not an SQLite database`, {
      hint: "it was left as it is; name another file with --db FILE",
    });
  }
}

function isDatabase(file: string): boolean {
  const head = Buffer.alloc(MAGIC.length);
  try {
    const handle = openSync(file, "r");
    try {
      readSync(handle, head, 0, head.length, 0);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw explainFileError(error, file);
  }
  return head.toString("latin1") === MAGIC;
}

function explainFileError(error: unknown, file: string): unknown {
  const folder = dirname(file);
  const elsewhere = "name another place with --db FILE";
  switch (systemCode(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return new MastError(`the store ${file}: there is no folder ${folder}`, {
        hint: elsewhere,
        cause: error,
      });
    case "EISDIR":
      return new MastError(`the store ${file}: it is a folder`, {
        hint: "name a file with --db FILE",
        cause: error,
      });
    case "EACCES":
    case "EPERM":
      return new MastError(`the store ${file}: no permission to open it`, {
        hint: `check the rights of the file and of ${folder}, or ${elsewhere}`,
        cause: error,
      });
    case "EROFS":
      return new MastError(`the store ${file}: the file system is read-only`, {
        hint: elsewhere,
        cause: error,
      });
    case "ENOSPC":
    case "EDQUOT":
      return new MastError(`the store ${file}: the disk is full`, {
        hint: `free some space, or ${elsewhere}`,
        cause: error,
      });
    case "ENAMETOOLONG":
      return new MastError(`the store ${file}: the name is too long`, { hint: elsewhere, cause: error });
    default:
      return error;
  }
}
