import type { Fragment, Problem } from "../adapters/adapter.ts";
import type { Label } from "../core/finding.ts";
import type { JudgeSummary, KeptReply } from "../core/judgement.ts";
import type { Run } from "../core/run.ts";
import type { RunPrints } from "../core/run-prints.ts";
import type { RunSummary } from "../core/summary.ts";
import type { EncodedLabels, LabelledRun } from "./encode-labels.ts";
import type { EncodedRun } from "./encode-run.ts";
import type { PackedFragments, StoredFragments } from "./packed-fragments.ts";

export type { MergedVerdict, RunSummary } from "../core/summary.ts";
export { type EncodedLabels, encodeLabels, type LabelledRun } from "./encode-labels.ts";
export { type EncodedRun, encodeRun } from "./encode-run.ts";
export {
  type PackedFragments,
  packFragments,
  type StoredFragments,
  unpackFragments,
} from "./packed-fragments.ts";

/** What is known of a source from an earlier ingest; lets an unchanged file be skipped without reading it. */
export interface SourceRecord {
  /** Absolute path, or `stdin:<content hash>`. */
  key: string;
  /** Size, times and inode as text; equal stamp = unchanged file. Null for streams. */
  stamp: string | null;
  /** Hash of the decompressed content. */
  contentHash: string;
  /** Fingerprint of what could have read it: all adapters with versions, forced framework, tags. Another = read again. */
  reader: string;
  /** Id of the adapter that read it; null where none did. Its fragments are assembled by this adapter. */
  adapter: string | null;
  outcome: "read" | "skipped" | "refused";
  problems: Problem[];
}

export interface RunFilter {
  /** Only these runs; absent = all. */
  ids?: readonly string[];
  framework?: string;
  /** The key of a source, or a folder with or without its last separator: all sources in it. */
  source?: string;
  /** ISO time; runs without a start time are left out. */
  since?: string;
  tag?: readonly [name: string, value: string];
}

/** One source's content, written in one transaction that replaces what the source gave before. */
export interface IngestUnit {
  source: SourceRecord;
  /** A run may be encoded already, by a worker thread. */
  runs: readonly (Run | EncodedRun)[];
  /** Fragments may be packed already, by a worker thread. */
  fragments: readonly (Fragment | PackedFragments)[];
}

/** Groups of fragments that belong together and of which some changed since runs were last made of them. Plain data. */
export interface StaleAssembly {
  adapter: string;
  /** Keys of the sources that give them, in order. */
  sources: string[];
  /** The groups in the state in which they were read: what comes later leaves them stale. */
  groups: { id: number; name: string; touched: number }[];
  /** `unpackFragments` reads them. */
  fragments: StoredFragments[];
}

/** What was made of one assembly. */
export interface AssembledRuns {
  groups: StaleAssembly["groups"];
  runs: readonly (Run | EncodedRun)[];
  problems: readonly Problem[];
}

/**
 * Writes one source in parts, so that a stream of any length fits in memory. Nothing is visible to readers, and nothing
 * of the source's earlier content is gone, until `commit`; a process that dies before leaves the store as it was.
 * One writer is open at a time; other writes of the same process wait for it.
 */
export interface SourceWriter extends AsyncDisposable {
  add(part: Pick<IngestUnit, "runs" | "fragments">): Promise<void>;
  /** Replaces what the source gave before by the parts added. */
  commit(source: SourceRecord): Promise<void>;
}

/** What is kept of judges beside their labels. A run whose content changes loses it, as it loses their labels. */
export interface Judgements {
  /** By the hash of the request; what another run got for an equal request costs nothing once more. */
  replies(runId: string, hashes: readonly string[]): Promise<Map<string, KeptReply>>;
  /** Adds to what the request has cost so far. A reply that is there stays when none comes after it. */
  keep(runId: string, hash: string, got: KeptReply): Promise<void>;
  /** Runs without labels of this judge (`judge:id@version`), or of which requests are open. */
  open(labeller: string, filter: RunFilter): AsyncIterable<readonly Run[]>;
  /** Labels, merged verdicts and summary, in one transaction. */
  conclude(entry: LabelledRun, summary: JudgeSummary): Promise<void>;
  /** Of the judge that concluded last; null where none did. */
  summary(runId: string): Promise<JudgeSummary | null>;
}

