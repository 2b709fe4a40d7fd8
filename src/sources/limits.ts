/** How much of one source mast is willing to take in. */
export interface SourceLimits {
  /**
   * Largest JSON document, record, line, text or value of a database that is held in memory at once, in decompressed
   * bytes.
   * Something larger is a problem; its neighbours in a stream are still read. Default 256 MiB.
   */
  maxRunBytes: number;
  /**
   * Deepest nesting of a JSON value. A deeper one is refused: V8 parses any depth without recursion, but what reads
   * the value afterwards (adapters, zod, JSON.stringify) recurses. Traces nest less than 100 deep. Default 512.
   */
  maxDepth: number;
  /**
   * How many bytes may come out of each byte of a packed stream once `maxRunBytes` have come out. Deflate can reach
   * 1032, zstd about 30000; logs that repeat whole histories reach about 100. Default 250.
   */
  maxInflation: number;
}

export const DEFAULT_LIMITS: SourceLimits = {
  maxRunBytes: 256 * 1024 * 1024,
  maxDepth: 512,
  maxInflation: 250,
};

/** How much of a content is looked at to find out what it is, where a part is enough; bytes. */
export const HEAD_BYTES = 64 * 1024;
