import { createHash } from "node:crypto";
import type { Problem } from "../adapters/adapter.ts";
import type { JsonRecord, Probe, TextLine, TraceSource } from "../adapters/source.ts";
import type { ByteOrigin } from "./byte-origin.ts";
import type { SourceLimits } from "./limits.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { Probed } from "./probe-content.ts";
import type { ProblemLog } from "./problem-log.ts";
import { RecordSplitter } from "./record-splitter.ts";
import { collect, utf8Chunks, wholeText } from "./whole-content.ts";

/** A source together with what the pipeline keeps of it. Dispose of it when the adapter is done. */
export interface OpenSource extends TraceSource, AsyncDisposable {
  /** Size, times and inode as text; an equal stamp means an unchanged file. Null for streams and memory. */
  readonly stamp: string | null;
  /** SHA-256 of the decompressed bytes, 64 hex digits. */
  contentHash(): Promise<string>;
  /** What was found broken: complete once the adapter has read to the end. Reading twice notes nothing twice. */
  problems(): Problem[];
}

export interface SourceIdentity {
  uri: string;
  /** File name without folders. */
  name: string;
  stamp: string | null;
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
  private hash: Promise<string> | null;

  constructor(
    identity: SourceIdentity,
    origin: ByteOrigin,
    probed: Probed,
    limits: SourceLimits,
    log: ProblemLog,
  ) {
    this.uri = identity.uri;
    this.name = identity.name.replace(/\.gz$/i, "");
    this.stamp = identity.stamp;
    this.size = origin.size;
    this.probe = probed.probe;
    this.documentLog = probed.documentLog;
    this.hash = probed.contentHash === null ? null : Promise.resolve(probed.contentHash);
    this.origin = origin;
    this.limits = limits;
    this.log = log;
  }

  bytes(): Promise<Uint8Array> {
    return collect(this.origin.chunks(), this.limits, this.size);
  }

  text(): Promise<string> {
    return wholeText(this.origin, this.limits, this.log);
  }

  async *records(): AsyncGenerator<readonly JsonRecord[]> {
    if (this.probe.kind === "json") yield [{ line: 1, value: this.probe.value }];
    if (this.probe.kind !== "records") return;
    yield* this.split(new RecordSplitter(this.limits, this.log));
  }

  async *lines(): AsyncGenerator<readonly TextLine[]> {
    yield* this.split(new LineSplitter(this.limits, this.log));
  }

  contentHash(): Promise<string> {
    this.hash ??= this.computeHash();
    return this.hash;
  }

  problems(): Problem[] {
    return [...this.log.list(), ...(this.documentLog?.list() ?? [])];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.origin.close();
  }

  private async *split<T>(splitter: { push(chunk: Buffer): T[]; end(): T[] }): AsyncGenerator<readonly T[]> {
    for await (const chunk of utf8Chunks(this.origin, this.log)) {
      const batch = splitter.push(chunk);
      if (batch.length > 0) yield batch;
    }
    const last = splitter.end();
    if (last.length > 0) yield last;
  }

  private async computeHash(): Promise<string> {
    const hash = createHash("sha256");
    for await (const chunk of this.origin.chunks()) hash.update(chunk);
    return hash.digest("hex");
  }
}
