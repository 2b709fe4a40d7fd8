import { hashOf } from "../core/hash.ts";
import type { ReadContext } from "./read-source.ts";

/** What changes the runs that a source gives, beside its content. */
export function readerFingerprint({ adapters, forced, tags }: ReadContext): string {
  const versions = adapters.map(({ meta }) => `${meta.id}@${meta.version}`).sort();
  return hashOf(16, ...versions, forced ?? "", JSON.stringify(Object.entries(tags).sort()));
}
