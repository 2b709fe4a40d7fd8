import type { Run, Step } from "../../../src/core/run.ts";

import { NEW, withSteps } from "../edit.ts";
import { subjectOf } from "../facts.ts";
import { limitEnd } from "../limits.ts";
import type { Mutation, Operator } from "../operator.ts";
import {
  answeredCalls,
  endsRegularly,
  type Ground,
  groundOf,
  nameOf,
  quietAfter,
  quietPlaces,
  worksOf,
} from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, phrase, sample, shuffled } from "../words.ts";

/** Words of a message above which it may be taken for an answer. */
const SHORT_WORDS = 6;

/** FM-3.1: the last steps are gone, the run ends as regularly as before, and something is visibly open. */
export const stopEarly: Operator = {
  id: "stop-early",
  what:
    "The steps from some place on are removed and the run ends as regularly as before, or by the framework's limit: after " +
    "a result that nobody uses, an announcement, a request to a colleague, or words that name something as open.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null || !endsRegularly(run)) return [];
    return [
      afterAResult(ground, draw),
      atTheLimit(ground, draw),
      withLastWords("an announced step", ground, draw, announcement),
      withLastWords("a request to a colleague", ground, draw, request),
      withLastWords("an open item", ground, draw, openItem),
    ].filter((mutation) => mutation !== null);
  },
};

function cutAt(run: Run, place: number, ...last: Step[]): Run {
  const kept = run.steps.filter(({ index, kind }) => index < place || kind === "end");
  const words = last.map((step) => ({ ...step, index: NEW }));
  const ends = kept.filter(({ kind }) => kind === "end");
  return withSteps(run, [...kept.filter(({ kind }) => kind !== "end"), ...words, ...ends]);
}

/** After the result of a call, before anybody has said anything that could be an answer. */
function placeAtWork(ground: Ground, draw: Draw): number | null {
  const { run, prepared, answer } = ground;
  const spoken = run.steps.find(
    (step) => prepared.isOwnWords(step) && step.text.split(/\s+/).length > SHORT_WORDS,
  );
  const calls = answeredCalls(ground).filter(
    ({ result }) => result.index < answer.index && result.index < (spoken?.index ?? answer.index),
  );
  const [call] = sample(draw, calls, 1);
  return call === undefined ? null : (quietAfter(ground, call.result.index) ?? null);
}

/** The tool has answered, and nobody says a word upon it; a team that ends by a stop word cannot end so. */
function afterAResult(ground: Ground, draw: Draw): Mutation | null {
  const { run, answer } = ground;
  const place = answer.marker === "terminal" ? null : placeAtWork(ground, draw);
  if (place === null) return null;
  return { variant: "a result that nobody uses", base: run, mutant: cutAt(run, place) };
}

/** The same, where the limit ends the run. */
function atTheLimit(ground: Ground, draw: Draw): Mutation | null {
  const { run } = ground;
  const place = placeAtWork(ground, draw);
  const end = place === null ? null : limitEnd(run, cutAt(run, place).steps);
  if (end === null) return null;
  return {
    variant: "the limit in the middle of the work",
    base: run,
    mutant: withSteps(run, end.steps, end.change),
  };
}

/** Where the team ends by a stop word, the last words give it. */
function stopping({ answer }: Ground, words: Step): Step {
  if (answer.marker !== "terminal" || !answer.text.includes("TERMINATE")) return words;
  return { ...words, text: `${words.text} TERMINATE`, marker: "terminal" };
}

type LastWords = (ground: Ground, place: number, draw: Draw) => Step | null;

/** Cut before something that an agent still had to do, with words of the agent whose turn it is. */
function withLastWords(variant: string, ground: Ground, draw: Draw, wordsAt: LastWords): Mutation | null {
  const { run } = ground;
  const places = quietPlaces(ground).filter((place) => worksOf(ground).some(({ index }) => index >= place));
  for (const place of shuffled(draw, places)) {
    const words = wordsAt(ground, place, draw);
    if (words !== null) return { variant, base: run, mutant: cutAt(run, place, stopping(ground, words)) };
  }
  return null;
}

function announcement(ground: Ground, place: number, draw: Draw): Step | null {
  const next = worksOf(ground).find(({ index, kind }) => index >= place && kind !== "handoff");
  if (next === undefined || next.agent === null) return null;
  const text =
    next.kind === "tool-call"
      ? phrase(draw, draw.words.stopEarly.nextCalls, { subject: subjectOf(next.tool ?? "tool") })
      : phrase(draw, draw.words.stopEarly.nextWords);
  return new Scribe(ground.run).says(next.agent, text, place - 1);
}

function request(ground: Ground, place: number, draw: Draw): Step | null {
  const works = worksOf(ground);
  const next = works.find(({ index, kind }) => index >= place && kind !== "handoff");
  const before = works.findLast(({ index }) => index < place);
  if (next?.agent == null || before?.agent == null || next.agent === before.agent) return null;
  if (ground.prepared.agents.get(next.agent)?.kind === "manager") return null;
  const text = phrase(draw, draw.words.stopEarly.requests, { name: nameOf(ground, next.agent) });
  return new Scribe(ground.run).says(before.agent, text, place - 1, [next.agent]);
}

function openItem(ground: Ground, place: number, draw: Draw): Step | null {
  const calls = ground.prepared.actions.filter(({ step, tool }) => step.index >= place && tool !== "code");
  const before = worksOf(ground).findLast(({ index }) => index < place);
  if (before?.agent == null) return null;
  const subject = subjectOf(calls[0]?.tool ?? "second part");
  return new Scribe(ground.run).says(
    before.agent,
    phrase(draw, draw.words.stopEarly.openItems, { subject }),
    place - 1,
  );
}
