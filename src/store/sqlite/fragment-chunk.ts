import { promisify } from "node:util";
import { deflateRaw, inflateRawSync } from "node:zlib";
import type { Fragment } from "../../adapters/adapter.ts";

const pack = promisify(deflateRaw);

/** The fragments of one group, ready to be stored. */
export interface FragmentChunk {
  group: string;
  joins: readonly string[];
  packed: Uint8Array;
}

/**
 * Many fragments as one row: a JSON line with key, joins and length (in UTF-16 units) of each, then their bodies one
 * after the other, deflated. One row per fragment costs about three times the write time; unpacked, fragments and the
 * runs made of them take almost twice the size of the traces, and fragments are read again only when their run grows.
 * Packing runs in a thread of the runtime, not in this one.
 */
export async function packFragments(fragments: readonly Fragment[]): Promise<FragmentChunk[]> {
  const byGroup = new Map<string, Fragment[]>();
  for (const fragment of fragments) {
    const list = byGroup.get(fragment.group);
    if (list === undefined) byGroup.set(fragment.group, [fragment]);
    else list.push(fragment);
  }
  const chunks: FragmentChunk[] = [];
  // One after the other: side by side, the groups of a large source would all be in memory twice.
  for (const [group, list] of byGroup) {
    const joins = [...new Set(list.flatMap((fragment) => fragment.joins))];
    chunks.push({ group, joins, packed: await pack(frame(list), { level: 1 }) });
  }
  return chunks;
}

function frame(fragments: readonly Fragment[]): string {
  const head = fragments.map(({ key, joins, body }) => [key, joins, body.length]);
  return `${JSON.stringify(head)}\n${fragments.map(({ body }) => body).join("")}`;
}

export function unpackFragments(group: string, packed: Uint8Array): Fragment[] {
  const text = inflateRawSync(packed).toString();
  const end = text.indexOf("\n");
  const head = JSON.parse(text.slice(0, end)) as [key: string, joins: string[], length: number][];
  let start = end + 1;
  return head.map(([key, joins, length]) => {
    const body = text.slice(start, start + length);
    start += length;
    return { group, key, joins, body };
  });
}

/**
 * One fragment per key, ordered by key. Within a content a later one replaces an earlier one (`chunks` are in the order
 * in which they were read). Contents have no order that would be the same in every store, so among them the longest
 * body wins, being the one that was written when more was known, then the greatest.
 */
export function uniqueFragments(
  chunks: readonly { content: number; fragments: readonly Fragment[] }[],
): Fragment[] {
  const byContent = new Map<number, Map<string, Fragment>>();
  for (const { content, fragments } of chunks) {
    const byKey = byContent.get(content) ?? new Map<string, Fragment>();
    byContent.set(content, byKey);
    for (const fragment of fragments) byKey.set(fragment.key, fragment);
  }
  const best = new Map<string, Fragment>();
  for (const byKey of byContent.values()) {
    for (const [key, fragment] of byKey) {
      const other = best.get(key);
      if (other === undefined || isFuller(fragment.body, other.body)) best.set(key, fragment);
    }
  }
  return [...best.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function isFuller(body: string, other: string): boolean {
  return body.length === other.length ? body > other : body.length > other.length;
}
