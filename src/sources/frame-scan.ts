import { BYTE, isBlank, isOpener } from "./json-bytes.ts";

export interface FrameEnd {
  /** `broken`: it cannot be one value, or the input ended first. */
  kind: "closed" | "broken";
  /** Where to go on, and the line there. */
  end: number;
  line: number;
  /** What is wrong, to follow "the value that starts here". */
  why: string;
  /** Whether to pass over everything up to the next line that starts with a bracket. */
  seek: boolean;
  /** How many bytes after `end` are to be looked at once more, as their lines may hold values of their own. */
  again: number;
}

/** How deep the kinds of open brackets are kept; no sound trace nests deeper. */
const KNOWN_DEPTH = 1024;

/**
 * Finds where a JSON value ends by counting brackets outside strings; can stop at the end of a chunk and go on.
 *
 * A value that is never closed must not swallow those after it. Raw line breaks cannot stand in JSON strings, so an
 * open string ends the search; and so does a line that starts with a bracket in its first column where this value
 * cannot go on with one: after anything but a colon or, in an array, its bracket or a comma. Where it can, the line is
 * taken for a part of this value; should that turn out broken, the line is looked at again on its own.
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
  /** Kinds of the open brackets. */
  private readonly brackets: number[] = [];
  /** Whether a line that starts with a bracket was taken for a part of this value. */
  private tookLines = false;

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
        if (at > this.start && bytes[at - 1] === BYTE.newline) {
          if (!this.mayHold(bytes, at, depth)) {
            return this.broken(at, "is not closed before the next one starts", false);
          }
          this.tookLines = true;
        }
        if (depth < KNOWN_DEPTH) this.brackets[depth] = byte;
        depth++;
      } else if (byte === BYTE.closeBrace || byte === BYTE.closeBracket) {
        depth--;
        if (depth === 0) {
          return { kind: "closed", end: at + 1, line: this.line, why: "", seek: false, again: 0 };
        }
      } else if (byte === BYTE.newline) {
        if (this.line === this.firstLine) {
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
    return this.unclosed(length);
  }

  /** Whether the first line ends as pretty-printers break lines. */
  private goesOn(bytes: Buffer, newline: number): boolean {
    const last = bytes[lastBefore(bytes, newline)];
    return isOpener(last) || last === BYTE.comma || last === BYTE.colon;
  }

  /** Whether a bracket may open a value at this place inside the value. */
  private mayHold(bytes: Buffer, at: number, depth: number): boolean {
    const last = bytes[lastBefore(bytes, at)];
    if (last === BYTE.colon) return true;
    const inArray = depth > KNOWN_DEPTH || this.brackets[depth - 1] === BYTE.openBracket;
    return inArray && (last === BYTE.comma || last === BYTE.openBracket);
  }

  private brokenAt(newline: number, why: string): FrameEnd {
    return this.broken(newline, why, this.line > this.firstLine);
  }

  private broken(end: number, why: string, seek: boolean): FrameEnd {
    const { line, firstLine } = this;
    const told = line > firstLine ? `${why} (line ${line})` : why;
    return this.tookLines
      ? this.afterFirstLine(end, told)
      : { kind: "broken", end, line, why: told, seek, again: 0 };
  }

  private unclosed(length: number): FrameEnd {
    const why = "is not closed before the end";
    if (this.line > this.firstLine) return this.afterFirstLine(length, why);
    return { kind: "broken", end: length, line: this.line, why, seek: false, again: 0 };
  }

  private afterFirstLine(scannedTo: number, why: string): FrameEnd {
    const { firstLineEnd: end, firstLine: line } = this;
    return { kind: "broken", end, line, why, seek: true, again: scannedTo - end };
  }
}

/** Where the last byte before a place stands that is not white space. */
function lastBefore(bytes: Buffer, place: number): number {
  let at = place - 1;
  while (at > 0 && (bytes[at] === BYTE.newline || isBlank(bytes[at]))) at--;
  return at;
}
