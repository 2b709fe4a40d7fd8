import { normaliseTracked } from "../normalised-text.ts";

/** Words that two texts must have in common in a row to be quoted for it. */
const LEAST_WORDS = 8;
const MOST_TRIED = 200;
const LONGEST_READ = 40_000;

/** Where the words begin, in either text, that both have in common; null where they have no eight words in a row. */
export function commonWordsOf(first: string, second: string): { first: number; second: number } | null {
  const left = normaliseTracked(first.slice(0, LONGEST_READ));
  const right = normaliseTracked(second.slice(0, LONGEST_READ));
  const words = left.text.split(" ");
  let from = 0;
  for (let nth = 0; nth < MOST_TRIED && nth + LEAST_WORDS <= words.length; nth++) {
    const piece = words.slice(nth, nth + LEAST_WORDS).join(" ");
    const at = right.text.indexOf(piece);
    if (at >= 0) {
      return {
        first: left.rawSpan(from, from + piece.length).start,
        second: right.rawSpan(at, at + piece.length).start,
      };
    }
    from += (words[nth] ?? "").length + 1;
  }
  return null;
}
