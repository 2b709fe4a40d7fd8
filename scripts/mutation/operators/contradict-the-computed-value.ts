import { inserted, withSteps, withTools } from "../edit.ts";
import { type Fact, factsOf, mentionsOf, withValue, wrongValue } from "../facts.ts";
import type { Mutation, Operator } from "../operator.ts";
import { carriesCalls, type Ground, groundOf, quietPlaces } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, type Phrases, phrase, sample } from "../words.ts";

const COMPUTES = /calc|comput|convert|minutes|rate|count|total|sum|python|execute/i;
const TOOLS: Phrases = ["calculate", "calculator", "compute", "evaluate_expression", "python_eval"];
const THINGS: Phrases = ["copies", "letters", "pages", "stamps", "folders", "labels"];
/** Places per run. */
const MOST_FACTS = 2;

/** FM-2.6: an agent computes a value, or has it from a tool, and states another one. */
export const contradictTheComputedValue: Operator = {
  id: "contradict-the-computed-value",
  what:
    "A value that a tool computed or returned, and that the agents state as theirs, is stated with two digits swapped or " +
    "one changed: from its first mention on, or in the answer alone. Where a run has none, a calculation is put in.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null) return [];
    const facts = factsOf(ground);
    return [
      ...sample(draw, facts, MOST_FACTS).flatMap((fact) => [
        travelling(ground, fact),
        ...inTheAnswer(ground, fact),
      ]),
      ...calculation(ground, draw),
    ];
  },
};

function kindOf({ call }: Fact): string {
  return COMPUTES.test(call.tool ?? "") ? "computed" : "looked up";
}

function travelling(ground: Ground, fact: Fact): Mutation {
  const wrong = wrongValue(fact.value);
  const mentions = new Set(mentionsOf(ground, fact));
  const steps = ground.run.steps.map((step) =>
    mentions.has(step) ? { ...step, text: withValue(step.text, fact.value, wrong) } : step,
  );
  return {
    variant: `${kindOf(fact)}, wrong from the first mention on`,
    base: ground.run,
    mutant: withSteps(ground.run, steps),
  };
}

/** The right value is stated before, and the answer has another one. */
function inTheAnswer(ground: Ground, fact: Fact): Mutation[] {
  const { run, answer } = ground;
  const mentions = mentionsOf(ground, fact);
  if (mentions.length < 2 || !mentions.includes(answer)) return [];
  const wrong = wrongValue(fact.value);
  const steps = run.steps.map((step) =>
    step === answer ? { ...step, text: withValue(step.text, fact.value, wrong) } : step,
  );
  return [{ variant: `${kindOf(fact)}, wrong in the answer`, base: run, mutant: withSteps(run, steps) }];
}

/** A calculation that the team makes on the way, and its result in words. */
function calculation(ground: Ground, draw: Draw): Mutation[] {
  const { run, team } = ground;
  const [agent] = team;
  const places = quietPlaces(ground);
  const place = places[draw.below(Math.max(1, places.length))];
  if (!carriesCalls(run) || agent === undefined || place === undefined) return [];
  const scribe = new Scribe(run);
  const [n, cents] = [draw.between(12, 96), draw.between(11, 79) * 5];
  const total = ((n * cents) / 100).toFixed(2);
  const tool = draw.pick(TOOLS);
  const things = draw.pick(THINGS);
  const slots = { n: String(n), things, price: (cents / 100).toFixed(2) };
  const statement = draw.pick(draw.words.contradict.statements);
  const before = [
    scribe.thinks(agent.id, phrase(draw, draw.words.contradict.intents), place - 1),
    ...scribe.uses(
      agent.id,
      tool,
      { expression: `${n} * ${cents / 100}` },
      { text: String(Number(total)) },
      place - 1,
    ),
  ];
  const says = (value: string) =>
    scribe.says(agent.id, phrase(draw, [statement], { ...slots, total: value }), place - 1);
  const agents = withTools(run.agents, agent.id, [tool]);
  const withStatement = (value: string) =>
    withSteps(run, inserted(run.steps, place, ...before, says(value)), { agents });
  return [
    {
      variant: "a calculation on the way",
      base: withStatement(total),
      mutant: withStatement(wrongValue(total)),
    },
  ];
}
