import type { CueSentences } from "./cues/cue-sentences.ts";
import { mayBeImpossible, saysImpossible } from "./cues/finished.ts";
import type { Turn } from "./turns.ts";

/** What a turn says of the goal as a whole, as messages put it: "it is done" or "it cannot be done". */
export type GoalClaim = "it is done" | "it cannot be done";

/** What a turn says of the goal; null where it leaves it open. */
export function goalClaimOf({ words, finishes }: Turn, sentences: CueSentences): GoalClaim | null {
  if (words === null) return null;
  if (mayBeImpossible(words, sentences) && saysImpossible(words.text)) return "it cannot be done";
  return finishes ? "it is done" : null;
}
