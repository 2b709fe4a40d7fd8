import type { Random } from "../bench/random.ts";

/** Ways to put one thing; operators draw from them, so that no detector can learn one sentence. */
export type Phrases = readonly [string, ...string[]];

/** One of the phrases with its `{slots}` filled in. @throws Error where a slot has no filling */
export function phrase(
  random: Random,
  phrases: Phrases,
  slots: Readonly<Record<string, string>> = {},
): string {
  return random.pick(phrases).replace(/\{(\w+)\}/g, (_all, slot: string) => {
    const filling = slots[slot];
    if (filling === undefined) throw new Error(`no filling for {${slot}}`);
    return filling;
  });
}

/** Several different members of a list, in the order of the list. */
export function sample<T>(random: Random, items: readonly T[], most: number): T[] {
  const left = items.map((item, at) => ({ item, at }));
  const chosen: { item: T; at: number }[] = [];
  while (chosen.length < most && left.length > 0) chosen.push(...left.splice(random.below(left.length), 1));
  return chosen.sort((a, b) => a.at - b.at).map(({ item }) => item);
}

/** A text with a sentence after it; before a closing stop word, which ends the text in every framework that has one. */
export function withSentence(text: string, sentence: string): string {
  const stop = /\s*\bTERMINATE\W{0,3}$/.exec(text);
  if (stop === null) return `${text.trimEnd()} ${sentence}`;
  return `${text.slice(0, stop.index)} ${sentence}${stop[0]}`;
}

/** The list in another order. */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const left = [...items];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(random.below(left.length), 1));
  return order;
}
