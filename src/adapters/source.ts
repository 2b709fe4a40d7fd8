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

/** A part of a binary content. */
export interface Piece {
  /** Of its first byte, counted from the start of the content. */
  offset: number;
  bytes: Uint8Array;
}

/** Where a document stops making sense. */
export interface Damage {
  /** 1-based. */
  line: number;
  column: number;
  message: string;
}

/** A value of a database: integers beyond 2^53 are bigint, blobs bytes. Text is well-formed Unicode. */
export type SqliteValue = string | number | bigint | Uint8Array | null;

/** Columns in the order of the query, by name. */
export type SqliteRow = Readonly<Record<string, SqliteValue>>;

/**
 * What the content looks like, found by reading its beginning (a single JSON document: all of it).
 * `json` with `damage`: the document breaks off or is broken, or something follows it. `value` holds all members and
 * elements that stood whole before that place, so the last, innermost objects may lack members. The source itself
 * reports the damage as a problem. A single JSON line is a `json` document too.
 * `text`: `head` is the first 64 KiB, `glance` of a longer text the lines that stand whole in its first 8 KiB.
 * `records`: JSON lines or documents in a row; `records` holds the first ones, up to about 64 KiB.
 * `sqlite`: the columns of each ordinary table, by its name; views, virtual and computed tables are left out, since
 * what they run is up to whoever made the file.
 */
export type Probe =
  | { kind: "empty" }
  | { kind: "json"; value: unknown; damage: Damage | null }
  | { kind: "records"; records: readonly JsonRecord[] }
  | { kind: "text"; head: string; glance?: string | null }
  | { kind: "sqlite"; tables: Readonly<Record<string, readonly string[]>> }
  | { kind: "binary"; head: Uint8Array };

export interface TraceSource {
  /** As given by the user or found by the walk. */
  readonly uri: string;
  /** File name without folders and without `.gz` or `.zst`; a hint for people, never the only ground for recognition. */
  readonly name: string;
  readonly probe: Probe;
  /** Decompressed size in bytes where known. */
  readonly size: number | null;
  /** The whole decompressed content. Rejects with a `SourceError` above `maxRunBytes`, as `text` does. */
  bytes(): Promise<Uint8Array>;
  /**
   * The whole content in pieces, in batches, for binary formats that say how long their parts are. `lengthOf` is given
   * bytes from the start of a piece and tells how long it is, or null where that cannot be told from so few. The last
   * piece is shorter where the content breaks off; one above `maxRunBytes` is left out and noted by the source as a
   * problem. A batch is valid until the next one is asked for.
   */
  pieces(lengthOf: (bytes: Uint8Array) => number | null): AsyncIterable<readonly Piece[]>;
  /** The whole content as text: UTF-8 or UTF-16 by byte-order mark, which is removed. */
  text(): Promise<string>;
  /**
   * All records of a record stream in batches; a broken record is reported by the source itself as a problem. A `json`
   * document is one record; other content has none.
   */
  records(): AsyncIterable<readonly JsonRecord[]>;
  /** All lines of a text in batches. */
  lines(): AsyncIterable<readonly TextLine[]>;
  /**
   * The rows of a `sqlite` source in batches, as they stood when it was opened. `sql` is one SELECT over tables of the
   * probe, each named after FROM or JOIN; `params` fill its `?`. Rows after a damaged place are missing, and the source
   * itself reports that. Rejects with a `SourceError` where the file does not let the query run.
   */
  query(sql: string, ...params: readonly SqliteValue[]): AsyncIterable<readonly SqliteRow[]>;
  /**
   * The file at a path relative to the folder of this one, with `/`, at most two levels up; null where there is none,
   * where it is no file, or where a symbolic link leads out of that folder. It is closed with this source, which also
   * reports its problems. A change of a neighbour alone does not have this source read again, so ask it only for what
   * completes the picture (names).
   */
  neighbour(path: string): Promise<TraceSource | null>;
}
