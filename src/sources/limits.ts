/** How much of one source mast is willing to take in. Sizes in bytes, decompressed. */
export interface SourceLimits {
  /** Largest single JSON document, text or database that is read whole; a larger one is a problem. */
  maxRunBytes: number;
  /** Deepest nesting of a JSON value; a deeper one is refused because everything after the parser walks values. */
  maxDepth: number;
}

export const DEFAULT_LIMITS: SourceLimits = { maxRunBytes: 256 * 1024 * 1024, maxDepth: 1000 };
