import Database from "better-sqlite3";
import { MastError } from "../../core/errors.ts";

type Advice = [prefix: string, what: string, hint: string];

/** By the start of SQLite's result code; extended codes (`SQLITE_IOERR_WRITE`) follow their family. */
const ADVICE: readonly Advice[] = [
  [
    "SQLITE_FULL",
    "the disk is full",
    "free some space, or put the store elsewhere with --db FILE; what was stored before is intact",
  ],
  [
    "SQLITE_BUSY",
    "another process kept it locked for too long",
    "wait until the other mast has finished, then run the same command again",
  ],
  [
    "SQLITE_LOCKED",
    "it is locked",
    "wait until the other mast has finished, then run the same command again",
  ],
  [
    "SQLITE_READONLY",
    "it cannot be written",
    "check the rights of the file and its folder, or name another file with --db FILE",
  ],
  [
    "SQLITE_PERM",
    "no permission",
    "check the rights of the file and its folder, or name another file with --db FILE",
  ],
  [
    "SQLITE_CANTOPEN",
    "it cannot be opened",
    "check that the folder exists and may be written to, or name another file with --db FILE",
  ],
  ["SQLITE_NOTADB", "it is not an SQLite database", "name another file with --db FILE"],
  ["SQLITE_CORRUPT", "it is damaged", "move it away and ingest the traces again"],
  ["SQLITE_TOOBIG", "a value is larger than SQLite stores (1 GB)", "lower --max-run-size"],
  [
    "SQLITE_IOERR",
    "reading or writing failed",
    "check the disk and its free space; what was stored before is intact",
  ],
];

/** What a person can do about a failure of the database; everything else (a bug in a statement) is passed on as it is. */
export function explainDatabaseError(error: unknown, file: string): unknown {
  const code = isUnreadable(error) ? "SQLITE_CORRUPT" : codeOf(error);
  const advice = ADVICE.find(([prefix]) => code.startsWith(prefix));
  if (advice === undefined || !(error instanceof Error)) return error;
  const [, what, hint] = advice;
  return new MastError(`the store ${file}: ${what} (${error.message})`, { hint, cause: error });
}

/** What was stored as JSON or deflated and is so no more. */
function isUnreadable(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}

function codeOf(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : "";
}
