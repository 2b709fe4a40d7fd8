import type { Conversation } from "../conversation.ts";

/**
 * How the bare loop of the floor parses a file of the format. `server-events`: the JSON of each `data:` line;
 * `protobuf-records`: messages with their lengths before them, as 32 bits; `zstd-records`: the same, each packed on its
 * own; `sqlite`: all rows of all tables.
 */
export type BareParse =
  | "json"
  | "json-lines"
  | "lines"
  | "server-events"
  | "protobuf"
  | "protobuf-records"
  | "zstd-records"
  | "sqlite";

/** A part of a file whose size is not that of what is written: packed, or a database, which is written at its end. */
export interface Piece {
  data: Uint8Array;
  /** Bytes that are parsed for it. */
  bytes: number;
}

/** A file that is being written. */
export interface BenchFile {
  /** Gives what a run adds to the file. */
  add(conversation: Conversation): string | Uint8Array | Piece;
  /** The rest of the file, once all its runs were added; of no weight for its size. */
  end?(): string | Uint8Array;
}

export interface BenchFormat {
  id: string;
  /** With the dot. */
  extension: string;
  bareParse: BareParse;
  /** Bytes after which a new file is begun; 0 = one run per file. */
  fileBytes: number;
  /** Measured at 4× and 16× as well. */
  grows?: boolean;
  /** What this Node cannot write, and why; such a format is left out. */
  missing?: string | null;
  open(): BenchFile;
}

export function jsonLines(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** A file that is one JSON list: `add` gives the items of a run. */
export function jsonList(itemsOf: (conversation: Conversation) => readonly unknown[]): BenchFile {
  let before = "[";
  return {
    add: (conversation) => {
      const items = itemsOf(conversation).map((item) => JSON.stringify(item));
      const text = before + items.join(",");
      before = ",";
      return text;
    },
    end: () => "]",
  };
}
