import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type ByteOrigin, FileOrigin, MemoryOrigin, UnpackedOrigin } from "./byte-origin.ts";
import { ContentSource, type OpenSource, type SourceIdentity } from "./content-source.ts";
import { stampFrom } from "./file-stamp.ts";
import { DEFAULT_LIMITS, type SourceLimits } from "./limits.ts";
import { sourceOfBytes } from "./memory-source.ts";
import { FolderNeighbours } from "./neighbours.ts";
import { type Packing, packingOf } from "./packing.ts";
import { readPipe } from "./pipe.ts";
import { probeOrigin } from "./probe-content.ts";
import { ProblemLog } from "./problem-log.ts";
import { SourceError, systemSourceError } from "./source-error.ts";
import { spool } from "./spool.ts";
import type { SourceEntry } from "./walk.ts";

export type { OpenSource } from "./content-source.ts";
export type { SourceLimits } from "./limits.ts";
export { SourceError } from "./source-error.ts";

/** What unpacks to less is held in memory; anything larger is read again for each pass. */
const IN_MEMORY_BYTES = 16 * 1024 * 1024;
/** Below this one blocking read is several times faster than the trips through the thread pool for a promised one. */
const READ_AT_ONCE_BYTES = 1024 * 1024;
/** Packed content up to this size is unpacked whole first. */
const PACKED_IN_MEMORY_BYTES = 1024 * 1024;

/**
 * Opens a file, a pipe or standard input (path `-`) and looks at its beginning. Rejects with a `SourceError` where
 * nothing can be read; everything that is wrong with the content itself is in `problems()`.
 *
 * @param stdin needed for `-` only
 */
export async function openSource(
  entry: SourceEntry,
  limits: Partial<SourceLimits> = {},
  stdin: AsyncIterable<Uint8Array | string> | null = null,
): Promise<OpenSource> {
  const log = new ProblemLog(entry.uri);
  try {
    const all = { ...DEFAULT_LIMITS, ...limits };
    const { origin, stamp } = await originOf(entry, stdin, log);
    const isStream = entry.path === "-";
    const name = isStream ? "stdin" : basename(entry.path);
    const neighbours = isStream ? null : new FolderNeighbours(entry, (near) => openSource(near, limits));
    const identity = { uri: entry.uri, name, stamp, neighbours };
    let source: ContentSource;
    try {
      source = await openOrigin(origin, identity, all, log);
    } catch (error) {
      await origin.close();
      throw error;
    }
    if (source.probe.kind !== "sqlite") return source;
    // Only here, so that those who have no databases need not wait for SQLite.
    const { openDatabaseSource } = await import("./database/database-source.ts");
    await using found = source;
    return await openDatabaseSource(entry, identity, found, all, log);
  } catch (error) {
    throw error instanceof SourceError ? error : systemSourceError(error);
  }
}

async function originOf(
  { path, explicit }: SourceEntry,
  stdin: AsyncIterable<Uint8Array | string> | null,
  log: ProblemLog,
): Promise<{ origin: ByteOrigin; stamp: string | null }> {
  if (path === "-") {
    if (stdin === null) throw new SourceError("no-stdin", "there is no standard input");
    return { origin: await spool(stdin, log), stamp: null };
  }
  // A pipe is never opened just to look at it: its writer would be cut off. The walk hands on only regular files.
  if (explicit && (await stat(path)).isFIFO())
    return { origin: await spool(readPipe(path), log), stamp: null };
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const info = fstatSync(fd, { bigint: true });
  if (!info.isFile()) {
    closeSync(fd);
    throw new SourceError("not-a-file", "it is no file but a folder, a device or a socket");
  }
  const stamp = stampFrom(path, info);
  if (info.size > READ_AT_ONCE_BYTES) return { origin: new FileOrigin(fd, info, log), stamp };
  try {
    return { origin: new MemoryOrigin(readFileSync(fd)), stamp };
  } finally {
    closeSync(fd);
  }
}

async function openOrigin(
  raw: ByteOrigin,
  identity: SourceIdentity,
  limits: SourceLimits,
  log: ProblemLog,
): Promise<ContentSource> {
  if (raw instanceof MemoryOrigin) {
    const plain = await unpackedSmall(raw.content, limits, log);
    if (plain !== null) {
      await raw.close();
      return sourceOfBytes(plain, identity, limits, log);
    }
  }
  const packing = await packingOfOrigin(raw);
  const origin = packing === null ? raw : new UnpackedOrigin(raw, packing, limits, log);
  return new ContentSource(
    identity,
    origin,
    await probeOrigin(origin, identity.uri, limits, log),
    limits,
    log,
  );
}

/** The content itself or what it unpacks to; null where that is better done piece by piece. */
async function unpackedSmall(content: Buffer, limits: SourceLimits, log: ProblemLog): Promise<Buffer | null> {
  const packing = packingOf(content);
  if (packing === null) return content;
  if (content.length > PACKED_IN_MEMORY_BYTES) return null;
  return await packing.unpackWhole(content, IN_MEMORY_BYTES, limits, log);
}

async function packingOfOrigin(raw: ByteOrigin): Promise<Packing | null> {
  for await (const chunk of raw.chunks()) return packingOf(chunk);
  return null;
}
