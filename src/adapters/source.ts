/**
 * What an adapter sees of one file or stream: decompressed, decoded, with places. Only `src/sources/` touches the
 * disk; tests build sources from text with `memorySource`.
 *
 * What a source promises of the values it hands on, whatever the bytes were:
 * - JSON nests at most 512 levels deep (`SourceLimits.maxDepth`), so that recursion over it is safe.
 * - Strings from JSON are well-formed Unicode: half surrogates and bytes that are not UTF-8 have become U+FFFD.
 * - Bare NaN and Infinity have become null. Integers beyond 2^53 have lost their last digits.
 * - `__proto__` can be an own key, as JSON.parse makes it: never assign keys of a trace to an object.
 */

/** One JSON value of a record stream (JSON lines, or documents written one after the other). */
export interface JsonRecord {
  /** 1-based line on which the record starts; locator `line:N`. */
  line: number;
  value: unknown;
}

/** One line of text without its terminator. */
export interface TextLine {
  /** 1-based. */
  line: number;
  text: string;
}

/** Where a document stops making sense. */
export interface Damage {
  /** 1-based. */
  line: number;
  column: number;
  message: string;
}

/**
 * What the content looks like, found by reading its beginning (a single JSON document: all of it).
 * `json` with `damage`: the document breaks off or is broken, or something follows it. `value` holds all members and
 * elements that stood whole before that place, so the last, innermost objects may lack members. The source itself
 * reports the damage as a problem. A single JSON line is a `json` document too.
 * `records`: JSON lines or documents in a row; `records` holds the first ones, up to about 64 KiB.
 */
export type Probe =
  | { kind: "empty" }
  | { kind: "json"; value: unknown; damage: Damage | null }
  | { kind: "records"; records: readonly JsonRecord[] }
  | { kind: "text"; head: string }
  | { kind: "sqlite" }
  | { kind: "binary"; head: Uint8Array };

export interface TraceSource {
  /** As given by the user or found by the walk. */
  readonly uri: string;
  /** File name without folders and without `.gz`; a hint for people, never the only ground for recognition. */
  readonly name: string;
  readonly probe: Probe;
  /** Decompressed size in bytes where known. */
  readonly size: number | null;
  /** The whole decompressed content. Rejects with a `SourceError` above `maxRunBytes`, as `text` does. */
  bytes(): Promise<Uint8Array>;
  /** The whole content as text: UTF-8 or UTF-16 by byte-order mark, which is removed. */
  text(): Promise<string>;
  /**
   * All records of a record stream in batches; a broken record is reported by the source itself as a problem. A `json`
   * document is one record; other content has none.
   */
  records(): AsyncIterable<readonly JsonRecord[]>;
  /** All lines of a text in batches. */
  lines(): AsyncIterable<readonly TextLine[]>;
}
