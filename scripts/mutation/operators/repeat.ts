import type { Run, Step } from "../../../src/core/run.ts";
import { saysPending, saysTransient } from "../../../src/detectors/tool-effects.ts";

import { inserted, withSteps } from "../edit.ts";
import type { Mutation, Operator } from "../operator.ts";
import { answeredCalls, colleagueOf, type Ground, groundOf, quietAfter } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, phrase, sample } from "../words.ts";

/** Words of a message above which saying it again is no figure of speech. */
const LEAST_WORDS = 14;
/** Places per run. */
const MOST_CALLS = 2;

/** FM-1.3: a call with its result, or a message with its reply, comes again and again. */
export const repeat: Operator = {
  id: "repeat",
  what:
    "A call that reads or computes something is made two to five times more with the same result, alone or with the " +
    "call before it; a message, or a message and a colleague's reply to it, is sent two or three times more; or two " +
    "agents hand over to each other and neither does anything.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null) return [];
    const calls = sample(draw, lookUps(ground), MOST_CALLS);
    return [
      ...calls.map((action) => repeatedCall(ground, action, draw)),
      repeatedPair(ground, draw),
      repeatedExchange(ground, draw),
      handedBackAndForth(ground, draw),
    ].filter((mutation) => mutation !== null);
  },
};

/** Calls that bring nothing new when they are made again, with all that they need to be so. */
function lookUps(ground: Ground): ReturnType<typeof answeredCalls> {
  return answeredCalls(ground).filter(
    ({ effect, result, failed }) =>
      (effect === "read" || effect === "unknown") &&
      !failed &&
      !saysPending(result.text) &&
      !saysTransient(result.text),
  );
}

function repeatedCall(
  ground: Ground,
  { step, result, tool, agent }: ReturnType<typeof lookUps>[number],
  draw: Draw,
): Mutation | null {
  const { run } = ground;
  const at = quietAfter(ground, result.index) ?? result.index + 1;
  const scribe = new Scribe(run);
  const more: Step[] = [];
  for (let times = draw.between(2, 5); times > 0; times--) {
    if (draw.below(2) === 0)
      more.push(scribe.thinks(agent, phrase(draw, draw.words.repeat.besideACall, { tool }), at - 1));
    more.push(...scribe.again([step, result]));
  }
  return damaged("one call", run, at, more);
}

/** Two calls of one agent in turn, as when it forgets each time what the other one said. */
function repeatedPair(ground: Ground, draw: Draw): Mutation | null {
  const calls = lookUps(ground);
  const at = calls.findIndex(
    (action, index) => action.agent === calls[index - 1]?.agent && action.key !== calls[index - 1]?.key,
  );
  const [first, second] = [calls[at - 1], calls[at]];
  if (first === undefined || second === undefined) return null;
  const place = quietAfter(ground, Math.max(first.result.index, second.result.index));
  if (place === null) return null;
  const scribe = new Scribe(ground.run);
  const round = [first.step, first.result, second.step, second.result];
  const more = Array.from({ length: draw.between(2, 4) }, () => scribe.again(round)).flat();
  return damaged("two calls in turn", ground.run, place, more);
}

/** A message of a member of the team and what a colleague says to it, before the answer is given. */
function repeatedExchange(ground: Ground, draw: Draw): Mutation | null {
  const { run, prepared, answer } = ground;
  const said = run.steps.filter((step) => prepared.isOwnWords(step) && step.index < answer.index);
  const at = said.findIndex(
    (step, index) =>
      wordCount(step.text) >= LEAST_WORDS &&
      said[index + 1] !== undefined &&
      said[index + 1]?.agent !== step.agent &&
      wordCount(said[index + 1]?.text ?? "") >= LEAST_WORDS,
  );
  const [first, second] = [said[at], said[at + 1]];
  const place = second === undefined ? null : quietAfter(ground, second.index);
  if (first === undefined || second === undefined || place === null) return repeatedAlone(ground, draw);
  const opener = phrase(draw, draw.words.repeat.beforeARepetition);
  const more = Array.from({ length: draw.between(2, 3) }, () => [
    { ...first, text: opener + first.text },
    { ...second },
  ]).flat();
  return damaged("an exchange", run, place, more);
}

/** Two agents who hand over to each other, neither of whom does anything. */
function handedBackAndForth({ run }: Ground, draw: Draw): Mutation | null {
  const there = run.steps.find(
    ({ kind, agent, to, canned }) =>
      kind === "handoff" && agent !== null && to.length === 1 && canned !== true,
  );
  const [receiver] = there?.to ?? [];
  if (there?.agent == null || receiver === undefined || receiver === there.agent) return null;
  const named = (text: string) => text.replaceAll(receiver, there.agent ?? "");
  const back: Step = { ...there, agent: receiver, to: [there.agent], text: named(there.text) };
  if (there.tool !== undefined) back.tool = named(there.tool);
  const scribe = new Scribe(run);
  const more = Array.from({ length: draw.between(3, 5) }, () => [
    ...scribe.again([back]),
    ...scribe.again([there]),
  ]).flat();
  return damaged("a handover", run, there.index + 1, more);
}

/** A message said again after a colleague's word that brings nothing. */
function repeatedAlone(ground: Ground, draw: Draw): Mutation | null {
  const { run, prepared, answer } = ground;
  const first = run.steps.find(
    (step) => prepared.isOwnWords(step) && step.index < answer.index && wordCount(step.text) >= LEAST_WORDS,
  );
  const author = first?.agent ?? null;
  const place = first === undefined ? null : quietAfter(ground, first.index);
  if (first === undefined || author === null || place === null) return null;
  const colleague = colleagueOf(ground, author, draw);
  if (colleague === null) return null;
  const scribe = new Scribe(run);
  const nods = sample(draw, draw.words.repeat.nods, 3);
  const more = nods.flatMap((nod) => [scribe.says(colleague.id, nod, place - 1, [author]), { ...first }]);
  return damaged("a message", run, place, more);
}

function damaged(variant: string, run: Run, at: number, more: readonly Step[]): Mutation {
  return { variant, base: run, mutant: withSteps(run, inserted(run.steps, at, ...more)) };
}

function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}
