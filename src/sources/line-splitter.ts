import type { TextLine } from "../adapters/source.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { noteBadUtf8 } from "./invalid-utf8.ts";
import type { SourceLimits } from "./limits.ts";
import type { ProblemLog } from "./problem-log.ts";

const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Takes a stream of UTF-8 bytes apart into lines, ended by LF or CR LF. */
export class LineSplitter {
  private readonly limits: SourceLimits;
  private readonly log: ProblemLog;
  /** The beginning of a line whose end has not come yet. */
  private readonly partial = new GrowingBuffer();
  private line = 1;
  /** The current line is too long; what is left of it is passed over. */
  private skipping = false;

  constructor(limits: SourceLimits, log: ProblemLog) {
    this.limits = limits;
    this.log = log;
  }

  push(chunk: Buffer): TextLine[] {
    let from = 0;
    if (this.skipping) {
      const newline = chunk.indexOf(NEWLINE);
      if (newline < 0) return [];
      this.skipping = false;
      this.line++;
      from = newline + 1;
    }
    let lines: TextLine[] = [];
    const last = chunk.lastIndexOf(NEWLINE);
    if (last >= from) {
      lines = this.linesUpTo(chunk.subarray(from, last));
      from = last + 1;
    }
    this.partial.append(chunk.subarray(from));
    if (this.partial.length > this.limits.maxRunBytes) {
      this.log.lost(this.line, "line-too-long", `longer than ${this.limits.maxRunBytes} bytes`);
      this.partial.discard(this.partial.length);
      this.skipping = true;
    }
    return lines;
  }

  end(): TextLine[] {
    return this.partial.length > 0 ? this.linesUpTo(NOTHING) : [];
  }

  /** The lines in what was left of the chunks before and the bytes, which end with the last of them. */
  private linesUpTo(bytes: Buffer): TextLine[] {
    if (this.partial.length === 0) return this.linesOf(bytes);
    this.partial.append(bytes);
    const lines = this.linesOf(this.partial.bytes);
    this.partial.discard(this.partial.length);
    return lines;
  }

  private linesOf(block: Buffer): TextLine[] {
    noteBadUtf8(block, this.line, this.log);
    const lines: TextLine[] = [];
    for (const text of block.toString("utf8").split("\n")) {
      lines.push({ line: this.line++, text: text.endsWith("\r") ? text.slice(0, -1) : text });
    }
    return lines;
  }
}
