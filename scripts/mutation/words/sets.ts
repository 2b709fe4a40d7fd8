import type { Words } from "../words.ts";
import { FIRST_WORDS } from "./first.ts";
import { SECOND_WORDS } from "./second.ts";
import { THIRD_WORDS } from "./third.ts";

export const WORD_SETS = {
  first: FIRST_WORDS,
  second: SECOND_WORDS,
  third: THIRD_WORDS,
} as const satisfies Record<string, Words>;
export type WordSet = keyof typeof WORD_SETS;
