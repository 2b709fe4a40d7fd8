import { setImmediate as breathe } from "node:timers/promises";
import Database from "better-sqlite3";
import type { SqliteRow, SqliteValue } from "../../adapters/source.ts";
import { APPLICATION_ID, openDatabase } from "../../sqlite/database.ts";
import type { ProblemLog } from "../problem-log.ts";
import { OWN_STORE, SourceError, TOO_LARGE } from "../source-error.ts";
import { ordinaryTables } from "./tables.ts";

/** Rows are handed on in batches of about this many bytes, and of no more than this many rows. */
const BATCH_BYTES = 1024 * 1024;
const BATCH_ROWS = 1000;

/** A database in a file that nobody else knows, open for reading. */
export class DatabaseReader {
  readonly tables: Readonly<Record<string, readonly string[]>>;
  private readonly db: Database.Database;
  private readonly log: ProblemLog;
  private readonly running = new Set<IterableIterator<unknown>>();

  /**
   * @param maxValueBytes what a single value may hold, as far as memory goes
   * @throws SourceError for a damaged database, one of mast's own, and one with a value that is too large
   */
  constructor(file: string, maxValueBytes: number, log: ProblemLog) {
    this.log = log;
    try {
      this.db = openCopy(file);
    } catch (error) {
      throw databaseError(error);
    }
    try {
      if (this.db.pragma("application_id", { simple: true }) === APPLICATION_ID) {
        throw new SourceError(OWN_STORE, "mast's own store: `mast report --db FILE` shows what is in it");
      }
      this.tables = ordinaryTables(this.db, log);
      this.refuseLargeValues(maxValueBytes);
    } catch (error) {
      this.db.close();
      throw databaseError(error);
    }
  }

  async *query(sql: string, params: readonly SqliteValue[]): AsyncGenerator<readonly SqliteRow[]> {
    this.checkTables(sql);
    const { rows, columns } = this.start(sql, params);
    this.running.add(rows);
    try {
      let batch: SqliteRow[] = [];
      let bytes = 0;
      for (let row = this.next(rows); row !== null; row = this.next(rows)) {
        bytes += bytesOf(row);
        batch.push(named(columns, row));
        if (bytes < BATCH_BYTES && batch.length < BATCH_ROWS) continue;
        yield batch;
        batch = [];
        bytes = 0;
        // Nothing else here waits for the system, so a signal would not be heard until the last row.
        await breathe();
      }
      if (batch.length > 0) yield batch;
    } finally {
      rows.return?.();
      this.running.delete(rows);
    }
  }

  close(): void {
    for (const rows of this.running) rows.return?.();
    this.db.close();
  }

  /** Views can run for ever; nobody but mast writes `sql`, so this guards against a name that only the file gives. */
  private checkTables(sql: string): void {
    const ownNames = [...sql.matchAll(/\b(\w+)\s*(?:\([^()]*\)\s*)?AS\s*\(/gi)].map(([, name]) => name);
    for (const [, quoted, bare] of sql.matchAll(/\b(?:FROM|JOIN)\s+(?:"([^"]+)"|(\w+)(?!\w|\s*\())/gi)) {
      const name = quoted ?? bare ?? "";
      if (!(name in this.tables) && !ownNames.includes(name)) {
        throw new SourceError("table-missing", `the database has no stored table ${name}`);
      }
    }
  }

  private start(sql: string, params: readonly SqliteValue[]) {
    try {
      const statement = this.db.prepare(sql).safeIntegers(true).raw(true);
      if (!statement.readonly) throw new Error("a source is only read");
      const columns = statement.columns().map(({ name }) => name);
      return { columns, rows: statement.iterate(...params) as IterableIterator<SqliteValue[]> };
    } catch (error) {
      throw databaseError(error);
    }
  }

  /** What stands before a damaged page is good. */
  private next(rows: IterableIterator<SqliteValue[]>): SqliteValue[] | null {
    try {
      const step = rows.next();
      return step.done === true ? null : step.value;
    } catch (error) {
      const { code, message } = databaseError(error);
      this.log.lost(0, code, `${message}; the rows before that place are read`);
      return null;
    }
  }

  /** No value is larger than its file, so only large files are searched; SQLite knows lengths without reading values. */
  private refuseLargeValues(maxBytes: number): void {
    const pages = Number(this.db.pragma("page_count", { simple: true }));
    if (pages * Number(this.db.pragma("page_size", { simple: true })) <= maxBytes) return;
    for (const [table, columns] of Object.entries(this.tables)) {
      const isLarge = columns.map((column) => `octet_length(${quote(column)}) > ${maxBytes}`).join(" OR ");
      if (this.db.prepare(`SELECT 1 FROM ${quote(table)} WHERE ${isLarge} LIMIT 1`).get() === undefined)
        continue;
      throw new SourceError(TOO_LARGE, `a value in the table ${table} is larger than ${maxBytes} bytes`);
    }
  }
}

/** The log is worked into the copy first, so that the copy is one file. */
function openCopy(file: string): Database.Database {
  const writable = openDatabase(file, { fileMustExist: true });
  try {
    writable.pragma("trusted_schema = OFF");
    // Nobody needs the copy after a power cut.
    writable.pragma("synchronous = OFF");
    writable.pragma("journal_mode = DELETE");
  } finally {
    writable.close();
  }
  const db = openDatabase(file, { readonly: true, fileMustExist: true });
  db.pragma("trusted_schema = OFF");
  db.pragma("query_only = ON");
  db.pragma("cell_size_check = ON");
  return db;
}

function named(columns: readonly string[], values: readonly SqliteValue[]): SqliteRow {
  const row: Record<string, SqliteValue> = {};
  for (const [at, column] of columns.entries()) {
    const value = values[at] ?? null;
    row[column] = typeof value === "bigint" && isSafe(value) ? Number(value) : value;
  }
  return row;
}

function isSafe(value: bigint): boolean {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}

function bytesOf(values: readonly SqliteValue[]): number {
  let bytes = 0;
  for (const value of values) {
    bytes += typeof value === "string" || value instanceof Uint8Array ? value.length : 8;
  }
  return bytes;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What SQLite says about a file is the file's; anything else is a bug of mast. */
function databaseError(error: unknown): SourceError {
  if (error instanceof SourceError || !(error instanceof Database.SqliteError)) throw error;
  const isDamaged = error.code.startsWith("SQLITE_CORRUPT") || error.code === "SQLITE_NOTADB";
  const message = `${isDamaged ? "the database is damaged" : "the database cannot be read"} (${error.message})`;
  return new SourceError(isDamaged ? "database-damaged" : "database-unreadable", message, { cause: error });
}
