import type { Run, Step } from "../../../src/core/run.ts";
import { saysFinished } from "../../../src/detectors/cues/finished.ts";

import { withSteps } from "../edit.ts";
import { limitEnd } from "../limits.ts";
import type { Mutation, Operator } from "../operator.ts";
import { delivers, endsRegularly, type Ground, groundOf, othersThan } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, phrase, sample, withSentence } from "../words.ts";

/** FM-1.5: the answer is given and called final, and the team goes on. */
export const goOnAfterTheEnd: Operator = {
  id: "go-on-after-the-end",
  what:
    "After an answer that is called final the team goes on: it talks of other things, says again and again that it is " +
    "done, exchanges thanks, or answers a template that keeps it going.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null || !endsRegularly(run) || !delivers(ground)) return [];
    return [
      goesOn("chatter", ground, draw, draw.pick(draw.words.goOn.chatter).slice(0, draw.between(4, 8))),
      goesOn("the end restated", ground, draw, sample(draw, draw.words.goOn.restated, draw.between(4, 7))),
      goesOn("thanks", ground, draw, sample(draw, draw.words.goOn.thanks, draw.between(4, 7))),
      pushedOn(ground, draw),
    ].filter((mutation) => mutation !== null);
  },
};

/** The answer, closed by words if it was not, and the end of the record put after what follows. */
function closed({ run, answer }: Ground, draw: Draw): { before: Step[]; after: Step[] } {
  const isFinal = answer.marker === "terminal" || saysFinished(answer.text);
  const text = isFinal ? answer.text : withSentence(answer.text, phrase(draw, draw.words.goOn.closings));
  const steps = run.steps.map((step) => (step === answer ? { ...step, text } : step));
  const isEnd = ({ kind }: Step) => kind === "end";
  return { before: steps.filter((step) => !isEnd(step)), after: steps.filter(isEnd) };
}

function goesOn(variant: string, ground: Ground, draw: Draw, words: readonly string[]): Mutation | null {
  const { run, answerer } = ground;
  const [colleague, third] = othersThan(ground, answerer);
  if (colleague === undefined) return null;
  const { before, after } = closed(ground, draw);
  const scribe = new Scribe(run);
  const speakers = [colleague.id, third === undefined || draw.below(2) === 0 ? answerer : third.id];
  const talk = words.map((text, turn) => {
    const [speaker, listener] = turn % 2 === 0 ? speakers : speakers.toReversed();
    return scribe.says(speaker ?? answerer, text, run.steps.length - 1, [listener ?? answerer]);
  });
  return finished(variant, run, { before, talk, after }, draw);
}

/** An agent that works alone with a proxy which answers by a template. */
function pushedOn(ground: Ground, draw: Draw): Mutation | null {
  const { run, answerer, prepared } = ground;
  const proxy = [...prepared.agents.values()].find(({ kind }) => kind === "human-proxy");
  if (proxy === undefined) return null;
  const { before, after } = closed(ground, draw);
  const scribe = new Scribe(run);
  const push = phrase(draw, draw.words.goOn.pushes);
  const talk = sample(draw, draw.words.goOn.restated, draw.between(3, 5)).flatMap((text) => [
    { ...scribe.says(proxy.id, push, run.steps.length - 1, [answerer]), canned: true },
    scribe.says(answerer, text, run.steps.length - 1, [proxy.id]),
  ]);
  return finished("told to go on", run, { before, talk, after }, draw);
}

/** What is not stopped by itself often ends by the limit. */
function finished(
  variant: string,
  run: Run,
  parts: { before: Step[]; talk: Step[]; after: Step[] },
  draw: Draw,
): Mutation {
  const { before, talk, after } = parts;
  const steps = [...before, ...talk, ...after];
  const limit = draw.below(2) === 0 ? limitEnd(run, steps) : null;
  return {
    variant,
    base: withSteps(run, [...before, ...after]),
    mutant: limit === null ? withSteps(run, steps) : withSteps(run, limit.steps, limit.change),
  };
}
