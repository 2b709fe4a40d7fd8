import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { buffer } from "node:stream/consumers";
import { ContentSource } from "./content-source.ts";
import { DEFAULT_LIMITS, type SourceLimits } from "./limits.ts";
import type { OpenSource } from "./open-content.ts";
import type { SourceEntry } from "./walk.ts";

export type { OpenSource } from "./open-content.ts";

/** Opens a file (or standard input, path `-`) and looks at its beginning. Rejects if it cannot be read at all. */
export async function openSource(
  entry: SourceEntry,
  limits: Partial<SourceLimits> = {},
  stdin: NodeJS.ReadableStream | null = null,
): Promise<OpenSource> {
  const all = { ...DEFAULT_LIMITS, ...limits };
  if (entry.path === "-") {
    const bytes = stdin === null ? Buffer.alloc(0) : await buffer(stdin);
    return new ContentSource(bytes, { uri: entry.uri, name: "stdin", stamp: null }, all);
  }
  const stamp = await stampOf(entry.path);
  const about = { uri: entry.uri, name: basename(entry.path), stamp };
  return new ContentSource(await readFile(entry.path), about, all);
}

/** Size, modification and change time and inode: equal for as long as nobody wrote to the file or replaced it. */
export async function stampOf(path: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
  return `${size}:${mtimeNs}:${ctimeNs}:${ino}`;
}
