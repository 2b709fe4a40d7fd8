import type { Problem } from "../adapters/adapter.ts";
import type { TraceSource } from "../adapters/source.ts";

/** A source together with what the pipeline keeps of it. Dispose of it when the adapter is done. */
export type OpenSource = TraceSource &
  AsyncDisposable & {
    /** Size, times and inode as text; an equal stamp means an unchanged file. Null for streams and memory. */
    readonly stamp: string | null;
    /** SHA-256 of the decompressed bytes, 64 hex digits. */
    contentHash(): Promise<string>;
    /** What was found broken so far: complete once the adapter has read to the end. */
    problems(): Problem[];
  };
