import type { JsonRecord } from "../adapters/source.ts";
import { replaceLoneSurrogates } from "../core/lone-surrogates.ts";
import { FoundRecords } from "./found-records.ts";
import { type FrameEnd, FrameScan } from "./frame-scan.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { noteBadUtf8 } from "./invalid-utf8.ts";
import {
  BYTE,
  endOfValue,
  holdsSurrogateEscapes,
  isBlank,
  isBlankFrom,
  isBracketedWord,
  isLoneOpener,
  isOpener,
  newlinesIn,
} from "./json-bytes.ts";
import type { SourceLimits } from "./limits.ts";
import { NOT_FINITE_REPAIR, parsedOrUndefined, parseJson } from "./parse-json.ts";
import type { ProblemLog } from "./problem-log.ts";

/** The lines of a broken value are looked at again on their own: at most so often on average, which keeps it linear. */
const MAX_PASSES = 16;

/**
 * Takes a stream of UTF-8 bytes apart into JSON values: JSON lines, or documents of any layout written one after the
 * other, also separated by commas or record separators. A line that is a whole value costs one search for its end and
 * one JSON.parse; everything else is framed by its brackets. What is broken is noted with the line it starts on, and
 * reading goes on at the next place where a value can start.
 */
export class RecordSplitter {
  /** What has been found so far. */
  readonly found: FoundRecords;
  private readonly limits: SourceLimits;
  private readonly log: ProblemLog;
  private readonly buffer: GrowingBuffer;
  private readonly expectedBytes: number;
  private pushedBytes = 0;
  /** The first byte that is not done with, and its line. */
  private position = 0;
  private line = 1;
  private searchedTo = 0;
  private frame: FrameScan | null = null;
  /** In an indented document: how far its end has been looked for; else 0. */
  private indentedTo = 0;
  /** Bytes dropped from the buffer; how far frames have been looked for, and how many bytes of that more than once. */
  private discarded = 0;
  private framedTo = 0;
  private framedAgain = 0;
  /** Passing over broken content until a line starts with a bracket. */
  private seeking = false;
  private surrogateEscapes = false;

  /** `expectedBytes`: size of the whole stream where known. */
  constructor(limits: SourceLimits, log: ProblemLog, expectedBytes = 0) {
    this.limits = limits;
    this.log = log;
    this.found = new FoundRecords(limits.maxDepth, log);
    this.expectedBytes = expectedBytes;
    this.buffer = new GrowingBuffer(Math.min(expectedBytes, limits.maxRunBytes));
  }

  push(chunk: Buffer): JsonRecord[] {
    this.pushedBytes += chunk.length;
    const before = this.buffer.length;
    this.buffer.append(chunk);
    this.surrogateEscapes ||= holdsSurrogateEscapes(this.buffer.bytes, Math.max(0, before - 2));
    return this.take(false);
  }

  end(): JsonRecord[] {
    return this.take(true);
  }

  private take(final: boolean): JsonRecord[] {
    const bytes = this.buffer.bytes;
    const startLine = this.line;
    while (this.skipToValue(bytes)) {
      if (!this.takeValue(bytes, final)) break;
    }
    const consumed = bytes.subarray(0, this.position);
    if (!this.seeking) noteBadUtf8(consumed, startLine, this.log);
    this.buffer.discard(this.position);
    this.discarded += this.position;
    this.searchedTo = Math.max(0, this.searchedTo - this.position);
    this.frame?.shift(this.position);
    this.indentedTo = Math.max(0, this.indentedTo - this.position);
    this.position = 0;
    return this.found.take();
  }

  /** Moves on to where a value starts; false where nothing is left. */
  private skipToValue(bytes: Buffer): boolean {
    if (this.frame !== null || this.indentedTo > 0) return true;
    if (this.seeking && !this.seek(bytes)) return false;
    for (; this.position < bytes.length; this.position++) {
      const byte = bytes[this.position];
      if (byte === BYTE.newline) this.line++;
      else if (!isBlank(byte) && byte !== BYTE.comma && byte !== BYTE.recordSeparator) return true;
    }
    return false;
  }

  /** The next line that starts with a bracket. */
  private seek(bytes: Buffer): boolean {
    for (;;) {
      const newline = bytes.indexOf(BYTE.newline, this.position);
      if (newline < 0 || newline + 1 === bytes.length) {
        this.position = newline < 0 ? bytes.length : newline;
        return false;
      }
      this.position = newline + 1;
      this.line++;
      if (isOpener(bytes[this.position])) {
        this.seeking = false;
        return true;
      }
    }
  }

  /** False where more bytes are needed. */
  private takeValue(bytes: Buffer, final: boolean): boolean {
    if (this.frame !== null) return this.takeFrame(bytes, final);
    return this.indentedTo > 0 ? this.takeIndented(bytes, final) : this.takeLine(bytes, final);
  }

