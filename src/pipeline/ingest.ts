import { resolve } from "node:path";
import type { Problem } from "../adapters/adapter.ts";
import { OWN_STORE } from "../sources/source-error.ts";
import { type SourceEntry, type WalkEvent, type WalkOptions, walk } from "../sources/walk.ts";
import type { EncodedLabels, SourceRecord, Store } from "../store/store.ts";
import { assembleStale } from "./assemble-stale.ts";
import { putFirstLabels } from "./detect.ts";
import type { ReadEnd } from "./read-source.ts";
import { readerFingerprint } from "./reader-fingerprint.ts";
import { SourceBatch } from "./source-batch.ts";
import {
  inlineReader,
  type OpenedSource,
  type ProcessedPart,
  type ReaderOptions,
  type SourceReader,
  UnreadableSource,
  unreadableProblem,
  WORTH_THREADS,
} from "./source-reader.ts";

export interface IngestOptions extends ReaderOptions, WalkOptions {
  /** Starts readers for at least this many bytes of new sources; default: reads in this thread. */
  startReader?: (options: ReaderOptions, bytes: number) => SourceReader;
  /** Absolute path of the store in use: it and its logs are no sources, wherever they lie, and are not counted. */
  ownDatabase?: string;
  signal?: AbortSignal;
  onProgress?: (progress: IngestProgress) => void;
}

export interface IngestProgress {
  /** Sources dealt with so far, of `total`. */
  done: number;
  total: number;
  /** Of them, sources that had not changed and were not read again. */
  unchanged: number;
  /** The source just finished. */
  uri: string;
}

export interface IngestResult {
  /** Keys of all sources that the paths gave and that were read, now or earlier. */
  sources: string[];
  /** Problems of these sources, of refused ones and of the walk. */
  problems: Problem[];
  walk: { read: number; skipped: number; refused: number };
  /** What the walk found and passed over, as displayed, and why. */
  skipped: Skipped[];
  unchanged: number;
}

export interface Skipped {
  uri: string;
  reason: string;
}

/** Sources that the store is asked about together: each question takes a lock. */
const LOOKED_AT_ONCE = 256;
/** Runs of one source whose labels are held until it is stored: about 20 MB of them. */
const MOST_HELD_LABELS = 4000;

/**
 * Reads all sources under the paths into the store. A source that has not changed since the same adapters read it is
 * not read again; one that has changed replaces what it gave. At the end every run that spans belong to is made anew.
 * Safe to kill: what was stored stays, the same call goes on from there.
 */
export async function ingest(
  paths: readonly string[],
  store: Store,
  options: IngestOptions,
): Promise<IngestResult> {
  await using session = new IngestSession(store, options);
  const found: SourceEntry[] = [];
  for await (const event of walk(paths, options)) {
    if (event.type === "source") found.push(event.entry);
    else session.note(event);
    if (found.length >= LOOKED_AT_ONCE) await session.look(found.splice(0));
  }
  await session.look(found);
  await session.readAll();
  return session.result();
}

class IngestSession {
  private readonly store: Store;
  private readonly options: IngestOptions;
  private readonly fingerprint: string;
  private readonly keys = new Set<string>();
  private readonly walkProblems: Problem[] = [];
  private readonly walk = { read: 0, refused: 0 };
  private readonly skipped: Skipped[] = [];
  private readonly toRead: SourceEntry[] = [];
  private bytesToRead = 0;
  private reader: SourceReader | null = null;
  private unchanged = 0;
  private done = 0;
  private readonly batch: SourceBatch;

  constructor(store: Store, options: IngestOptions) {
    this.store = store;
    this.batch = new SourceBatch(store);
    this.options = options;
    this.fingerprint = readerFingerprint(options);
  }

  note(event: Exclude<WalkEvent, { type: "source" }>): void {
    if (event.type === "problem") this.walkProblems.push(event.problem);
    else if (!this.isOwn(resolve(this.options.cwd, event.uri))) {
      this.skipped.push({ uri: event.uri, reason: event.reason });
    }
  }

  /** Takes over what is known of files that nobody wrote to since they were stored; the rest is to be read. */
  async look(found: readonly SourceEntry[]): Promise<void> {
    this.options.signal?.throwIfAborted();
    const entries = found.filter(({ path }) => !this.isOwn(path));
    const known = await this.store.knownSources(entries.map(({ path }) => path));
    for (const entry of entries) {
      const record = known.get(entry.path);
      if (entry.stamp === record?.stamp && record?.reader === this.fingerprint) {
        this.unchanged++;
        this.count(record);
      } else {
        this.toRead.push(entry);
        this.bytesToRead += entry.bytes ?? 0;
      }
    }
    // Threads get ready while the walk goes on.
    if (this.bytesToRead >= WORTH_THREADS) this.start();
  }

  async readAll(): Promise<void> {
    const reader = this.start();
    if (this.toRead.length > 0) await this.readSources(reader);
    this.walkProblems.push(...(await assembleStale(this.store, reader, this.options.signal)));
  }

