import type { Random } from "../../bench/random.ts";
import { freshDetail, stated } from "../details.ts";
import { inserted, reworded, withSteps } from "../edit.ts";
import type { Mutation, Operator } from "../operator.ts";
import { colleagueOf, delivers, type Ground, groundOf } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Phrases, phrase, withSentence } from "../words.ts";

const DRAFTS: Phrases = [
  "Draft for you to look over. {line}",
  "Before I answer, here is what I would add to the result: {line}",
  "Proposed wording of the last part: {line}",
  "I would close with this: {line}",
  "My version so far ends like this. {line}",
  "Please have a look at the closing line: {line}",
];
const CORRECTIONS: Phrases = [
  "The {name} is wrong: it must be {now}, not {old}. Please correct it.",
  "You wrote {old}; the right {name} is {now}.",
  "One mistake in there. The {name} should read {now}.",
  "Please change the {name} to {now}; {old} was last year's.",
  "That is not right, the {name} is {now}. Please fix that before it goes out.",
  "Small correction: replace {old} with {now}.",
  "I checked the {name} in our records. It is {now} instead of {old}, please update your text.",
  "{old} is out of date. Use {now} for the {name}.",
  "The {name} needs fixing: {now}, not {old}.",
  "I disagree on one point: the {name} should be {now} rather than {old}.",
];
const INSISTS: Phrases = [
  "The {name} is still {old}. It has to be {now}.",
  "You have not changed the {name} yet: {now}, please.",
  "Again: not {old} but {now}.",
];
const NEXT_VERSIONS: Phrases = [
  "Next version: {line}",
  "Here is the text again. {line}",
  "I also put a greeting in front. Dear all, {line}",
  "Formatted for the letterhead: {line}",
  "Shortened as far as it goes. {line}",
];
const CORRECTED: Phrases = [
  "Thanks, corrected: {line}",
  "You are right, it now reads: {line}",
  "Changed. {line}",
];

/** FM-2.5: a colleague corrects a detail, and the result goes out with the old one and without a word about it. */
export const ignoreTheCorrection: Operator = {
  id: "ignore-the-correction",
  what:
    "Whoever answers shows a draft with a detail, a colleague corrects it, and the answer goes out with the wrong " +
    "detail and without a reply. In the clean base the correction is taken up.",
  mutate(run, random) {
    const ground = groundOf(run);
    if (ground === null || !delivers(ground)) return [];
    const colleague = colleagueOf(ground, ground.answerer, random);
    if (colleague === null) return [];
    return [once, insisted].flatMap((way) => way(ground, colleague.id, random) ?? []);
  },
};

function once(ground: Ground, colleague: string, random: Random): Mutation | null {
  return episode("once", ground, colleague, random, false);
}

function insisted(ground: Ground, colleague: string, random: Random): Mutation | null {
  return episode("insisted", ground, colleague, random, true);
}

function episode(
  variant: string,
  { run, answer, answerer }: Ground,
  colleague: string,
  random: Random,
  twice: boolean,
): Mutation | null {
  const detail = freshDetail(run, random);
  if (detail === null) return null;
  const scribe = new Scribe(run);
  const at = answer.index;
  const [wrong, right] = [stated(detail, detail.old), stated(detail, detail.now)];
  const slots = { name: detail.name, old: detail.old, now: detail.now };
  const opening = [
    scribe.says(answerer, phrase(random, DRAFTS, { line: wrong }), at - 1, [colleague]),
    scribe.says(colleague, phrase(random, CORRECTIONS, slots), at - 1, [answerer]),
  ];
  const taken = scribe.says(answerer, phrase(random, CORRECTED, { line: right }), at - 1, [colleague]);
  const again = twice
    ? [
        scribe.says(answerer, phrase(random, NEXT_VERSIONS, { line: wrong }), at - 1, [colleague]),
        scribe.says(colleague, phrase(random, INSISTS, slots), at - 1, [answerer]),
      ]
    : [];
  const ending = (line: string) => reworded(run.steps, at, (text) => withSentence(text, line));
  return {
    variant,
    base: withSteps(run, inserted(ending(right), at, ...opening, taken)),
    mutant: withSteps(run, inserted(ending(wrong), at, ...opening, ...again)),
  };
}
