import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import type { SqliteRow, SqliteValue } from "../../adapters/source.ts";
import { FileOrigin } from "../byte-origin.ts";
import { isSqlite } from "../content-kind.ts";
import { ContentSource, type OpenSource, type SourceIdentity } from "../content-source.ts";
import type { SourceLimits } from "../limits.ts";
import { PrivateFolder } from "../private-folder.ts";
import type { ProblemLog } from "../problem-log.ts";
import type { SourceEntry } from "../walk.ts";
import { DatabaseReader } from "./database-reader.ts";
import { COPY_NAME, type Snapshot, snapshotOf } from "./snapshot.ts";

const MAGIC_BYTES = 16;

/**
 * A database is read from a private copy: in a folder that nobody can write to, while its owner writes on, and without
 * a trace beside it. `found`: its bytes, needed where they were packed or came through a stream.
 */
export async function openDatabaseSource(
  entry: SourceEntry,
  identity: SourceIdentity,
  found: ContentSource,
  limits: SourceLimits,
  log: ProblemLog,
): Promise<OpenSource> {
  const isPlainFile = identity.stamp !== null && startsAsDatabase(entry.path);
  const { folder, file, stamp } = isPlainFile
    ? await snapshotOf(entry.path)
    : await unpacked(found, identity);
  try {
    const reader = new DatabaseReader(file, limits.maxRunBytes, log);
    const fd = openSync(file, "r");
    const origin = new FileOrigin(fd, fstatSync(fd, { bigint: true }), log);
    return new DatabaseSource({ ...identity, stamp }, origin, reader, folder, limits, log);
  } finally {
    folder.remove();
  }
}

class DatabaseSource extends ContentSource {
  private readonly reader: DatabaseReader;
  private readonly folder: PrivateFolder;

  constructor(
    identity: SourceIdentity,
    origin: FileOrigin,
    reader: DatabaseReader,
    folder: PrivateFolder,
    limits: SourceLimits,
    log: ProblemLog,
  ) {
    const probe = { kind: "sqlite", tables: reader.tables } as const;
    super(identity, origin, { probe, documentLog: null, contentHash: null }, limits, log);
    this.reader = reader;
    this.folder = folder;
  }

  override query(sql: string, ...params: readonly SqliteValue[]): AsyncGenerator<readonly SqliteRow[]> {
    return this.reader.query(sql, params);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.reader.close();
    await super[Symbol.asyncDispose]();
    this.folder.remove();
  }
}

function startsAsDatabase(path: string): boolean {
  const head = Buffer.alloc(MAGIC_BYTES);
  const fd = openSync(path, "r");
  try {
    readSync(fd, head, 0, MAGIC_BYTES, 0);
  } finally {
    closeSync(fd);
  }
  return isSqlite(head);
}

async function unpacked(
  found: ContentSource,
  { stamp }: SourceIdentity,
): Promise<Omit<Snapshot, "stamp"> & { stamp: string | null }> {
  const folder = new PrivateFolder();
  const file = folder.file(COPY_NAME);
  try {
    const fd = openSync(file, "wx", 0o600);
    try {
      for await (const chunk of found.chunks()) {
        for (let written = 0; written < chunk.length; ) written += writeSync(fd, chunk, written);
      }
    } finally {
      closeSync(fd);
    }
    return { folder, file, stamp };
  } catch (error) {
    folder.remove();
    throw error;
  }
}
