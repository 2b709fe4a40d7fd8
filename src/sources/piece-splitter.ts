import type { Piece } from "../adapters/source.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import type { SourceLimits } from "./limits.ts";
import type { ProblemLog } from "./problem-log.ts";

/** Takes a stream of bytes apart into pieces whose length is known from how they begin. */
export class PieceSplitter {
  private readonly lengthOf: (bytes: Uint8Array) => number | null;
  private readonly limits: SourceLimits;
  private readonly log: ProblemLog;
  private readonly buffer = new GrowingBuffer();
  /** Bytes at the start of the buffer that are done with; they stay until the next chunk, since pieces show them. */
  private taken = 0;
  /** Bytes of a piece that is too large that are still to come. */
  private toSkip = 0;
  private offset = 0;

  constructor(lengthOf: (bytes: Uint8Array) => number | null, limits: SourceLimits, log: ProblemLog) {
    this.lengthOf = lengthOf;
    this.limits = limits;
    this.log = log;
  }

  /** The pieces that are whole now; they are valid until the next call. */
  push(chunk: Buffer): Piece[] {
    this.buffer.discard(this.taken);
    this.taken = 0;
    const skipped = Math.min(this.toSkip, chunk.length);
    this.toSkip -= skipped;
    this.offset += skipped;
    this.buffer.append(chunk.subarray(skipped));
    const pieces: Piece[] = [];
    for (let rest = this.buffer.bytes; rest.length > 0; rest = this.buffer.bytes.subarray(this.taken)) {
      const length = this.lengthOf(rest) ?? rest.length + 1;
      if (length > this.limits.maxRunBytes) this.skip(length, rest.length);
      else if (length <= rest.length) pieces.push(this.take(Math.max(1, length)));
      else break;
    }
    return pieces;
  }

  /** What the content breaks off in. */
  end(): Piece[] {
    const rest = this.buffer.length - this.taken;
    return rest === 0 ? [] : [this.take(rest)];
  }

  private take(length: number): Piece {
    const piece = {
      offset: this.offset,
      bytes: this.buffer.bytes.subarray(this.taken, this.taken + length),
    };
    this.taken += length;
    this.offset += length;
    return piece;
  }

  private skip(length: number, present: number): void {
    const { maxRunBytes } = this.limits;
    this.log.lostPart(this.offset, "record-too-large", `larger than ${maxRunBytes} bytes`);
    const here = Math.min(length, present);
    this.toSkip = length - here;
    this.taken += here;
    this.offset += here;
  }
}
