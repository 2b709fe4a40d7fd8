import { distance } from "fastest-levenshtein";

/** The known word that a mistyped one most likely means, or null where none is near (a third of its letters apart). */
export function nearestOf(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const apart = distance(word.toLowerCase(), candidate.toLowerCase());
    if (apart < least) {
      least = apart;
      best = candidate;
    }
  }
  return best;
}
