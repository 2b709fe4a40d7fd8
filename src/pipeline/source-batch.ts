import type { EncodedLabels, IngestUnit, Store } from "../store/store.ts";
import { putFirstLabels } from "./detect.ts";

/** Sources stored in one transaction: a commit costs about as much as storing several small runs. */
const BATCH = 50;
/**
 * Bytes after which a transaction is not made larger, so that what waits to be stored is small and dies young: with four times
 * as much the storing thread collected old space 14 times over 64 MB, and 11 times with this (docs/adr/0281).
 */
const BATCH_BYTES = 1 << 20;

/** Sources that were read and wait to be stored together. */
export class SourceBatch {
  private readonly store: Store;
  private bytes = 0;
  private pending: { unit: IngestUnit; labelled: readonly EncodedLabels[] }[] = [];

  constructor(store: Store) {
    this.store = store;
  }

  holds(contentHash: string): boolean {
    return this.pending.some(({ unit }) => unit.source.contentHash === contentHash);
  }

  async add(unit: IngestUnit, labelled: readonly EncodedLabels[]): Promise<void> {
    this.pending.push({ unit, labelled });
    for (const run of unit.runs) if ("body" in run) this.bytes += run.body.length;
    for (const one of unit.fragments) if ("packed" in one) this.bytes += one.packed.length;
    if (this.pending.length >= BATCH || this.bytes >= BATCH_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    const batch = this.pending;
    this.pending = [];
    this.bytes = 0;
    await this.store.putSources(batch.map(({ unit }) => unit));
    await putFirstLabels(
      this.store,
      batch.flatMap(({ labelled }) => labelled),
    );
  }
}
