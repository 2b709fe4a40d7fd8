import { freshDetail, stated } from "../details.ts";
import { inserted, reworded, withSteps } from "../edit.ts";
import type { Operator } from "../operator.ts";
import { colleagueOf, delivers, groundOf, quietPlaces } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Phrases, phrase, withSentence } from "../words.ts";

const FIRST_CHOICES: Phrases = [
  "For the {name} I take {old}.",
  "I have put down {old} as the {name}.",
  "My plan has {old} as the {name}, unless somebody objects.",
  "Noting the {name} for later: {old}.",
  "We start from {old} for the {name}.",
];
const CHANGES: Phrases = [
  "The {name} has changed: it is {now}, not {old}.",
  "Please use {now} instead of {old} as the {name}.",
  "Update on the {name}: {now}. {old} does not hold any more.",
  "We decided on {now} for the {name}; {old} is off the table.",
  "The {name} moves from {old} to {now}.",
  "I heard back: the {name} is {now}.",
];
const ACKNOWLEDGED: Phrases = [
  "Noted, {now}.",
  "Understood, the {name} is {now} from now on.",
  "Agreed: {now} it is, I have changed my notes.",
  "Thanks. I will use {now} instead of {old}.",
  "All right, {now} replaces {old}.",
  "Got it, the {name} is now {now}.",
];
const OWN_CHANGES: Phrases = [
  "I looked the {name} up again: it is {now}, not {old}. I use {now} from here on.",
  "Correction to what I said before: the {name} is {now}. {old} was my mistake.",
  "I have changed the {name} from {old} to {now}.",
  "Scratch {old}; the {name} is going to be {now}.",
];

/** FM-1.4: a detail is changed and the change acknowledged; later the old one is used again without a word. */
export const revertDecision: Operator = {
  id: "revert-decision",
  what:
    "Whoever answers names a detail, it is changed (by a colleague and acknowledged, or by the agent itself), and the " +
    "answer states the old one again. In the clean base it states the new one.",
  mutate(run, random) {
    const ground = groundOf(run);
    if (ground === null || !delivers(ground)) return [];
    const { answer, answerer } = ground;
    const detail = freshDetail(run, random);
    const places = quietPlaces(ground);
    const place = places[random.below(Math.max(1, places.length))];
    if (detail === null || place === undefined) return [];
    const scribe = new Scribe(run);
    const slots = { name: detail.name, old: detail.old, now: detail.now };
    const says = (agent: string, phrases: Phrases, to: string[]) =>
      scribe.says(agent, phrase(random, phrases, slots), place - 1, to);
    const colleague = colleagueOf(ground, answerer, random);
    const decided = [
      says(answerer, FIRST_CHOICES, colleague === null ? [] : [colleague.id]),
      ...(colleague === null
        ? [says(answerer, OWN_CHANGES, [])]
        : [says(colleague.id, CHANGES, [answerer]), says(answerer, ACKNOWLEDGED, [colleague.id])]),
    ];
    const withLine = (value: string) =>
      withSteps(
        run,
        inserted(
          reworded(run.steps, answer.index, (text) => withSentence(text, stated(detail, value))),
          place,
          ...decided,
        ),
      );
    const variant = colleague === null ? "changed by itself" : "changed by a colleague";
    return [{ variant, base: withLine(detail.now), mutant: withLine(detail.old) }];
  },
};
