import type { Step } from "../../../src/core/run.ts";

import { inserted, withSteps } from "../edit.ts";
import { type Fact, factsOf, guessOf, numbersAgree, tells, withValue } from "../facts.ts";
import type { Mutation, Operator } from "../operator.ts";
import { type Ground, groundOf, quietPlaces } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, type Phrases, phrase, sample } from "../words.ts";

/** Places per run. */
const MOST_FACTS = 2;

/** FM-2.4: an agent has a value that the next one needs, hands over without it, and the next one visibly lacks it. */
export const dropHandoff: Operator = {
  id: "drop-handoff",
  what:
    "An agent has a value from a tool, and its hand-over to a colleague who goes on with it comes without the value: " +
    "the colleague guesses, or makes the same call again for lack of it. In the clean base the hand-over holds the value.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null) return [];
    const { prepared } = ground;
    return sample(draw, factsOf(ground), MOST_FACTS).flatMap((fact) => {
      const receiver = receiverOf(ground, fact);
      if (receiver === null || isToldByOthers(ground, fact, receiver)) return [];
      const mayLookAgain = prepared.agents.get(receiver.id)?.tools?.includes(fact.call.tool ?? "") ?? true;
      return [
        guesses(ground, fact, receiver, draw) ?? [],
        mayLookAgain ? looksAgain(ground, fact, receiver, draw) : [],
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

/** Whether the receiver has the value from elsewhere, a framework's prompt say: then nothing is withheld. */
function isToldByOthers(ground: Ground, fact: Fact, { id, place }: Receiver): boolean {
  return tells(withoutHandover(ground, fact, place), id, fact.value);
}

function guesses(ground: Ground, fact: Fact, { id, place }: Receiver, draw: Draw): Mutation | null {
  const { run } = ground;
  const scribe = new Scribe(run);
  const guess = guessOf(fact.value);
  if (guess === null) return null;
  const slots = { subject: fact.subject, value: fact.value, guess };
  const says = (agent: string, phrases: Phrases, to: string[]) =>
    scribe.says(agent, phrase(draw, phrases, slots), place - 1, to);
  const guessed = run.steps
    .slice(place)
    .map((step) =>
      ground.prepared.isOwnWords(step) ? { ...step, text: withValue(step.text, fact.value, guess) } : step,
    );
  return {
    variant: "the receiver guesses",
    base: withSteps(
      run,
      inserted(run.steps, place, says(fact.agent, draw.words.dropHandoff.handovers, [id])),
    ),
    mutant: withSteps(run, [
      ...withoutHandover(ground, fact, place),
      ...[
        says(fact.agent, draw.words.dropHandoff.emptyHandovers, [id]),
        says(id, draw.words.dropHandoff.guesses, [fact.agent]),
      ],
      ...guessed,
    ]),
  };
}

function looksAgain(ground: Ground, fact: Fact, { id, place }: Receiver, draw: Draw): Mutation {
  const { run } = ground;
  const scribe = new Scribe(run);
  const slots = { subject: fact.subject, value: fact.value, tool: fact.call.tool ?? "the tool" };
  const says = (agent: string, phrases: Phrases, to: string[]) =>
    scribe.says(agent, phrase(draw, phrases, slots), place - 1, to);
  const again = scribe.again([fact.call, fact.result]).map((step) => ({
    ...step,
    agent: step.agent === fact.agent ? id : step.agent,
    to: step.to.map((to) => (to === fact.agent ? id : to)),
  }));
  return {
    variant: "the receiver looks it up again",
    base: withSteps(
      run,
      inserted(run.steps, place, says(fact.agent, draw.words.dropHandoff.handovers, [id])),
    ),
    mutant: withSteps(run, [
      ...withoutHandover(ground, fact, place),
      ...[
        says(fact.agent, draw.words.dropHandoff.emptyHandovers, [id]),
        says(id, draw.words.dropHandoff.looksAgain, [fact.agent]),
        ...again,
      ],
      ...run.steps.slice(place),
    ]),
  };
}
