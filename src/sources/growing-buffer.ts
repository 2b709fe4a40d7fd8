const SMALLEST = 4 * 1024;
/** Above this capacity an almost empty buffer is given back. */
const KEPT = 4 * 1024 * 1024;

/** A queue of bytes: grows at the end by doubling, is consumed from the start. */
export class GrowingBuffer {
  private storage = Buffer.alloc(0);
  private used = 0;
  private readonly expected: number;

  /** `expected`: total size where known, so that a large content grows once instead of many times. */
  constructor(expected = 0) {
    this.expected = expected;
  }

  /** Valid until the next append or discard. */
  get bytes(): Buffer {
    return this.storage.subarray(0, this.used);
  }

  get length(): number {
    return this.used;
  }

  append(chunk: Uint8Array): void {
    const needed = this.used + chunk.length;
    if (needed > this.storage.length) this.grow(needed);
    this.storage.set(chunk, this.used);
    this.used = needed;
  }

  /** Drops the first `count` bytes. */
  discard(count: number): void {
    if (count === 0) return;
    const rest = this.used - count;
    if (this.storage.length > KEPT && rest * 4 < this.storage.length) {
      this.storage = Buffer.from(this.storage.subarray(count, this.used));
    } else this.storage.copyWithin(0, count, this.used);
    this.used = rest;
  }

  private grow(needed: number): void {
    const doubled = Math.max(needed, this.storage.length * 2, SMALLEST);
    const capacity = needed > KEPT && this.expected > needed ? this.expected : doubled;
    const larger = Buffer.allocUnsafeSlow(capacity);
    this.storage.copy(larger, 0, 0, this.used);
    this.storage = larger;
  }
}
