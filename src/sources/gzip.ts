import { constants, createGunzip, gunzipSync } from "node:zlib";
import { systemCode } from "../core/system-error.ts";
import type { SourceLimits } from "./limits.ts";
import type { ProblemLog } from "./problem-log.ts";

/** Small, so that even at deflate's highest ratio (1032) one piece gives no more than 16 MiB. */
const PIECE = 16 * 1024;

/** zlib's code for a stream that ends too early. */
const TRUNCATED = "Z_BUF_ERROR";

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
    if (systemCode(error) === "ERR_BUFFER_TOO_LARGE") return null;
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
 * inflates so much that it can only be meant to fill memory and time; what came before is handed on. `packed` opens
 * the stream from its start; it is opened again only if the stream is damaged.
 */
export async function* gunzipChunks(
  packed: () => AsyncIterable<Buffer>,
  limits: SourceLimits,
  log: ProblemLog,
): AsyncGenerator<Buffer> {
  const end = yield* unpack(packed(), limits, Number.POSITIVE_INFINITY);
  if (end.bomb) {
    const message = `${end.bytesIn} bytes unpack to more than ${end.bytesOut}: not read beyond that`;
    log.lost(0, "gzip-bomb", message);
  }
  if (end.failure === null) return;
  // zlib throws away what the failing piece gave before the damage: unpack again, there byte by byte.
  if (systemCode(end.failure) !== TRUNCATED) {
    let known = end.bytesOut;
    for await (const chunk of unpack(packed(), limits, end.lastPiece)) {
      if (chunk.length > known) yield chunk.subarray(known);
      known = Math.max(0, known - chunk.length);
    }
  }
  noteDamage(log, end.failure);
}

interface UnpackEnd {
  failure: unknown;
  bomb: boolean;
  bytesIn: number;
  bytesOut: number;
  /** Where the last piece that was fed starts. */
  lastPiece: number;
}

/** From the offset `byteByByte` on, every byte is a piece of its own. */
async function* unpack(
  packed: AsyncIterable<Buffer>,
  limits: SourceLimits,
  byteByByte: number,
): AsyncGenerator<Buffer, UnpackEnd> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const end: UnpackEnd = { failure: null, bomb: false, bytesIn: 0, bytesOut: 0, lastPiece: 0 };
  let out: Buffer[] = [];
  let over = false;
  // A stream that fails at its very end, or that meets something else after it, does not call back.
  let wake = (): void => {};
  const finish = (): void => {
    over = true;
    wake();
  };
  gunzip.on("close", finish);
  gunzip.on("end", finish);
  gunzip.on("error", (error) => {
    end.failure = error;
  });
  gunzip.on("data", (chunk: Buffer) => {
    out.push(chunk);
    end.bytesOut += chunk.length;
  });
  const drained = (feed: (done: () => void) => void): Promise<void> =>
    new Promise((done) => {
      wake = done;
      feed(done);
    });
  try {
    for await (const chunk of packed) {
      for (let start = 0; start < chunk.length && !over; ) {
        const size = end.bytesIn >= byteByByte ? 1 : PIECE;
        const piece = chunk.subarray(start, start + size);
        await drained((done) => gunzip.write(piece, () => done()));
        end.lastPiece = end.bytesIn;
        end.bytesIn += piece.length;
        start += piece.length;
        yield* out;
        out = [];
        end.bomb = end.bytesOut > limits.maxRunBytes && end.bytesOut > end.bytesIn * limits.maxInflation;
        if (end.bomb) return end;
      }
      if (over) break;
    }
    if (!over) await drained(() => gunzip.end());
    yield* out;
    return end;
  } finally {
    gunzip.destroy();
  }
}

function noteDamage(log: ProblemLog, error: unknown): void {
  if (systemCode(error) === TRUNCATED) {
    log.lost(0, "gzip-truncated", "the gzip stream breaks off; what came before is read");
  } else {
    log.lost(0, "gzip-damaged", "the gzip stream is damaged; what came before the damage is read");
  }
}
