import { type BigIntStats, lstatSync, realpathSync, statSync } from "node:fs";

/**
 * Size, modification and change time and inode: equal for as long as nobody wrote to the file or replaced it. Where a
 * write-ahead log of SQLite lies beside the file, it is part of it. Not waited for: a trip through the thread pool takes
 * longer than the answer, and every file is asked in every run. Rejects where there is no such file.
 */
export async function stampOf(path: string): Promise<string> {
  return stampFrom(path, statSync(path, { bigint: true }));
}

/**
 * @param info of the file at this path
 * @param real where it lies without symbolic links; for those who know that already
 */
export function stampFrom(path: string, info: BigIntStats, real = realDatabase(path)): string {
  const log = logOf(real);
  return log === null || log.size === 0n ? partOf(info) : `${partOf(info)}+${partOf(log)}`;
}

function logOf(database: string): BigIntStats | null {
  try {
    return statSync(`${database}-wal`, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    // A name so long that no name of a log fits behind it, or a log that is a link to itself.
    return null;
  }
}

/** SQLite keeps its logs beside the file that a symbolic link leads to. */
export function realDatabase(path: string): string {
  return lstatSync(path).isSymbolicLink() ? realpathSync(path) : path;
}

function partOf(info: BigIntStats): string {
  return `${info.size}:${info.mtimeNs}:${info.ctimeNs}:${info.ino}`;
}
