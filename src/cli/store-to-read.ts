import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { MastError } from "../core/errors.ts";
import { snapshotOf } from "../sources/database/snapshot.ts";
import { SourceError } from "../sources/source-error.ts";
import { openSqliteStore } from "../store/sqlite/open.ts";
import type { Store } from "../store/store.ts";
import type { Io } from "./io.ts";
import { openExistingStore, type StoreOptions } from "./session.ts";

/**
 * A store for commands that change nothing in it. SQLite writes beside every database with a write-ahead log, even to read
 * it; so one that may not be written to, or that lies in such a folder, is read from a private copy.
 */
export async function openStoreToRead(options: StoreOptions, io: Io): Promise<Store> {
  const file = resolve(io.cwd, options.db);
  if (!(await mayRead(file)) || (await mayWrite(file))) return openExistingStore(options, io);
  const { folder, file: copy } = await snapshotFor(file);
  try {
    const store = await openSqliteStore(copy, { shown: file });
    const close = store[Symbol.asyncDispose].bind(store);
    store[Symbol.asyncDispose] = async () => {
      await close();
      folder.remove();
    };
    return store;
  } finally {
    folder.remove();
  }
}

async function snapshotFor(file: string): ReturnType<typeof snapshotOf> {
  try {
    return await snapshotOf(file);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new MastError(`the store ${file}: it may not be written to, and ${error.message}`, {
      cause: error,
    });
  }
}

async function mayRead(file: string): Promise<boolean> {
  return isAllowed(file, constants.R_OK);
}

async function mayWrite(file: string): Promise<boolean> {
  return (
    (await isAllowed(file, constants.W_OK)) &&
    (await isAllowed(dirname(file), constants.W_OK | constants.X_OK))
  );
}

async function isAllowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
