import { posix } from "node:path";
import { MemoryOrigin } from "./byte-origin.ts";
import { ContentSource, type OpenSource, type SourceIdentity } from "./content-source.ts";
import { gunzipWhole, isGzip } from "./gzip.ts";
import { DEFAULT_LIMITS, type SourceLimits } from "./limits.ts";
import { MemoryNeighbours } from "./neighbours.ts";
import { probeBytes } from "./probe-content.ts";
import { ProblemLog } from "./problem-log.ts";
import { TOO_LARGE } from "./source-error.ts";

/**
 * A source from text or bytes in memory, read as a file of that content would be (also gzip and UTF-16; not zstd, whose
 * decoder has to be loaded first). `uri` is what runs and problems name as their source; by default the name.
 * `neighbours`: contents by their path relative to this source. A database is only recognised, not opened.
 */
export function memorySource(
  content: string | Uint8Array,
  name = "memory",
  uri: string = name,
  limits: Partial<SourceLimits> = {},
  neighbours: Readonly<Record<string, string | Uint8Array>> = {},
): OpenSource {
  return sourceAt("", content, name, uri, limits, neighbours);
}

/** `at`: path from the first source to this one. */
function sourceAt(
  at: string,
  content: string | Uint8Array,
  name: string,
  uri: string,
  limits: Partial<SourceLimits>,
  contents: Readonly<Record<string, string | Uint8Array>>,
): OpenSource {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const log = new ProblemLog(uri);
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  let plain: Buffer | null = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isGzip(plain)) plain = gunzipWhole(plain, all.maxRunBytes, log);
  if (plain === null) log.lost(0, TOO_LARGE, `unpacks to more than ${all.maxRunBytes} bytes`);
  const neighbours = new MemoryNeighbours(contents, at, (near, path) =>
    sourceAt(path, near, posix.basename(path), path, limits, contents),
  );
  return sourceOfBytes(plain ?? Buffer.alloc(0), { uri, name, stamp: null, neighbours }, all, log);
}

/** `content`: decompressed. */
export function sourceOfBytes(
  content: Buffer,
  identity: SourceIdentity,
  limits: SourceLimits,
  log: ProblemLog,
): ContentSource {
  const probed = probeBytes(content, identity.uri, limits, log);
  return new ContentSource(identity, new MemoryOrigin(content), probed, limits, log);
}