  /** The common case: the line is a value. */
  private takeLine(bytes: Buffer, final: boolean): boolean {
    const newline = bytes.indexOf(BYTE.newline, Math.max(this.position, this.searchedTo));
    if (newline < 0 && !final) {
      this.searchedTo = bytes.length;
      return this.waitForMore(bytes);
    }
    const end = newline < 0 ? bytes.length : newline;
    if (!this.withinLimit(end)) return this.giveUpTooLarge(bytes);
    if (!isOpener(bytes[this.position]) || isBracketedWord(bytes, this.position)) {
      this.lose("json-broken", "no JSON object or array starts here");
      this.position = end;
      return true;
    }
    if (isLoneOpener(bytes, this.position, end)) {
      if (end + 1 >= bytes.length && !final) return false;
      if (isBlank(bytes[end + 1])) this.indentedTo = end;
      else this.startFrame();
      return true;
    }
    const valueEnd = endOfValue(bytes, this.position, end);
    const text = valueEnd === null ? "" : this.decode(bytes, valueEnd);
    const value = parsedOrUndefined(text);
    if (value === undefined) this.startFrame();
    else {
      this.found.add(this.line, value, text);
      this.position = end;
    }
    return true;
  }

  /** As every pretty-printer writes: indented, up to the first closing bracket that starts a line. */
  private takeIndented(bytes: Buffer, final: boolean): boolean {
    const closer = bytes[this.position] === BYTE.openBrace ? "\n}" : "\n]";
    const at = bytes.indexOf(closer, this.indentedTo);
    if (at < 0 && !final) {
      this.indentedTo = bytes.length - 1;
      return this.waitForMore(bytes);
    }
    this.indentedTo = 0;
    const end = at + closer.length;
    const text = at < 0 ? "" : this.decode(bytes, end);
    const value = parsedOrUndefined(text);
    if (value === undefined) this.startFrame();
    else {
      this.found.add(this.line, value, text);
      if (!this.isLast(bytes, end)) this.line += newlinesIn(bytes, this.position, end);
      this.position = end;
    }
    return true;
  }

  /** Whether it is known that nothing follows: then no line number is needed any more, and counting costs time. */
  private isLast(bytes: Buffer, end: number): boolean {
    if (this.expectedBytes === 0 || this.pushedBytes < this.expectedBytes) return false;
    return isBlankFrom(bytes, end);
  }

  private startFrame(): void {
    const mayGoOn = this.framedAgain < MAX_PASSES * Math.max(1, this.framedTo);
    this.frame = new FrameScan(this.position, this.line, mayGoOn);
  }

  /** A value that is not just a line, or a broken one. */
  private takeFrame(bytes: Buffer, final: boolean): boolean {
    const frame = this.frame;
    if (frame === null) return true;
    const found = frame.scan(bytes, final);
    if (found === null) return this.waitForMore(bytes);
    this.frame = null;
    this.framedTo = Math.max(this.framedTo, this.discarded + found.end + found.again);
    this.framedAgain += found.again;
    if (found.kind === "closed") this.takeClosed(bytes, found);
    else {
      this.lose("json-broken", `the value that starts here ${found.why}`);
      this.seeking = found.seek;
    }
    this.position = found.end;
    this.line = found.line;
    this.searchedTo = found.end;
    return true;
  }

  private takeClosed(bytes: Buffer, found: FrameEnd): void {
    const text = this.decode(bytes, found.end);
    const { value, damage, notFinite } = parseJson(text);
    if (damage === null && value !== undefined) {
      if (notFinite) this.log.repaired(this.line, ...NOT_FINITE_REPAIR);
      this.found.add(this.line, value, text);
      return;
    }
    const line = this.line + (damage?.line ?? 1) - 1;
    this.lose(
      "json-broken",
      `${damage?.message ?? "no valid JSON"} (line ${line}, column ${damage?.column ?? 1})`,
    );
  }

  private lose(code: string, message: string): void {
    this.found.lose(this.line, isOpener(this.buffer.bytes[this.position]), code, message);
  }

  private decode(bytes: Buffer, end: number): string {
    const text = bytes.toString("utf8", this.position, end);
    return this.surrogateEscapes ? replaceLoneSurrogates(text) : text;
  }

  /** False: more bytes are needed; true where the value is already too large and has been given up. */
  private waitForMore(bytes: Buffer): boolean {
    return !this.withinLimit(bytes.length) && this.giveUpTooLarge(bytes);
  }

  private withinLimit(end: number): boolean {
    return end - this.position <= this.limits.maxRunBytes;
  }

  private giveUpTooLarge(bytes: Buffer): boolean {
    this.lose("record-too-large", `larger than ${this.limits.maxRunBytes} bytes`);
    if (this.frame !== null) this.line = this.frame.line;
    const at = this.frame?.at ?? this.position;
    this.frame = null;
    this.indentedTo = 0;
    this.seeking = true;
    this.position = Math.max(this.position, Math.min(at, bytes.length));
    return true;
  }
}
