import { createHash } from "node:crypto";
import type { Problem } from "../adapters/adapter.ts";
import type {
  JsonRecord,
  Piece,
  Probe,
  SqliteRow,
  SqliteValue,
  TextLine,
  TraceSource,
} from "../adapters/source.ts";
import type { ByteOrigin } from "./byte-origin.ts";
import type { SourceLimits } from "./limits.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { Neighbours } from "./neighbours.ts";
import { PieceSplitter } from "./piece-splitter.ts";
import type { Probed } from "./probe-content.ts";
import type { ProblemLog } from "./problem-log.ts";
import { RecordSplitter } from "./record-splitter.ts";
import { SourceError } from "./source-error.ts";
import { collect, utf8Chunks, wholeText } from "./whole-content.ts";

/** A source together with what the pipeline keeps of it. Dispose of it when the adapter is done. */
export interface OpenSource extends TraceSource, AsyncDisposable {
  /** What `stampOf` said of the file; an equal stamp means an unchanged file. Null for streams and memory. */
  readonly stamp: string | null;
  /** SHA-256 of the decompressed bytes, of a database with its write-ahead log worked in; 64 hex digits. */
  contentHash(): Promise<string>;
  /** What was found broken: complete once the adapter has read to the end. Reading twice notes nothing twice. */
  problems(): Problem[];
}

export interface SourceIdentity {
  uri: string;
  /** File name without folders. */
  name: string;
  stamp: string | null;
  /** Null where the source lies nowhere. */
  neighbours: Neighbours | null;
}

/** All that an adapter can ask of a content, over bytes that can be read again from the start. */
export class ContentSource implements OpenSource {
  readonly uri: string;
  readonly name: string;
  readonly stamp: string | null;
  readonly size: number | null;
  readonly probe: Probe;
  private readonly origin: ByteOrigin;
  private readonly limits: SourceLimits;
  private readonly log: ProblemLog;
  private readonly documentLog: ProblemLog | null;
  private readonly neighbours: Neighbours | null;
  private readonly opened = new Map<string, Promise<OpenSource | null>>();
  private readonly known: OpenSource[] = [];
  private hash: Promise<string> | null;

  constructor(
    identity: SourceIdentity,
    origin: ByteOrigin,
    probed: Probed,
    limits: SourceLimits,
    log: ProblemLog,
  ) {
    this.uri = identity.uri;
    this.name = identity.name.replace(/\.(?:gz|zst|zstd)$/i, "");
    this.stamp = identity.stamp;
    this.size = origin.size;
    this.probe = probed.probe;
    this.documentLog = probed.documentLog;
    this.hash = probed.contentHash === null ? null : Promise.resolve(probed.contentHash);
    this.neighbours = identity.neighbours;
    this.origin = origin;
    this.limits = limits;
    this.log = log;
  }

  /** The decompressed bytes from the start. */
  chunks(): AsyncIterable<Buffer> {
    return this.origin.chunks();
  }

  bytes(): Promise<Uint8Array> {
    return collect(this.origin.chunks(), this.limits, this.size);
  }

  text(): Promise<string> {
    return wholeText(this.origin, this.limits, this.log);
  }

  pieces(lengthOf: (bytes: Uint8Array) => number | null): AsyncGenerator<readonly Piece[]> {
    return batches(this.origin.chunks(), new PieceSplitter(lengthOf, this.limits, this.log));
  }

  async *records(): AsyncGenerator<readonly JsonRecord[]> {
    if (this.probe.kind === "json") yield [{ line: 1, value: this.probe.value }];
    if (this.probe.kind !== "records") return;
    yield* this.split(new RecordSplitter(this.limits, this.log));
  }

  async *lines(): AsyncGenerator<readonly TextLine[]> {
    yield* this.split(new LineSplitter(this.limits, this.log));
  }

  // biome-ignore lint/correctness/useYield: other content has no rows to yield
  async *query(_sql: string, ..._params: readonly SqliteValue[]): AsyncGenerator<readonly SqliteRow[]> {
    throw new SourceError("no-database", "it is no SQLite database that can be opened");
  }

  neighbour(path: string): Promise<OpenSource | null> {
    let neighbour = this.opened.get(path);
    if (neighbour === undefined) {
      neighbour = this.openNeighbour(path);
      this.opened.set(path, neighbour);
    }
    return neighbour;
  }

  contentHash(): Promise<string> {
    this.hash ??= this.computeHash();
    return this.hash;
  }

  problems(): Problem[] {
    const near = this.known.flatMap((source) =>
      source.problems().map((problem) => ({ ...problem, message: `${source.uri}: ${problem.message}` })),
    );
    return [...this.log.list(), ...(this.documentLog?.list() ?? []), ...near];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const source of this.known) await source[Symbol.asyncDispose]();
    await this.origin.close();
  }

  private async openNeighbour(path: string): Promise<OpenSource | null> {
    if (this.neighbours === null) return null;
    try {
      const source = await this.neighbours.open(path);
      if (source !== null) this.known.push(source);
      return source;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.log.lost(0, error.code, `the file ${path} beside it: ${error.message}`);
      return null;
    }
  }

  private split<T>(splitter: Splitter<T>): AsyncGenerator<readonly T[]> {
    return batches(utf8Chunks(this.origin, this.log), splitter);
  }

  private async computeHash(): Promise<string> {
    const hash = createHash("sha256");
    for await (const chunk of this.origin.chunks()) hash.update(chunk);
    return hash.digest("hex");
  }
}

interface Splitter<T> {
  push(chunk: Buffer): T[];
  end(): T[];
}

async function* batches<T>(
  chunks: AsyncIterable<Buffer>,
  splitter: Splitter<T>,
): AsyncGenerator<readonly T[]> {
  for await (const chunk of chunks) {
    const batch = splitter.push(chunk);
    if (batch.length > 0) yield batch;
  }
  const last = splitter.end();
  if (last.length > 0) yield last;
}
