import type { Run } from "../core/run.ts";
import type { TraceSource } from "./source.ts";

/** What an adapter hands over: a run without what `finishRun` computes (ids, hashes, indices, redaction). */
export type RunDraft = Omit<Run, "id" | "contentHash" | "taskKey" | "adapter" | "sources"> & {
  /** The framework's own run key (team id, run id, chat id as text), or null: then content and ordinal identify it. */
  nativeKey: string | null;
  /** Where in the source the run stands; "" = the whole source. */
  locator: string;
};

/** One record that could not be read; never an abort. `code` is kebab-case. */
export interface Problem {
  uri: string;
  locator: string;
  code: string;
  message: string;
}

/**
 * A piece of a run that arrives in any order over many sources (an OTLP span). Staged in the store; at the end of
 * an ingest all groups that share a trace or join key with a touched one are assembled anew.
 */
export interface Fragment {
  /** Fragments of one group are always assembled together (trace id). */
  group: string;
  /** Unique in the group (span id); a repeated fragment replaces the earlier one. */
  key: string;
  /** Groups with a common join key belong to one assembly (framework team id). */
  joins: string[];
  /** Adapter-private JSON text. */
  body: string;
}

export type AdapterEvent =
  | { type: "run"; draft: RunDraft }
  | { type: "problem"; problem: Omit<Problem, "uri"> }
  | { type: "fragments"; fragments: Fragment[] };

/** How sure an adapter is that it can read a source. 0 = not mine; 1 = unmistakable. */
export interface Recognition {
  score: number;
  /** Dialect: the format name that the run will carry, e.g. `autogen/task-result`. */
  format: string;
  /** What was found or missed, for `mast doctor`. */
  why: string;
}

/** One documented form that an adapter reads; `docs/formats.md` is generated from these. */
export interface FormatDoc {
  format: string;
  title: string;
  /**
   * What is in a usual file of this form: names of members, short values, tables, or pieces of text. Not how it is
   * recognised, but how `mast doctor` tells what a file that was not recognised has of it and what it lacks.
   */
  signs?: readonly string[];
  /** How people come by such a file. */
  writtenBy: string;
  /** Product and version whose real output was read, or "untested". */
  tested: string;
  carries: string;
  loses: string;
  /** The framework's words for the end → endReason. */
  endReasons: Record<string, string>;
}

export interface TraceAdapter {
  readonly meta: {
    id: string;
    /** Raised whenever the runs it makes can change; sources read by an older version are read again. */
    version: number;
    /** Hashed into run ids: autogen, crewai, langgraph, otlp, … */
    family: string;
    formats: readonly FormatDoc[];
  };
  /** By content, never by name alone. Pure; never throws. The highest score wins. */
  recognise(source: TraceSource): Recognition | null;
  /** Yields runs, problems and fragments; an error is thrown for a source that cannot be read as a whole, not for a bad record. */
  read(source: TraceSource, format: string): AsyncIterable<AdapterEvent>;
  /** For fragment adapters: all fragments of one assembly → runs. Order of fragments must not matter. */
  assemble?(fragments: readonly Fragment[]): Iterable<AssembledEvent>;
}

export type AssembledEvent =
  | { type: "run"; draft: RunDraft }
  | { type: "problem"; problem: Omit<Problem, "uri"> };
