import { Random } from "../bench/random.ts";

/** Ways to put one thing; operators draw from them, so that no detector can learn one sentence. */
export type Phrases = readonly [string, ...string[]];

/** A check that a team can make by a tool, with an output that passes and one that does not. */
export interface Check {
  readonly tool: string;
  readonly args: Readonly<Record<string, string | boolean>>;
  readonly passes: string;
  readonly fails: string;
}

/** The phrasings of all operators. The sets are in `words/sets.ts`: what is found in one must be found in the others. */
export interface Words {
  readonly checks: readonly [Check, ...Check[]];
  readonly contradict: Record<"intents" | "statements", Phrases>;
  readonly dropHandoff: Record<"handovers" | "emptyHandovers" | "guesses" | "looksAgain", Phrases>;
  readonly editAfterPass: Record<"reasons", Phrases>;
  readonly failThenApprove: Record<
    "testsFail" | "asks" | "approvals" | "drafts" | "objections" | "nextVersions" | "verdicts",
    Phrases
  >;
  readonly goOn: {
    /** Talk that leads nowhere, line by line. */
    readonly chatter: readonly [Phrases, ...Phrases[]];
  } & Record<"closings" | "restated" | "thanks" | "pushes", Phrases>;
  readonly ignore: Record<"drafts" | "corrections" | "insists" | "nextVersions" | "corrected", Phrases>;
  readonly poll: Record<"reports" | "questions" | "notYet", Phrases>;
  readonly removeVerification: Record<"ships", Phrases>;
  readonly newResult: Record<"questions" | "replies", Phrases>;
  readonly repeat: Record<"besideACall" | "beforeARepetition" | "nods", Phrases>;
  readonly reset: Record<"announcements" | "openers", Phrases>;
  readonly revert: Record<"firstChoices" | "changes" | "acknowledged" | "ownChanges", Phrases>;
  readonly stopEarly: Record<"nextCalls" | "nextWords" | "requests" | "openItems", Phrases>;
  readonly swap: Record<"turns" | "signed", Phrases>;
  readonly withhold: Record<
    "questions" | "answers" | "evasions" | "thanks" | "goesOn" | "guesses" | "asksAgain",
    Phrases
  >;
  readonly codeWork: Record<"starts" | "written" | "passes" | "reports" | "shipped", Phrases>;
}

/** What an operator draws from: numbers that repeat for a seed, and one set of phrasings. */
export class Draw extends Random {
  readonly words: Words;

  constructor(seed: number, words: Words) {
    super(seed);
    this.words = words;
  }
}

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
