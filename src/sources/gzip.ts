import { once } from "node:events";
import { constants, createGunzip, gunzipSync } from "node:zlib";
import type { SourceLimits } from "./limits.ts";
import type { ProblemLog } from "./problem-log.ts";

/** Small, so that even at deflate's highest ratio (1032) one piece gives no more than 16 MiB. */
const PIECE = 16 * 1024;

/** The first bytes decide, not the name: gzip's magic and its only compression method. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/**
 * Unpacks all members of a gzip stream that is in memory. A broken stream gives what came before the break, found by
 * bisection (inflating a prefix fails only if the prefix holds the break). Null if more than `maxBytes` come out.
 */
export function gunzipWhole(packed: Uint8Array, maxBytes: number, log: ProblemLog): Buffer | null {
  try {
    return gunzipSync(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") return null;
    noteDamage(log, error);
  }
  let sound = 0;
  let broken = packed.length + 1;
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2);
    if (inflatePrefix(packed, middle, maxBytes) === null) broken = middle;
    else sound = middle;
  }
  return inflatePrefix(packed, sound, maxBytes) ?? Buffer.alloc(0);
}

function inflatePrefix(packed: Uint8Array, length: number, maxBytes: number): Buffer | null {
  if (length === 0) return Buffer.alloc(0);
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxBytes };
    return gunzipSync(packed.subarray(0, length), options);
  } catch {
    return null;
  }
}

/**
 * Unpacks all members of a gzip stream piece by piece. Ends, with a problem, where the stream is broken or where it
 * inflates so much that it can only be meant to fill memory and time; what came before is handed on.
 */
export async function* gunzipChunks(
  packed: AsyncIterable<Buffer>,
  limits: SourceLimits,
  log: ProblemLog,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  let out: Buffer[] = [];
  let failure: unknown = null;
  gunzip.on("data", (chunk: Buffer) => out.push(chunk));
  gunzip.on("error", (error) => {
    failure = error;
  });
  let bytesIn = 0;
  let bytesOut = 0;
  try {
    for await (const chunk of packed) {
      for (let start = 0; start < chunk.length && failure === null; start += PIECE) {
        const piece = chunk.subarray(start, start + PIECE);
        bytesIn += piece.length;
        await new Promise<void>((done) => gunzip.write(piece, () => done()));
        for (const unpacked of out) bytesOut += unpacked.length;
        yield* out;
        out = [];
        if (bytesOut > limits.maxRunBytes && bytesOut > bytesIn * limits.maxInflation) {
          const message = `${bytesIn} bytes unpack to more than ${bytesOut}: not read beyond that`;
          log.lost(0, "gzip-bomb", message);
          return;
        }
      }
      if (failure !== null) break;
    }
    if (failure === null) {
      gunzip.end();
      await once(gunzip, "end").catch(() => undefined);
      yield* out;
    }
    if (failure !== null) noteDamage(log, failure);
  } finally {
    gunzip.destroy();
  }
}

function noteDamage(log: ProblemLog, error: unknown): void {
  if (codeOf(error) === "Z_BUF_ERROR") {
    log.lost(0, "gzip-truncated", "the gzip stream breaks off; what came before is read");
  } else {
    log.lost(0, "gzip-damaged", "the gzip stream is damaged; what came before the damage is read");
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