/**
 * Everything that mast keeps. SQL stays behind this interface; batch-shaped so that SQLite, memory and a later server
 * fit. Every method is atomic: a kill at any moment leaves the state before or after it.
 */
export interface Store extends AsyncDisposable {
  readonly judgements: Judgements;
  knownSource(key: string): Promise<SourceRecord | null>;
  /** Those of the keys that are known, by key. */
  knownSources(keys: readonly string[]): Promise<ReadonlyMap<string, SourceRecord>>;
  /** All sources, or those under a path (as in `RunFilter.source`), in the order of their keys. */
  sources(filter: Pick<RunFilter, "source">): Promise<SourceRecord[]>;
  /** How many of them ended how; far cheaper than listing them. */
  countSources(filter: Pick<RunFilter, "source">): Promise<Record<SourceRecord["outcome"], number>>;
  /** A source with the same content and reader under any key, so that a copy need not be read again. */
  sameContent(contentHash: string, reader: string): Promise<SourceRecord | null>;
  /** Links a copy to the runs and fragments of a source that is already stored. */
  putCopy(source: SourceRecord, original: string): Promise<void>;
  /** Stores several sources in one transaction. Runs whose content changed lose their labels. */
  putSources(units: readonly IngestUnit[]): Promise<void>;
  /** For a source whose runs or fragments do not fit in memory; disposing without a commit drops the parts. */
  openSource(key: string): Promise<SourceWriter>;
  /** Groups touched since the last assembly, with everything that is joined to them; each group once in a call. */
  staleAssemblies(): AsyncGenerator<StaleAssembly, void>;
  /** Replaces the runs of these assemblies and marks their groups as assembled, in one transaction. */
  putAssemblies(assemblies: readonly AssembledRuns[]): Promise<void>;
  /** Ids of the runs that the given sources contribute to. */
  runsOfSources(keys: readonly string[]): Promise<string[]>;
  runs(filter: RunFilter): AsyncIterable<readonly Run[]>;
  run(id: string): Promise<Run | null>;
  /** Runs that lack a label of one of these labellers at this version (`detector:id@version`). */
  unlabelled(labellers: readonly string[], filter: RunFilter): AsyncIterable<readonly Run[]>;
  /** Replaces the labels of these labellers for the runs and stores the merged verdicts; a worker may have encoded them. */
  putLabels(entries: readonly (LabelledRun | EncodedLabels)[]): Promise<void>;
  labels(runId: string): Promise<Label[]>;
  /** Ids of the shown runs with a label of a person or a foreign tool that came from there (its labeller's version). */
  runsWithLabelsFrom(origin: string): Promise<string[]>;
  /**
   * Puts labels of people and foreign tools in the place of all that came from there before, with the record of their
   * file, in one transaction. Entries of runs that lost their labels have none but the merged verdicts.
   */
  replaceLabelsFrom(origin: string, entries: readonly LabelledRun[], source: SourceRecord): Promise<void>;
  summaries(filter: RunFilter): AsyncIterable<readonly RunSummary[]>;
  /** Fingerprints by run id, of the shown runs among these that have them (not those that an earlier mast stored). */
  prints(ids: readonly string[]): Promise<ReadonlyMap<string, RunPrints>>;
  problems(sourceKeys?: readonly string[]): Promise<Problem[]>;
  /** Removes a run or a source with the runs that only it gave; returns how many runs went. */
  forget(target: { run: string } | { source: string }): Promise<number>;
}
