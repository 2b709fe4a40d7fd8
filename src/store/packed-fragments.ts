import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Fragment } from "../adapters/adapter.ts";
import { encodedTexts } from "../core/encode-text.ts";

/**
 * Fragments of one group as they are stored. Survives `postMessage`, so that a worker thread can do the packing;
 * `packed.buffer` may be transferred.
 */
export interface PackedFragments {
  group: string;
  /** Join keys of all of them, each once. */
  joins: readonly string[];
  packed: Uint8Array<ArrayBuffer>;
}

/** Packed fragments read back, with a number for the content that gave them: equal for one content, else different. */
export interface StoredFragments {
  group: string;
  content: number;
  packed: Uint8Array;
}

/**
 * Many fragments as one value: a JSON line with key, joins and length (in UTF-16 units) of each, then their bodies one
 * after the other, deflated. One row per fragment costs about three times the write time; unpacked, fragments and the
 * runs made of them take almost twice the size of the traces, and fragments are read again only when their run grows.
 */
export function packFragments(fragments: readonly Fragment[]): PackedFragments[] {
  const byGroup = new Map<string, Fragment[]>();
  for (const fragment of fragments) {
    const list = byGroup.get(fragment.group);
    if (list === undefined) byGroup.set(fragment.group, [fragment]);
    else list.push(fragment);
  }
  return [...byGroup].map(([group, list]) => ({
    group,
    joins: [...new Set(list.flatMap((fragment) => fragment.joins))],
    // A copy, since zlib hands out a part of a larger buffer, which would be kept or sent as a whole.
    packed: new Uint8Array(deflateRawSync(frame(list), { level: 1 })),
  }));
}

function frame(fragments: readonly Fragment[]): Uint8Array {
  const head = fragments.map(({ key, joins, body }) => [key, joins, body.length]);
  return encodedTexts([JSON.stringify(head), "\n", ...fragments.map(({ body }) => body)]);
}

function unpack({ group, packed }: StoredFragments): Fragment[] {
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
 * One fragment per group and key, ordered by both, whatever the order of the contents. Within a content a later one
 * replaces an earlier one (its chunks are given in the order in which they were read). Contents have no order that
 * would be the same in every store, so among them the longest body wins, being the one that was written when more was
 * known, then the greatest.
 */
export function unpackFragments(chunks: readonly StoredFragments[]): Fragment[] {
  const latest = new Map<string, Map<string, Fragment>>();
  for (const chunk of chunks) {
    const place = `${chunk.content} ${chunk.group}`;
    const byKey = latest.get(place) ?? new Map<string, Fragment>();
    latest.set(place, byKey);
    for (const fragment of unpack(chunk)) byKey.set(fragment.key, fragment);
  }
  const best = new Map<string, Map<string, Fragment>>();
  for (const byKey of latest.values()) {
    for (const [key, fragment] of byKey) {
      const ofGroup = best.get(fragment.group) ?? new Map<string, Fragment>();
      best.set(fragment.group, ofGroup);
      const other = ofGroup.get(key);
      if (other === undefined || isFuller(fragment.body, other.body)) ofGroup.set(key, fragment);
    }
  }
  return [...best.values()]
    .flatMap((ofGroup) => [...ofGroup.values()])
    .sort((a, b) => compare(a.group, b.group) || compare(a.key, b.key));
}

function isFuller(body: string, other: string): boolean {
  return body.length === other.length ? body > other : body.length > other.length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
