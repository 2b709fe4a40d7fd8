import type { DetectorMeta } from "../detectors/detector.ts";
import type { SourceLimits } from "../sources/limits.ts";
import type { SourceEntry } from "../sources/walk.ts";
import type { StaleAssembly } from "../store/store.ts";
import type { LabelledAssembly } from "./assemble.ts";
import type { ReadEnd } from "./read-source.ts";
import type { OpenedSource, ProcessedPart } from "./source-reader.ts";

/** What a worker is started with; plain data, the worker brings the built-in adapters and detectors itself. */
export interface WorkerSetup {
  forced: string | null;
  tags: Readonly<Record<string, string>>;
  limits: Partial<SourceLimits>;
  /** The detectors to run, with the tiers that reading lowered, and their options; or null: none. */
  detectors: {
    chosen: readonly { id: string; lowered: DetectorMeta<unknown>["lowered"] }[];
    options: Readonly<Record<string, unknown>>;
  } | null;
}

export type SourceHead = Pick<OpenedSource, "key" | "stamp" | "contentHash">;

/** To the worker. Jobs are done in the order they come; after a part of a source that is not the last it waits for `more` or `drop`. */
export type WorkerRequest =
  | { type: "read"; job: number; entry: SourceEntry }
  | { type: "assemble"; job: number; assembly: StaleAssembly }
  | { type: "more"; job: number }
  | { type: "drop"; job: number };

/**
 * From the worker, for a source of one part: `whole`, since waking the other thread costs as much as reading a small
 * file; for a longer one: `opened`, parts, `end`; for an assembly: `assembled`; or `unreadable` or `bug`, which end a job
 * at any point.
 */
export type WorkerReply = { job: number } & (
  | (SourceHead & { type: "whole"; part: ProcessedPart | null; end: ReadEnd })
  | (SourceHead & { type: "opened" })
  | { type: "part"; part: ProcessedPart }
  | { type: "end"; end: ReadEnd | null }
  | { type: "assembled"; made: LabelledAssembly | null }
  | { type: "unreadable"; code: string; message: string }
  | { type: "bug"; message: string }
);
