import { StringDecoder } from "node:string_decoder";
import type { ProblemLog } from "./problem-log.ts";

const NOTHING = Buffer.alloc(0);

/**
 * Makes UTF-8 of what a byte-order mark says is UTF-16 and removes the mark; everything else passes unchanged. Push
 * style, so that it serves chunks that arrive at once and chunks that arrive over time.
 */
export class Utf8Stream {
  private readonly log: ProblemLog;
  /** Bytes that cannot be decided on yet: the first two, or half a UTF-16 unit. */
  private held: Buffer = NOTHING;
  private utf16: { decoder: StringDecoder; swapped: boolean } | null = null;
  private started = false;

  constructor(log: ProblemLog) {
    this.log = log;
  }

  push(chunk: Buffer): Buffer {
    let bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    this.held = NOTHING;
    if (!this.started) {
      if (bytes.length < 3) {
        this.held = Buffer.from(bytes);
        return NOTHING;
      }
      bytes = bytes.subarray(this.start(bytes));
    }
    return this.utf16 === null ? bytes : this.fromUtf16(bytes);
  }

  end(): Buffer {
    let rest = this.held;
    this.held = NOTHING;
    if (!this.started) rest = rest.subarray(this.start(rest));
    if (this.utf16 === null) return rest;
    const last = rest.length >= 2 ? this.fromUtf16(rest) : NOTHING;
    const ending = this.utf16.decoder.end();
    if (this.held.length === 0 && rest.length !== 1 && ending === "") return last;
    this.note();
    return Buffer.concat([last, Buffer.from("\ufffd")]);
  }

  /** Length of the mark; decides the encoding. */
  private start(bytes: Buffer): number {
    this.started = true;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 3;
    const little = bytes[0] === 0xff && bytes[1] === 0xfe;
    if (!little && !(bytes[0] === 0xfe && bytes[1] === 0xff)) return 0;
    this.utf16 = { decoder: new StringDecoder("utf16le"), swapped: !little };
    return 2;
  }

  private fromUtf16(bytes: Buffer): Buffer {
    if (this.utf16 === null) return bytes;
    const whole = bytes.length - (bytes.length % 2);
    this.held = Buffer.from(bytes.subarray(whole));
    const units = bytes.subarray(0, whole);
    const text = this.utf16.decoder.write(this.utf16.swapped ? Buffer.from(units).swap16() : units);
    if (text.isWellFormed()) return Buffer.from(text);
    this.note();
    return Buffer.from(text.toWellFormed());
  }

  private note(): void {
    this.log.repaired(0, "utf16-invalid", "half characters in UTF-16 text are read as U+FFFD");
  }
}
