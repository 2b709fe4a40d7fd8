import type { SourceLimits } from "./limits.ts";
import type { ProblemLog } from "./problem-log.ts";
import { ZstdDamage, ZstdDecoder } from "./zstd-decoder.ts";

/** Small, because nothing is handed on of the piece that holds the damage. */
const PIECE = 4 * 1024;
/** A length of 32 bits, big-endian, stands before each record. */
const PREFIX = 4;
const NEWLINE = Buffer.from("\n");

/** The first bytes decide, not the name: the magic of a frame, or of the skippable frame that parallel packers begin with. */
export function isZstd(head: Uint8Array): boolean {
  const [first = 0, second, third, fourth] = head;
  return isFrame(head, 0) || (first >> 4 === 5 && second === 0x2a && third === 0x4d && fourth === 0x18);
}

/** What the OpenTelemetry collector's file exporter writes: each record packed on its own, with its length before it. */
export function isZstdRecords(head: Uint8Array): boolean {
  return isFrame(head, PREFIX);
}

function isFrame(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x28 && bytes[at + 1] === 0xb5 && bytes[at + 2] === 0x2f && bytes[at + 3] === 0xfd;
}

/**
 * Unpacks all frames of a zstd stream piece by piece. Ends, with a problem, where the stream is broken or where it
 * inflates so much that it can only be meant to fill memory and time; what came before is handed on.
 */
export async function* unzstdStream(
  packed: () => AsyncIterable<Buffer>,
  limits: SourceLimits,
  log: ProblemLog,
): AsyncGenerator<Buffer> {
  using decoder = await ZstdDecoder.create(PIECE);
  const meter = new Meter(limits);
  try {
    for await (const chunk of packed()) {
      for (const piece of piecesOf(chunk)) {
        for (const out of decoder.decode(piece)) {
          yield out;
          if (meter.isBomb(out)) return log.lost(0, "zstd-bomb", meter.message());
        }
        meter.bytesIn += piece.length;
      }
    }
  } catch (error) {
    if (!(error instanceof ZstdDamage)) throw error;
    return log.lost(0, "zstd-damaged", `${error.message}; what came before the damage is read`);
  }
  if (decoder.midFrame) {
    log.lost(0, "zstd-truncated", "the zstd stream breaks off; what came before is read");
  }
}

/**
 * Unpacks records that are packed one by one. A broken record is left out and counted; the others are handed on, JSON
 * with a line for each, messages of protobuf one after the other, which makes them one message.
 */
export async function* unzstdRecords(
  packed: () => AsyncIterable<Buffer>,
  limits: SourceLimits,
  log: ProblemLog,
): AsyncGenerator<Buffer> {
  using decoder = await ZstdDecoder.create(PIECE);
  const meter = new Meter(limits);
  const broken: number[] = [];
  let record = 0;
  let parts: Buffer[] = [];
  let isBroken = false;
  let isOpen = false;
  for await (const { piece, isLast } of recordPieces(packed())) {
    try {
      if (!isBroken) {
        for (const out of decoder.decode(piece)) {
          parts.push(out);
          if (meter.isBomb(out)) return log.lost(0, "zstd-bomb", meter.message());
        }
      }
    } catch (error) {
      if (!(error instanceof ZstdDamage)) throw error;
      isBroken = true;
    }
    meter.bytesIn += piece.length;
    isOpen = !isLast;
    if (!isLast) continue;
    record++;
    if (isBroken || decoder.midFrame) {
      broken.push(record);
      decoder.restart();
    } else {
      yield* parts;
      if (isJson(parts[0])) yield NEWLINE;
    }
    parts = [];
    isBroken = false;
  }
  if (broken.length > 0) {
    const first = `${broken.length} of ${record} packed records are damaged, the first is number ${broken[0]}`;
    log.lost(0, "zstd-damaged", `${first}; the others are read`);
  }
  if (isOpen) log.lost(0, "zstd-truncated", "the last packed record breaks off; those before are read");
}

function isJson(start: Buffer | undefined): boolean {
  return start?.[0] === 0x7b || start?.[0] === 0x5b;
}

function* piecesOf(chunk: Buffer): Generator<Buffer> {
  for (let start = 0; start < chunk.length; start += PIECE) yield chunk.subarray(start, start + PIECE);
}

interface RecordPiece {
  piece: Buffer;
  /** Whether the record ends with it. Input that breaks off ends in a piece that is not the last. */
  isLast: boolean;
}

/** Takes the lengths out. */
async function* recordPieces(packed: AsyncIterable<Buffer>): AsyncGenerator<RecordPiece> {
  let length = 0;
  let lengthBytes = 0;
  for await (const chunk of packed) {
    for (let at = 0; at < chunk.length; ) {
      if (lengthBytes < PREFIX) {
        length = length * 256 + (chunk[at++] ?? 0);
        lengthBytes++;
        // A record of no bytes ends where it starts.
        if (lengthBytes < PREFIX || length > 0) continue;
      }
      const piece = chunk.subarray(at, at + Math.min(length, PIECE));
      at += piece.length;
      length -= piece.length;
      if (length === 0) lengthBytes = 0;
      yield { piece, isLast: length === 0 };
    }
  }
  if (lengthBytes > 0) yield { piece: Buffer.alloc(0), isLast: false };
}

/** Tells what inflates far too much. */
class Meter {
  bytesIn = 0;
  private bytesOut = 0;
  private readonly limits: SourceLimits;

  constructor(limits: SourceLimits) {
    this.limits = limits;
  }

  isBomb(out: Buffer): boolean {
    this.bytesOut += out.length;
    const { maxRunBytes, maxInflation } = this.limits;
    return this.bytesOut > maxRunBytes && this.bytesOut > this.bytesIn * maxInflation;
  }

  message(): string {
    return `${this.bytesIn} bytes unpack to more than ${this.bytesOut}: not read beyond that`;
  }
}