  private async readSources(reader: SourceReader): Promise<void> {
    const entries = this.toRead.values();
    const lane = async (): Promise<void> => {
      for (const entry of entries) {
        this.options.signal?.throwIfAborted();
        await this.take(entry, reader);
        this.done++;
        const { done, unchanged, toRead } = this;
        this.options.onProgress?.({ done, total: toRead.length, unchanged, uri: entry.uri });
      }
    };
    await Promise.all(Array.from({ length: reader.parallel }, lane));
    await this.batch.flush();
  }

  async result(): Promise<IngestResult> {
    const sources = [...this.keys].sort();
    const problems = [...this.walkProblems, ...(await this.store.problems(sources))];
    const { skipped, unchanged, walk } = this;
    return { sources, problems, walk: { ...walk, skipped: skipped.length }, skipped, unchanged };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.reader?.[Symbol.asyncDispose]();
  }

  private start(): SourceReader {
    this.reader ??= (this.options.startReader ?? inlineReader)(this.options, this.bytesToRead);
    return this.reader;
  }

  private isOwn(path: string): boolean {
    const { ownDatabase } = this.options;
    if (ownDatabase === undefined || !path.startsWith(ownDatabase)) return false;
    return ["", "-wal", "-shm", "-journal"].includes(path.slice(ownDatabase.length));
  }

  private count(record: SourceRecord): void {
    if (this.keys.has(record.key)) return;
    this.keys.add(record.key);
    if (record.outcome === "read") this.walk.read++;
    else this.walk.refused++;
  }

  private async take(entry: SourceEntry, reader: SourceReader): Promise<void> {
    try {
      await using source = await reader.open(entry);
      this.count((await this.storedContent(source)) ?? (await this.read(source)));
    } catch (error) {
      if (!(error instanceof UnreadableSource)) throw error;
      // Input that was cut off by the interrupt is no fault of the source.
      this.options.signal?.throwIfAborted();
      if (error.code === OWN_STORE && !entry.explicit) {
        this.skipped.push({ uri: entry.uri, reason: error.message });
        return;
      }
      this.walkProblems.push(unreadableProblem(entry, error));
      this.walk.refused++;
    }
  }

  /** The record of a source whose content is stored already, under this key or as a copy under another. */
  private async storedContent({ key, stamp, contentHash }: OpenedSource): Promise<SourceRecord | null> {
    if (this.batch.holds(contentHash)) await this.batch.flush();
    const known = await this.store.knownSource(key);
    const isSame = known !== null && known.reader === this.fingerprint && known.contentHash === contentHash;
    if (isSame) this.unchanged++;
    const original = isSame ? known : await this.store.sameContent(contentHash, this.fingerprint);
    if (original === null) return null;
    // Also where only the stamp is new, so that the file need not be opened next time.
    const problems = original.problems.map((problem) => ({ ...problem, uri: key }));
    const copy = { ...original, key, stamp, problems };
    await this.store.putCopy(copy, original.key);
    return copy;
  }

  private async read({ key, stamp, contentHash, ...source }: OpenedSource): Promise<SourceRecord> {
    const record = { key, stamp, contentHash, reader: this.fingerprint };
    const parts = source.parts();
    const begun: ProcessedPart[] = [];
    let next = await parts.next();
    for (; next.done !== true && begun.length < 2; next = await parts.next()) begun.push(next.value);
    if (next.done !== true || begun.length > 1) return this.readParts(record, begun, next, parts);
    const whole = recordOf(record, next.value);
    const { runs, fragments, labelled } = begun[0] ?? { runs: [], fragments: [], labelled: [] };
    await this.batch.add({ source: whole, runs, fragments }, labelled);
    return whole;
  }

  /** A source too large for one transaction. */
  private async readParts(
    record: Pick<SourceRecord, "key" | "stamp" | "contentHash" | "reader">,
    begun: readonly ProcessedPart[],
    following: IteratorResult<ProcessedPart, ReadEnd>,
    parts: ReturnType<OpenedSource["parts"]>,
  ): Promise<SourceRecord> {
    const labelled: EncodedLabels[] = [];
    await using writer = await this.store.openSource(record.key);
    const add = async (part: ProcessedPart): Promise<void> => {
      this.options.signal?.throwIfAborted();
      await writer.add(part);
      // Labels can be stored only once the source is; those of very many runs are left to the detect station.
      if (labelled.length < MOST_HELD_LABELS) labelled.push(...part.labelled);
    };
    for (const part of begun) await add(part);
    let next = following;
    for (; next.done !== true; next = await parts.next()) await add(next.value);
    const whole = recordOf(record, next.value);
    await writer.commit(whole);
    await putFirstLabels(this.store, labelled);
    return whole;
  }
}

/** What was read of a file that changed meanwhile is not what its hash says: neither it nor a copy may pass for known. */
function recordOf(
  record: Pick<SourceRecord, "key" | "stamp" | "contentHash" | "reader">,
  end: ReadEnd,
): SourceRecord {
  if (!end.problems.some(({ code }) => code === "file-changed")) return { ...record, ...end };
  return { ...record, ...end, stamp: null, contentHash: `${record.contentHash}:changed` };
}
