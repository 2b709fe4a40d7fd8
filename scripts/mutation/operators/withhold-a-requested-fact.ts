import type { Random } from "../../bench/random.ts";
import { inserted, withSteps } from "../edit.ts";
import { type Fact, factsOf, guessOf } from "../facts.ts";
import type { Mutation, Operator } from "../operator.ts";
import { colleagueOf, type Ground, groundOf, quietAfter } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Phrases, phrase, sample } from "../words.ts";

const QUESTIONS: Phrases = [
  "What did you get for the {subject}?",
  "Before I go on: which value does the {subject} give?",
  "Please tell me what the {subject} says.",
  "I need the {subject} for my part. What is it?",
  "Can you send me the figure from {tool}?",
  "Which result did {tool} return?",
  "Could you let me have the {subject}, please?",
];
const ANSWERS: Phrases = [
  "It is {value}.",
  "{value}.",
  "{tool} returned {value}.",
  "The {subject}: {value}.",
];
const EVASIONS: Phrases = [
  "Everything is in order on my side.",
  "I have looked at it and there is nothing to worry about.",
  "You can go on, that will be fine.",
  "I am done with my part and would suggest that you start with yours.",
  "It was quickly found, the tool works well.",
  "Let us talk about the wording of the answer first.",
  "As expected, nothing special.",
];
const THANKS: Phrases = ["Thanks, I use {value}.", "Good, then {value} goes in.", "Noted: {value}."];
const GOES_ON: Phrases = [
  "All right, then I go on without it.",
  "Then I leave the {subject} open and go on.",
  "Fine, I write my part without the {subject}.",
];
const GUESSES: Phrases = [
  "Well, I will take {guess} then.",
  "I still do not have the {subject}, so I assume {guess}.",
  "Without an answer I put down {guess}.",
];
const ASKS_AGAIN: Phrases = [
  "That does not tell me the {subject}. What is it?",
  "Sorry, but which value is it?",
  "I asked for the {subject}.",
];
/** Places per run. */
const MOST_FACTS = 2;

/** FM-2.4: a colleague asks for a value that an agent has from a tool, and is answered without it. */
export const withholdARequestedFact: Operator = {
  id: "withhold-a-requested-fact",
  what:
    "A colleague asks for a value that an agent has from a tool, gets an answer without it, once or twice, and goes on " +
    "without it or with a guess. In the clean base the answer holds the value.",
  mutate(run, random) {
    const ground = groundOf(run);
    if (ground === null) return [];
    return sample(random, factsOf(ground), MOST_FACTS).flatMap(
      (fact, at) => episode(ground, fact, at === 1, random) ?? [],
    );
  },
};

function episode(ground: Ground, fact: Fact, twice: boolean, random: Random): Mutation | null {
  const { run } = ground;
  const asker = colleagueOf(ground, fact.agent, random);
  const place = quietAfter(ground, fact.result.index);
  if (asker === null || place === null) return null;
  const scribe = new Scribe(run);
  const guess = guessOf(fact.value);
  const goesOn = guess === null || random.below(2) === 0 ? GOES_ON : GUESSES;
  const slots = {
    subject: fact.subject,
    value: fact.value,
    guess: guess ?? "",
    tool: fact.call.tool ?? "the tool",
  };
  const asks = (phrases: Phrases) =>
    scribe.says(asker.id, phrase(random, phrases, slots), place - 1, [fact.agent]);
  const answers = (phrases: Phrases) =>
    scribe.says(fact.agent, phrase(random, phrases, slots), place - 1, [asker.id]);
  const question = asks(QUESTIONS);
  const again = twice ? [asks(ASKS_AGAIN), answers(EVASIONS)] : [];
  return {
    variant: twice ? "asked twice" : "asked once",
    base: withSteps(run, inserted(run.steps, place, question, answers(ANSWERS), asks(THANKS))),
    mutant: withSteps(run, inserted(run.steps, place, question, answers(EVASIONS), ...again, asks(goesOn))),
  };
}
