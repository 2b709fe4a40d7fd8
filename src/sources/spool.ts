import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ByteOrigin, FileOrigin, MemoryOrigin } from "./byte-origin.ts";
import type { ProblemLog } from "./problem-log.ts";
import { SourceError } from "./source-error.ts";

/** Up to here a stream is kept in memory. */
const IN_MEMORY_BYTES = 16 * 1024 * 1024;
/** A stream that goes on beyond this is taken for endless. */
const ENDLESS_BYTES = 16 * 1024 * 1024 * 1024;

/**
 * Makes a stream readable again and again: in memory while it is small, else in a temporary file that only this user
 * can read and that has no name any more once it is open, so that nothing stays behind however the process ends.
 */
export async function spool(
  stream: AsyncIterable<Uint8Array | string>,
  log: ProblemLog,
): Promise<ByteOrigin> {
  let chunks: Buffer[] = [];
  let size = 0;
  let file: { handle: FileHandle; folder: string } | null = null;
  try {
    for await (const piece of stream) {
      const chunk = Buffer.from(piece);
      chunks.push(chunk);
      size += chunk.length;
      if (size > ENDLESS_BYTES)
        throw new SourceError("stream-endless", `it does not end within ${ENDLESS_BYTES} bytes`);
      if (file === null && size > IN_MEMORY_BYTES) file = await temporaryFile();
      if (file === null) continue;
      await writeAll(file.handle, chunks);
      chunks = [];
    }
    if (file === null) return new MemoryOrigin(Buffer.concat(chunks));
    const origin = new FileOrigin(file.handle, await file.handle.stat({ bigint: true }), log);
    const { folder } = file;
    return {
      size: origin.size,
      chunks: () => origin.chunks(),
      close: async () => {
        await origin.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await file?.handle.close();
    if (file !== null) await rm(file.folder, { recursive: true, force: true });
    throw error;
  }
}

async function temporaryFile(): Promise<{ handle: FileHandle; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "mast-"));
  const handle = await open(join(folder, "stdin"), "wx+", 0o600);
  // Windows may refuse to remove an open file; there it goes when the source is closed.
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  return { handle, folder };
}

async function writeAll(handle: FileHandle, chunks: readonly Buffer[]): Promise<void> {
  for (const chunk of chunks) {
    let written = 0;
    while (written < chunk.length) {
      written += (await handle.write(chunk, written, chunk.length - written)).bytesWritten;
    }
  }
}
