import { chmodSync, closeSync, constants, copyFileSync, openSync, readSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { systemCode } from "../../core/system-error.ts";
import { realDatabase, stampOf } from "../file-stamp.ts";
import { PrivateFolder } from "../private-folder.ts";
import { SourceError } from "../source-error.ts";

/** A copy of a database, and of its write-ahead log under the name that SQLite looks for. */
export interface Snapshot {
  folder: PrivateFolder;
  file: string;
  /** Of the original when it was copied. */
  stamp: string;
}

export const COPY_NAME = "copy.db";
const ATTEMPTS = 20;
const PAUSE_MS = 50;
/** The part of a write-ahead log that changes whenever it starts anew (https://sqlite.org/fileformat2.html#walformat). */
const LOG_HEAD_BYTES = 32;
/** Where a rollback journal has to be played back before the database is whole (same page, "The Rollback Journal"). */
const JOURNAL_MAGIC = "d9d505f920a163d7";

/**
 * Copies a database that somebody may be writing to, without a lock and without a file beside it: whoever writes it
 * notices nothing. With a write-ahead log the copy is whole if the log did not start anew meanwhile, since then all
 * pages that changed are in the log; without one, if nobody wrote at all. A journal is never played back: it can name
 * any other file for SQLite to delete.
 *
 * @throws SourceError where it is in the middle of a transaction or written to without a pause for a second
 */
export async function snapshotOf(path: string): Promise<Snapshot> {
  const original = realDatabase(path);
  let before = await stateOf(original);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await sleep(PAUSE_MS);
    if (attempt > 0) before = await stateOf(original);
    if (before.isUnfinished) continue;
    const folder = new PrivateFolder();
    try {
      const file = folder.file(COPY_NAME);
      copy(original, file);
      if (before.log !== null) copy(`${original}-wal`, `${file}-wal`);
      const after = await stateOf(original);
      const isWhole = before.log === null ? before.stamp === after.stamp : before.log === after.log;
      if (isWhole && !after.isUnfinished) return { folder, file, stamp: before.stamp };
    } catch (error) {
      folder.remove();
      if (before.log === null || !isMissing(error)) throw error;
    }
    folder.remove();
  }
  throw before.isUnfinished
    ? new SourceError(
        "database-unfinished",
        "a transaction on this database broke off or is still open (there is a -journal beside it); open it once with the program that wrote it",
      )
    : new SourceError("database-busy", "this database is written to all the time; read it when that is over");
}

interface State {
  stamp: string;
  /** Beginning of the write-ahead log; null where there is none or nothing in it. */
  log: string | null;
  isUnfinished: boolean;
}

async function stateOf(path: string): Promise<State> {
  const log = headOf(`${path}-wal`, LOG_HEAD_BYTES);
  return {
    stamp: await stampOf(path),
    log: log === "" ? null : log,
    isUnfinished: headOf(`${path}-journal`, JOURNAL_MAGIC.length / 2) === JOURNAL_MAGIC,
  };
}

/** In hexadecimal digits; empty where there is no such file. */
function headOf(path: string, bytes: number): string {
  const head = Buffer.alloc(bytes);
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
  try {
    return head.toString("hex", 0, readSync(fd, head, 0, bytes, 0));
  } finally {
    closeSync(fd);
  }
}

/** A copy of a read-only file would be read-only too. */
function copy(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, 0o600);
}

function isMissing(error: unknown): boolean {
  return systemCode(error) === "ENOENT";
}
