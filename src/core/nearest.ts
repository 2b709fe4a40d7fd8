import { distance } from "fastest-levenshtein";

/**
 * The known word that a mistyped one most likely means, or null where none is near: a third of its letters apart, or the
 * same letters in another order, which is how short words are mistyped.
 */
export function nearestOf(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const isTwisted = lettersOf(word) === lettersOf(candidate);
    const apart = isTwisted
      ? Math.min(1, distance(word, candidate))
      : distance(word.toLowerCase(), candidate.toLowerCase());
    if (apart < least) {
      least = apart;
      best = candidate;
    }
  }
  return best;
}

function lettersOf(word: string): string {
  return [...word.toLowerCase()].sort().join("");
}
