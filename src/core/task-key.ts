import { hashOf } from "./hash.ts";

/** Pairs runs of one task over frameworks and dates: NFKC, lower case, white space folded; 16 hex digits. */
export function taskKeyOf(task: string): string {
  return hashOf(16, task.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim());
}
