import { hashOf } from "../core/hash.ts";

/** A whole number from 0 to `below` − 1 that the seed decides; equal seeds give equal numbers. */
export function drawn(seed: string, below: number): number {
  return Number.parseInt(hashOf(8, "drawn", seed), 16) % below;
}

/** The items in an order that the seed decides. */
export function shuffled<T>(items: readonly T[], seed: string): T[] {
  return items
    .map((item, index) => ({ item, key: hashOf(16, "shuffled", seed, String(index)) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}
