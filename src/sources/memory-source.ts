import { ContentSource } from "./content-source.ts";
import { DEFAULT_LIMITS, type SourceLimits } from "./limits.ts";
import type { OpenSource } from "./open-content.ts";

/**
 * A source from text or bytes in memory, read exactly as a file of that content would be (also gzip and UTF-16).
 * `uri` is what runs and problems name as their source; by default the name.
 */
export function memorySource(
  content: string | Uint8Array,
  name = "memory",
  uri: string = name,
  limits: Partial<SourceLimits> = {},
): OpenSource {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return new ContentSource(bytes, { uri, name, stamp: null }, { ...DEFAULT_LIMITS, ...limits });
}
