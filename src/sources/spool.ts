import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { type ByteOrigin, FileOrigin, MemoryOrigin } from "./byte-origin.ts";
import { PrivateFolder } from "./private-folder.ts";
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
  let file: TemporaryFile | null = null;
  try {
    for await (const piece of stream) {
      const chunk = Buffer.from(piece);
      chunks.push(chunk);
      size += chunk.length;
      if (size > ENDLESS_BYTES) {
        throw new SourceError("stream-endless", `it does not end within ${ENDLESS_BYTES} bytes`);
      }
      if (size <= IN_MEMORY_BYTES) continue;
      file ??= new TemporaryFile();
      file.append(chunks);
      chunks = [];
    }
  } catch (error) {
    file?.remove();
    throw error;
  }
  return file === null ? new MemoryOrigin(Buffer.concat(chunks)) : file.origin(log);
}

class TemporaryFile {
  private readonly folder = new PrivateFolder();
  private readonly fd: number;

  constructor() {
    this.fd = openSync(this.folder.file("stream"), "wx+", 0o600);
    this.folder.remove();
  }

  append(chunks: readonly Buffer[]): void {
    for (const chunk of chunks) {
      for (let written = 0; written < chunk.length; ) written += writeSync(this.fd, chunk, written);
    }
  }

  origin(log: ProblemLog): ByteOrigin {
    const file = new FileOrigin(this.fd, fstatSync(this.fd, { bigint: true }), log);
    return {
      size: file.size,
      chunks: () => file.chunks(),
      close: async () => {
        await file.close();
        this.folder.remove();
      },
    };
  }

  remove(): void {
    closeSync(this.fd);
    this.folder.remove();
  }
}
