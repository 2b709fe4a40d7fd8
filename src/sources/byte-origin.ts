import { close, fstat, read } from "node:fs";
import { promisify } from "node:util";
import type { SourceLimits } from "./limits.ts";
import type { Packing } from "./packing.ts";
import type { ProblemLog } from "./problem-log.ts";
import { systemSourceError } from "./source-error.ts";

/** Large enough that a trip through the thread pool costs little, small enough to stay in the processor's cache. */
const CHUNK_BYTES = 512 * 1024;

const readAt = promisify(read);
const statOf = promisify(fstat);

/** Bytes that can be read from the start as often as needed. */
export interface ByteOrigin {
  /** Null where it is not known without reading. */
  readonly size: number | null;
  /** A chunk is valid until the next one is asked for. */
  chunks(): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

export class MemoryOrigin implements ByteOrigin {
  readonly size: number;
  readonly content: Buffer;

  constructor(content: Buffer) {
    this.content = content;
    this.size = content.length;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    yield* slices(this.content);
  }

  async close(): Promise<void> {}
}

export function* slices(content: Buffer): Generator<Buffer> {
  for (let start = 0; start < content.length; start += CHUNK_BYTES) {
    yield content.subarray(start, start + CHUNK_BYTES);
  }
}

/**
 * A file as it was when it was opened: what is appended later is not read, and a file that is moved away or deleted
 * is still read to its end.
 */
export class FileOrigin implements ByteOrigin {
  readonly size: number;
  private readonly fd: number;
  private readonly modified: bigint;
  private readonly log: ProblemLog;
  private closed = false;

  /** `fd`: open for reading; belongs to this object from now on. */
  constructor(fd: number, info: { size: bigint; mtimeNs: bigint }, log: ProblemLog) {
    this.fd = fd;
    this.size = Number(info.size);
    this.modified = info.mtimeNs;
    this.log = log;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, this.size));
    for (let position = 0; position < this.size; ) {
      const wanted = Math.min(buffer.length, this.size - position);
      const read = await this.read(buffer, wanted, position);
      if (read === 0) break;
      yield buffer.subarray(0, read);
      position += read;
    }
    await this.noteChange();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await promisify(close)(this.fd);
  }

  private async read(buffer: Buffer, length: number, position: number): Promise<number> {
    try {
      return (await readAt(this.fd, buffer, 0, length, position)).bytesRead;
    } catch (error) {
      throw systemSourceError(error);
    }
  }

  /** A file that only grew is read up to where it ended; its new stamp makes the next ingest read it again. */
  private async noteChange(): Promise<void> {
    const now = await statOf(this.fd, { bigint: true });
    if (now.mtimeNs === this.modified || now.size > this.size) return;
    this.log.lost(0, "file-changed", "it was written to while it was read; what was read may be mixed");
  }
}

/** What comes out of a packed content; unpacked anew for each pass. */
export class UnpackedOrigin implements ByteOrigin {
  readonly size = null;
  private readonly packed: ByteOrigin;
  private readonly packing: Packing;
  private readonly limits: SourceLimits;
  private readonly log: ProblemLog;

  constructor(packed: ByteOrigin, packing: Packing, limits: SourceLimits, log: ProblemLog) {
    this.packed = packed;
    this.packing = packing;
    this.limits = limits;
    this.log = log;
  }

  chunks(): AsyncIterable<Buffer> {
    return this.packing.unpack(() => this.packed.chunks(), this.limits, this.log);
  }

  close(): Promise<void> {
    return this.packed.close();
  }
}
