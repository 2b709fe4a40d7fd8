import type { Problem } from "../adapters/adapter.ts";
import { hashOf } from "../core/hash.ts";
import type { SourceLimits } from "../sources/limits.ts";
import { type OpenSource, openSource, stampOf } from "../sources/open-source.ts";
import { type SourceEntry, type WalkOptions, walk } from "../sources/walk.ts";
import type { IngestUnit, SourceRecord, Store } from "../store/store.ts";
import { assembleRuns } from "./assemble.ts";
import { type ReadContext, type ReadPart, readSource } from "./read-source.ts";

export interface IngestOptions extends ReadContext, WalkOptions {
  limits?: Partial<SourceLimits>;
  /** What the path `-` reads. */
  stdin?: NodeJS.ReadableStream | null;
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
  unchanged: number;
}

/** Sources stored in one transaction: a commit costs about as much as storing several small runs. */
const BATCH = 50;

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
  const session = new IngestSession(store, options);
  const entries: SourceEntry[] = [];
  for await (const event of walk(paths, options)) {
    if (event.type === "source") entries.push(event.entry);
    else session.note(event);
  }
  for (const [index, entry] of entries.entries()) {
    options.signal?.throwIfAborted();
    await session.take(entry);
    options.onProgress?.({
      done: index + 1,
      total: entries.length,
      unchanged: session.unchanged,
      uri: entry.uri,
    });
  }
  await session.flush();
  await assembleRuns(store, options.adapters, options.tags);
  return session.result();
}

/** What changes the runs that a source gives, beside its content. */
export function readerFingerprint({ adapters, forced, tags }: ReadContext): string {
  const versions = adapters.map(({ meta }) => `${meta.id}@${meta.version}`).sort();
  return hashOf(16, ...versions, forced ?? "", JSON.stringify(Object.entries(tags).sort()));
}

class IngestSession {
  private readonly store: Store;
  private readonly options: IngestOptions;
  private readonly reader: string;
  private readonly keys = new Set<string>();
  private readonly walkProblems: Problem[] = [];
  private readonly walk = { read: 0, skipped: 0, refused: 0 };
  unchanged = 0;
  private pending: IngestUnit[] = [];

  constructor(store: Store, options: IngestOptions) {
    this.store = store;
    this.options = options;
    this.reader = readerFingerprint(options);
  }

  note(event: { type: "skipped" } | { type: "problem"; problem: Problem }): void {
    if (event.type === "skipped") this.walk.skipped++;
    else this.walkProblems.push(event.problem);
  }

  async take(entry: SourceEntry): Promise<void> {
    const record = (await this.unchangedRecord(entry)) ?? (await this.readEntry(entry));
    if (record !== null && !this.keys.has(record.key)) {
      this.keys.add(record.key);
      if (record.outcome === "read") this.walk.read++;
      else this.walk.refused++;
    }
  }

  async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    const units = this.pending;
    this.pending = [];
    await this.store.putSources(units);
  }

  async result(): Promise<IngestResult> {
    const sources = [...this.keys];
    const problems = [...this.walkProblems, ...(await this.store.problems(sources))];
    return { sources, problems, walk: this.walk, unchanged: this.unchanged };
  }

  /** The record of a file that nobody wrote to since it was stored; the file is not opened. */
  private async unchangedRecord(entry: SourceEntry): Promise<SourceRecord | null> {
    if (entry.path === "-") return null;
    const known = await this.store.knownSource(entry.path);
    if (known === null || known.stamp === null || known.reader !== this.reader) return null;
    if (known.stamp !== (await stampOf(entry.path).catch(() => null))) return null;
    this.unchanged++;
    return known;
  }

  private async readEntry(entry: SourceEntry): Promise<SourceRecord | null> {
    try {
      await using source = await openSource(entry, this.options.limits, this.options.stdin ?? null);
      const key = await keyOf(entry, source);
      return (await this.storedContent(key, source)) ?? (await this.read(key, source));
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") throw error;
      const message = `cannot be read: ${error.message}`;
      this.walkProblems.push({ uri: entry.path, locator: "", code: "unreadable", message });
      this.walk.refused++;
      return null;
    }
  }

  /** The record of a source whose content is stored already, under this key or as a copy under another. */
  private async storedContent(key: string, source: OpenSource): Promise<SourceRecord | null> {
    const contentHash = await source.contentHash();
    const known = await this.store.knownSource(key);
    if (known !== null && known.reader === this.reader && known.contentHash === contentHash) {
      this.unchanged++;
      return known;
    }
    if (this.pending.some((unit) => unit.source.contentHash === contentHash)) await this.flush();
    const original = await this.store.sameContent(contentHash, this.reader);
    if (original === null || original.key === key) return null;
    const problems = original.problems.map((problem) => ({ ...problem, uri: key }));
    const copy = { ...original, key, stamp: source.stamp, problems };
    await this.store.putCopy(copy, original.key);
    return copy;
  }

  private async read(key: string, source: OpenSource): Promise<SourceRecord> {
    const reading = readSource(source, key, this.options);
    const parts: ReadPart[] = [];
    let next = await reading.next();
    if (!next.done) {
      parts.push(next.value);
      next = await reading.next();
    }
    const describe = async (end: {
      outcome: "read" | "refused";
      adapter: string | null;
      problems: Problem[];
    }) => ({
      key,
      stamp: source.stamp,
      contentHash: await source.contentHash(),
      reader: this.reader,
      ...end,
    });
    if (next.done) {
      const record = await describe(next.value);
      const part = parts[0] ?? { runs: [], fragments: [] };
      this.pending.push({ source: record, ...part });
      if (this.pending.length >= BATCH) await this.flush();
      return record;
    }
    await this.flush();
    await using writer = await this.store.openSource(key);
    for (const part of parts) await writer.add(part);
    while (!next.done) {
      await writer.add(next.value);
      this.options.signal?.throwIfAborted();
      next = await reading.next();
    }
    const record = await describe(next.value);
    await writer.commit(record);
    return record;
  }
}

/** A file is known by its absolute path, a stream by what it said. */
async function keyOf(entry: SourceEntry, source: OpenSource): Promise<string> {
  return entry.path === "-" ? `stdin:${await source.contentHash()}` : entry.path;
}
