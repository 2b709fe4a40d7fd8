import type { Step } from "../../../src/core/run.ts";
import type { Random } from "../../bench/random.ts";
import { inserted, withSteps } from "../edit.ts";
import { type Fact, factsOf, guessOf, numbersAgree, withValue } from "../facts.ts";
import type { Mutation, Operator } from "../operator.ts";
import { type Ground, groundOf, quietPlaces } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Phrases, phrase, sample } from "../words.ts";

const HANDOVERS: Phrases = [
  "I looked the {subject} up: {value}. Please go on from there.",
  "For your part of the work: {subject}, {value}.",
  "The {subject} gives {value}; you can take that over.",
  "Here is what you need: {value} ({subject}).",
];
const EMPTY_HANDOVERS: Phrases = [
  "My part is done. Please go on from there.",
  "Over to you.",
  "I have finished here; you can continue.",
  "That is all from my side, the rest is yours.",
  "Done. Your turn.",
  "The {subject} has been looked up. Please continue.",
  "I looked into the {subject} as planned; everything further is with you.",
];
const GUESSES: Phrases = [
  "The hand-over does not say what the {subject} gave, so I go on with {guess}.",
  "I was not told the {subject}; I will put down {guess} for now.",
  "There is no figure for the {subject} in what I got. My estimate is {guess}.",
  "Since the {subject} is missing from the brief, I take {guess} as usual.",
  "Nobody passed the {subject} on to me, I suppose it is about {guess}.",
];
const LOOKS_AGAIN: Phrases = [
  "The {subject} was not handed over to me, so I have to look it up myself.",
  "I did not get the {subject}; looking it up again.",
  "There is nothing about the {subject} in my brief. I will query it.",
  "Without the {subject} I cannot go on, so I call {tool} first.",
];
/** Places per run. */
const MOST_FACTS = 2;

/** FM-2.4: an agent has a value that the next one needs, hands over without it, and the next one visibly lacks it. */
export const dropHandoff: Operator = {
  id: "drop-handoff",
  what:
    "An agent has a value from a tool, and its hand-over to a colleague who goes on with it comes without the value: " +
    "the colleague guesses, or makes the same call again for lack of it. In the clean base the hand-over holds the value.",
  mutate(run, random) {
    const ground = groundOf(run);
    if (ground === null) return [];
    const { prepared } = ground;
    return sample(random, factsOf(ground), MOST_FACTS).flatMap((fact) => {
      const receiver = receiverOf(ground, fact);
      if (receiver === null) return [];
      const mayLookAgain = prepared.agents.get(receiver.id)?.tools?.includes(fact.call.tool ?? "") ?? true;
      return [
        guesses(ground, fact, receiver, random) ?? [],
        mayLookAgain ? looksAgain(ground, fact, receiver, random) : [],
      ].flat();
    });
  },
};

interface Receiver {
  readonly id: string;
  /** Where it takes over. */
  readonly place: number;
}

/** The first colleague who acts after the fact was found, and where that is. */
function receiverOf(ground: Ground, { agent, result }: Fact): Receiver | null {
  const places = quietPlaces(ground).filter((place) => place > result.index);
  for (const step of ground.run.steps.slice(result.index + 1)) {
    const isColleague = step.agent !== agent && ground.team.some(({ id }) => id === step.agent);
    if (!isColleague || step.agent === null) continue;
    const place = places.findLast((at) => at <= step.index) ?? places[0];
    return place === undefined ? null : { id: step.agent, place };
  }
  return null;
}

/** The run without what the agent says of the value before the colleague takes over: the hand-over that is dropped. */
function withoutHandover({ run, prepared }: Ground, { result, value, agent }: Fact, place: number): Step[] {
  return run.steps
    .slice(0, place)
    .filter(
      (step) =>
        step.index <= result.index ||
        step.agent !== agent ||
        !prepared.isOwnWords(step) ||
        !numbersAgree(step.text, value),
    );
}

function guesses(ground: Ground, fact: Fact, { id, place }: Receiver, random: Random): Mutation | null {
  const { run } = ground;
  const scribe = new Scribe(run);
  const guess = guessOf(fact.value);
  if (guess === null) return null;
  const slots = { subject: fact.subject, value: fact.value, guess };
  const says = (agent: string, phrases: Phrases, to: string[]) =>
    scribe.says(agent, phrase(random, phrases, slots), place - 1, to);
  const guessed = run.steps
    .slice(place)
    .map((step) =>
      ground.prepared.isOwnWords(step) ? { ...step, text: withValue(step.text, fact.value, guess) } : step,
    );
  return {
    variant: "the receiver guesses",
    base: withSteps(run, inserted(run.steps, place, says(fact.agent, HANDOVERS, [id]))),
    mutant: withSteps(run, [
      ...withoutHandover(ground, fact, place),
      ...[says(fact.agent, EMPTY_HANDOVERS, [id]), says(id, GUESSES, [fact.agent])],
      ...guessed,
    ]),
  };
}

function looksAgain(ground: Ground, fact: Fact, { id, place }: Receiver, random: Random): Mutation {
  const { run } = ground;
  const scribe = new Scribe(run);
  const slots = { subject: fact.subject, value: fact.value, tool: fact.call.tool ?? "the tool" };
  const says = (agent: string, phrases: Phrases, to: string[]) =>
    scribe.says(agent, phrase(random, phrases, slots), place - 1, to);
  const again = scribe.again([fact.call, fact.result]).map((step) => ({
    ...step,
    agent: step.agent === fact.agent ? id : step.agent,
    to: step.to.map((to) => (to === fact.agent ? id : to)),
  }));
  return {
    variant: "the receiver looks it up again",
    base: withSteps(run, inserted(run.steps, place, says(fact.agent, HANDOVERS, [id]))),
    mutant: withSteps(run, [
      ...withoutHandover(ground, fact, place),
      ...[says(fact.agent, EMPTY_HANDOVERS, [id]), says(id, LOOKS_AGAIN, [fact.agent]), ...again],
      ...run.steps.slice(place),
    ]),
  };
}
