import { createHash } from "node:crypto";
import type { Problem } from "../adapters/adapter.ts";
import type { JsonRecord, Probe, TextLine } from "../adapters/source.ts";
import { decodeText, decompress } from "./decode.ts";
import type { SourceLimits } from "./limits.ts";
import type { OpenSource } from "./open-content.ts";
import { probeContent } from "./probe.ts";
import { readRecords } from "./records.ts";

const BATCH = 256;

/** A source whose content is held in memory. */
export class ContentSource implements OpenSource {
  readonly uri: string;
  readonly name: string;
  readonly stamp: string | null;
  readonly size: number;
  readonly probe: Probe;
  private readonly content: Buffer;
  private readonly decoded: string;
  private readonly found: Problem[] = [];
  private readonly limits: SourceLimits;

  constructor(
    raw: Uint8Array,
    about: { uri: string; name: string; stamp: string | null },
    limits: SourceLimits,
  ) {
    this.uri = about.uri;
    this.name = about.name.replace(/\.gz$/i, "");
    this.stamp = about.stamp;
    this.limits = limits;
    this.content = decompress(raw, limits, (problem) => this.report(problem));
    this.size = this.content.length;
    this.decoded = decodeText(this.content);
    this.probe = probeContent(this.content, this.decoded, limits);
  }

  async bytes(): Promise<Uint8Array> {
    return this.content;
  }

  async text(): Promise<string> {
    return this.decoded;
  }

  async *records(): AsyncGenerator<readonly JsonRecord[]> {
    if (this.probe.kind === "json") {
      yield [{ line: 1, value: this.probe.value }];
      return;
    }
    let batch: JsonRecord[] = [];
    for (const record of readRecords(this.decoded, this.limits, (problem) => this.report(problem))) {
      batch.push(record);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async *lines(): AsyncGenerator<readonly TextLine[]> {
    const lines = this.decoded.split(/\r?\n/);
    if (lines.at(-1) === "") lines.pop();
    for (let start = 0; start < lines.length; start += BATCH) {
      yield lines.slice(start, start + BATCH).map((text, offset) => ({ line: start + offset + 1, text }));
    }
  }

  async contentHash(): Promise<string> {
    return createHash("sha256").update(this.content).digest("hex");
  }

  problems(): Problem[] {
    return [...this.found];
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  private report(problem: Omit<Problem, "uri">): void {
    const known = this.found.some(
      (other) => other.code === problem.code && other.locator === problem.locator,
    );
    if (!known) this.found.push({ uri: this.uri, ...problem });
  }
}
