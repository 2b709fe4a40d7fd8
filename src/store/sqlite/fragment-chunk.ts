import type { Fragment } from "../../adapters/adapter.ts";

type Piece = Pick<Fragment, "key" | "joins" | "body">;

/**
 * Many fragments as one row: a JSON line with key, joins and length (in UTF-16 units) of each, then their bodies one
 * after the other. One row per fragment costs about three times the write time, and bodies inside JSON would be
 * escaped once more.
 */
export function encodeChunk(fragments: readonly Piece[]): string {
  const head = fragments.map(({ key, joins, body }) => [key, joins, body.length]);
  return `${JSON.stringify(head)}\n${fragments.map(({ body }) => body).join("")}`;
}

export function decodeChunk(group: string, text: string): Fragment[] {
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
