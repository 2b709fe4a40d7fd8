import type { Conversation } from "../conversation.ts";

/** How the bare loop of the floor parses a file of the format. */
export type BareParse = "json" | "json-lines" | "protobuf" | "lines";

export interface BenchFormat {
  id: string;
  /** With the dot. */
  extension: string;
  bareParse: BareParse;
  /** Bytes after which a new file is begun; 0 = one run per file. */
  fileBytes: number;
  /** Measured at 4× and 16× as well. */
  grows?: boolean;
  /** Starts a file; `add` gives what a run adds to it. */
  open(): { add(conversation: Conversation): string | Uint8Array };
}

export function jsonLines(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}
