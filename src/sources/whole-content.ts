import type { ByteOrigin } from "./byte-origin.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { noteBadUtf8 } from "./invalid-utf8.ts";
import type { SourceLimits } from "./limits.ts";
import type { ProblemLog } from "./problem-log.ts";
import { SourceError, TOO_LARGE } from "./source-error.ts";
import { Utf8Stream } from "./utf8-stream.ts";

/** The content as UTF-8 without byte-order mark, chunk by chunk. */
export async function* utf8Chunks(origin: ByteOrigin, log: ProblemLog): AsyncGenerator<Buffer> {
  const utf8 = new Utf8Stream(log);
  for await (const chunk of origin.chunks()) {
    const decoded = utf8.push(chunk);
    if (decoded.length > 0) yield decoded;
  }
  const rest = utf8.end();
  if (rest.length > 0) yield rest;
}

/** All chunks as one. Rejects above the limit. */
export async function collect(
  chunks: AsyncIterable<Buffer>,
  limits: SourceLimits,
  expected: number | null,
): Promise<Buffer> {
  const all = new GrowingBuffer(Math.min(expected ?? 0, limits.maxRunBytes));
  for await (const chunk of chunks) {
    if (all.length + chunk.length > limits.maxRunBytes) {
      throw new SourceError(TOO_LARGE, `larger than ${limits.maxRunBytes} bytes`);
    }
    all.append(chunk);
  }
  return all.bytes;
}

export async function wholeText(origin: ByteOrigin, limits: SourceLimits, log: ProblemLog): Promise<string> {
  return textOf(await collect(utf8Chunks(origin, log), limits, origin.size), log);
}

/** `utf8`: as `Utf8Stream` gives it. Bytes that are no UTF-8 become U+FFFD, and the log says where. */
export function textOf(utf8: Buffer, log: ProblemLog): string {
  noteBadUtf8(utf8, 1, log);
  return utf8.toString("utf8");
}
