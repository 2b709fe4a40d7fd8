import type { Step } from "../../../src/core/run.ts";

import { withSteps } from "../edit.ts";
import type { Mutation, Operator } from "../operator.ts";
import { answeredCalls, type Ground, groundOf, nameOf, othersThan } from "../places.ts";
import { type Draw, phrase, sample } from "../words.ts";

/** FM-1.2: an agent acts or speaks in the place of a colleague. */
export const swapSpeaker: Operator = {
  id: "swap-speaker",
  what:
    "An agent makes the call of a tool that only a colleague declares, or writes the colleagues' turns into its own " +
    "message, or speaks under a colleague's name. Words swapped without such a sign are not visible and not made.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null || ground.team.length < 2) return [];
    return [foreignCall(ground, draw), writesTurns(ground, draw), speaksAs(ground, draw)].filter(
      (mutation) => mutation !== null,
    );
  },
};

/** A colleague who declares tools, but not this one, makes the call. */
function foreignCall(ground: Ground, draw: Draw): Mutation | null {
  const { run, prepared } = ground;
  const calls = answeredCalls(ground).flatMap((action) => {
    if (!prepared.agents.get(action.agent)?.tools?.includes(action.tool)) return [];
    const colleague = othersThan(ground, action.agent).find(
      ({ tools }) => tools?.includes(action.tool) === false,
    );
    return colleague === undefined ? [] : [{ ...action, colleague: colleague.id }];
  });
  const [chosen] = sample(draw, calls, 1);
  if (chosen === undefined) return null;
  const { step, result, agent, colleague } = chosen;
  const steps = run.steps.map((each) =>
    (each === step || each === result) && each.agent === agent ? { ...each, agent: colleague } : each,
  );
  return { variant: "a colleague's tool", base: run, mutant: withSteps(run, steps) };
}

/** One message holds the turns of all who would have spoken after it. */
function writesTurns(ground: Ground, draw: Draw): Mutation | null {
  const { run, prepared } = ground;
  const words = run.steps.filter((step) => prepared.isOwnWords(step) && /\w/.test(step.text));
  const first = words.find((step, at) => words.slice(at + 1).some(({ agent }) => agent !== step.agent));
  if (first === undefined) return null;
  const form = draw.pick(draw.words.swap.turns);
  const later = words.filter(({ index }) => index > first.index);
  const turns = later.map(({ agent, text }) => phrase(draw, [form], { name: nameOf(ground, agent), text }));
  const last = later.at(-1);
  const all: Step = { ...first, text: first.text + turns.join("") };
  if (last?.marker !== undefined) all.marker = last.marker;
  const steps = run.steps.flatMap((step) => {
    if (step === first) return [all];
    return step.index < first.index || step.kind === "end" ? [step] : [];
  });
  return { variant: "the others' turns", base: run, mutant: withSteps(run, steps) };
}

/** A message under its author's name, in the base by the author, in the mutant by a colleague. */
function speaksAs(ground: Ground, draw: Draw): Mutation | null {
  const { run, prepared } = ground;
  const said = run.steps.filter((step) => prepared.isOwnWords(step) && /\w/.test(step.text));
  const [chosen] = sample(draw, said, 1);
  if (chosen === undefined) return null;
  const [colleague] = sample(draw, othersThan(ground, chosen.agent ?? ""), 1);
  if (colleague === undefined) return null;
  const slots = { name: nameOf(ground, chosen.agent), text: chosen.text };
  const text = phrase(draw, draw.words.swap.signed, slots);
  const spokenBy = (agent: string | null) =>
    withSteps(
      run,
      run.steps.map((step) => (step === chosen ? { ...step, agent, text } : step)),
    );
  return { variant: "a colleague's name", base: spokenBy(chosen.agent), mutant: spokenBy(colleague.id) };
}
