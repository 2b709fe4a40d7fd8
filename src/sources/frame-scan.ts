import { BYTE, isBlank, isOpener } from "./json-bytes.ts";

export interface FrameEnd {
  /** `unclosed`: the input ended first; `broken`: it cannot be one value. */
  kind: "closed" | "broken" | "unclosed";
  /** Where to go on, and the line there. */
  end: number;
  line: number;
  /** What is wrong, to follow "the value that starts here". */
  why: string;
  /** Whether to pass over everything up to the next line that starts with a bracket. */
  seek: boolean;
}

/**
 * Finds where a JSON value ends by counting brackets outside strings; can stop at the end of a chunk and go on.
 *
 * A value that is never closed must not swallow those after it. Raw line breaks cannot stand in JSON strings, so an
 * open string ends the search; and a line that starts with a bracket in its first column starts a new value, unless
 * this value is laid out without indentation: its first line is a lone bracket and the second is not indented.
 */
export class FrameScan {
  at: number;
  line: number;
  private readonly mayGoOn: boolean;
  private start: number;
  private depth = 0;
  private inString = false;
  /** End of the first line, once seen. */
  private firstLineEnd = -1;
  private firstLine = 0;
  private flat = false;

  /** `mayGoOn`: whether a value may reach beyond the line it starts on. */
  constructor(start: number, line: number, mayGoOn: boolean) {
    this.start = start;
    this.at = start;
    this.line = line;
    this.firstLine = line;
    this.mayGoOn = mayGoOn;
  }

  /** The owner dropped so many bytes from the front of its buffer. */
  shift(count: number): void {
    this.start -= count;
    this.at -= count;
    this.firstLineEnd -= count;
  }

  /** Null where more bytes are needed. `at` may lie one beyond them: what follows a backslash is passed over. */
  scan(bytes: Buffer, final: boolean): FrameEnd | null {
    const length = bytes.length;
    let { at, depth, inString } = this;
    for (; at < length; at++) {
      const byte = bytes[at];
      if (inString) {
        if (byte === BYTE.backslash) at++;
        else if (byte === BYTE.quote) inString = false;
        else if (byte === BYTE.newline) return this.brokenAt(at, "has a line break inside a string");
      } else if (byte === BYTE.quote) inString = true;
      else if (byte === BYTE.openBrace || byte === BYTE.openBracket) {
        if (!this.flat && at > this.start && bytes[at - 1] === BYTE.newline) {
          return this.result("broken", at, "is not closed before the next one starts", false);
        }
        depth++;
      } else if (byte === BYTE.closeBrace || byte === BYTE.closeBracket) {
        depth--;
        if (depth === 0) return this.result("closed", at + 1, "", false);
      } else if (byte === BYTE.newline) {
        if (this.line === this.firstLine) {
          if (at + 1 === length && !final) break;
          this.firstLineEnd = at;
          if (!this.mayGoOn || !this.goesOn(bytes, at)) return this.brokenAt(at, "breaks off");
        }
        this.line++;
      }
    }
    this.at = at;
    this.depth = depth;
    this.inString = inString;
    if (!final) return null;
    const why = "is not closed before the end";
    if (this.line === this.firstLine) return this.result("unclosed", length, why, false);
    this.line = this.firstLine;
    return this.result("unclosed", this.firstLineEnd, why, true);
  }

  /** Whether the first line ends as pretty-printers break lines; notes whether the layout is flat. */
  private goesOn(bytes: Buffer, newline: number): boolean {
    let last = newline - 1;
    while (last > this.start && isBlank(bytes[last])) last--;
    const next = bytes[newline + 1];
    this.flat = last === this.start && next !== BYTE.blank && next !== BYTE.tab;
    return isOpener(bytes[last]) || bytes[last] === BYTE.comma;
  }

  private brokenAt(newline: number, why: string): FrameEnd {
    return this.result("broken", newline, why, this.line > this.firstLine);
  }

  private result(kind: FrameEnd["kind"], end: number, why: string, seek: boolean): FrameEnd {
    return { kind, end, line: this.line, why, seek };
  }
}
