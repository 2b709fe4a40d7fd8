import { inserted, withSteps } from "../edit.ts";
import { type Fact, factsOf, guessOf, tells } from "../facts.ts";
import type { Mutation, Operator } from "../operator.ts";
import { colleagueOf, type Ground, groundOf, quietAfter } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, type Phrases, phrase, sample } from "../words.ts";

/** Places per run. */
const MOST_FACTS = 2;

/** FM-2.4: a colleague asks for a value that an agent has from a tool, and is answered without it. */
export const withholdARequestedFact: Operator = {
  id: "withhold-a-requested-fact",
  what:
    "A colleague asks for a value that an agent has from a tool, gets an answer without it, once or twice, and goes on " +
    "without it or with a guess. In the clean base the answer holds the value.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null) return [];
    return sample(draw, factsOf(ground), MOST_FACTS).flatMap(
      (fact, at) => episode(ground, fact, at === 1, draw) ?? [],
    );
  },
};

function episode(ground: Ground, fact: Fact, twice: boolean, draw: Draw): Mutation | null {
  const { run } = ground;
  const asker = colleagueOf(ground, fact.agent, draw);
  const place = quietAfter(ground, fact.result.index);
  if (asker === null || place === null) return null;
  if (tells(run.steps.slice(0, place), asker.id, fact.value)) return null;
  const scribe = new Scribe(run);
  const guess = guessOf(fact.value);
  const goesOn =
    guess === null || draw.below(2) === 0 ? draw.words.withhold.goesOn : draw.words.withhold.guesses;
  const slots = {
    subject: fact.subject,
    value: fact.value,
    guess: guess ?? "",
    tool: fact.call.tool ?? "the tool",
  };
  const asks = (phrases: Phrases) =>
    scribe.says(asker.id, phrase(draw, phrases, slots), place - 1, [fact.agent]);
  const answers = (phrases: Phrases) =>
    scribe.says(fact.agent, phrase(draw, phrases, slots), place - 1, [asker.id]);
  const question = asks(draw.words.withhold.questions);
  const again = twice ? [asks(draw.words.withhold.asksAgain), answers(draw.words.withhold.evasions)] : [];
  return {
    variant: twice ? "asked twice" : "asked once",
    base: withSteps(
      run,
      inserted(
        run.steps,
        place,
        question,
        answers(draw.words.withhold.answers),
        asks(draw.words.withhold.thanks),
      ),
    ),
    mutant: withSteps(
      run,
      inserted(run.steps, place, question, answers(draw.words.withhold.evasions), ...again, asks(goesOn)),
    ),
  };
}
