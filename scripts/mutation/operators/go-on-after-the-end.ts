import type { Run, Step } from "../../../src/core/run.ts";
import { saysFinished } from "../../../src/detectors/cues/finished.ts";
import type { Random } from "../../bench/random.ts";
import { withSteps } from "../edit.ts";
import { limitEnd } from "../limits.ts";
import type { Mutation, Operator } from "../operator.ts";
import { delivers, endsRegularly, type Ground, groundOf, othersThan } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Phrases, phrase, sample, withSentence } from "../words.ts";

const CLOSINGS: Phrases = [
  "This is the final answer.",
  "With that the task is complete.",
  "Nothing further is needed.",
  "The work is done.",
  "No further action is required.",
  "That completes the request.",
];
/** Talk that leads nowhere, line by line. */
const CHATTER: readonly [Phrases, ...Phrases[]] = [
  [
    "I could also imagine a small table for it, in two colours.",
    "Tables are always nice. We might print it on thicker paper.",
    "Thicker paper curls less, that is true. What about a cover picture?",
    "A photograph of the harbour would do, or a drawing.",
    "Drawings take longer, but people like them.",
    "My last one took a week, and nobody noticed the shading.",
    "Shading is hard. Perhaps plain lines are enough.",
    "Plain lines then, and a serif typeface for the title.",
  ],
  [
    "By the way, the weather is supposed to turn on Friday.",
    "It usually does when there is a fair in town.",
    "Last year they had to take the tents down twice.",
    "I remember the carousel standing in the rain.",
    "Children do not mind the rain as much as their parents.",
    "True. Mine would have stayed until dark.",
    "There will be fireworks this time, I have read.",
    "Then the dogs will hide under the sofa again.",
  ],
  [
    "We could write a short history of the whole project as well.",
    "A history might interest the archive, with a chapter for each year.",
    "And perhaps interviews with those who were there at the beginning.",
    "Interviews would need a recorder, and somebody to type them up.",
    "I type quickly, that would be no trouble.",
    "Then we should think of questions that open people up.",
    "Where they grew up is always a good start.",
    "And what they had for lunch, that loosens the tongue.",
  ],
  [
    "It might be worth looking at this from a philosophical angle, too.",
    "What is a good answer, after all?",
    "One that makes the next question easier, I would say.",
    "Some would call that a matter of taste.",
    "Taste can be taught, at least in part.",
    "My teacher used to say the opposite.",
    "Teachers differ, and that is a good thing.",
    "It keeps the schools lively.",
  ],
];
const RESTATED: Phrases = [
  "The task is complete.",
  "Everything is done, nothing else remains.",
  "As stated, the work is finished.",
  "I confirm that the task is complete.",
  "No further steps are needed, the answer stands.",
  "We are done here, the final answer has been given.",
  "All work is completed and delivered.",
  "The request has been completed, there is nothing more to do.",
];
const THANKS: Phrases = [
  "Thank you very much for your help!",
  "You are welcome, it was a pleasure.",
  "Thanks again, great work everybody.",
  "My pleasure. Have a nice day!",
  "You too, and thank you for the good cooperation.",
  "Thank you! Take care.",
  "Goodbye, and good luck with everything.",
  "It was great to work with you. Goodbye!",
];
const PUSHES: Phrases = [
  "Please continue.",
  "Please go on. If everything is done, say so.",
  "Continue. Keep working until the task is solved.",
];

/** FM-1.5: the answer is given and called final, and the team goes on. */
export const goOnAfterTheEnd: Operator = {
  id: "go-on-after-the-end",
  what:
    "After an answer that is called final the team goes on: it talks of other things, says again and again that it is " +
    "done, exchanges thanks, or answers a template that keeps it going.",
  mutate(run, random) {
    const ground = groundOf(run);
    if (ground === null || !endsRegularly(run) || !delivers(ground)) return [];
    return [
      goesOn("chatter", ground, random, random.pick(CHATTER).slice(0, random.between(4, 8))),
      goesOn("the end restated", ground, random, sample(random, RESTATED, random.between(4, 7))),
      goesOn("thanks", ground, random, sample(random, THANKS, random.between(4, 7))),
      pushedOn(ground, random),
    ].filter((mutation) => mutation !== null);
  },
};

/** The answer, closed by words if it was not, and the end of the record put after what follows. */
function closed({ run, answer }: Ground, random: Random): { before: Step[]; after: Step[] } {
  const isFinal = answer.marker === "terminal" || saysFinished(answer.text);
  const text = isFinal ? answer.text : withSentence(answer.text, phrase(random, CLOSINGS));
  const steps = run.steps.map((step) => (step === answer ? { ...step, text } : step));
  const isEnd = ({ kind }: Step) => kind === "end";
  return { before: steps.filter((step) => !isEnd(step)), after: steps.filter(isEnd) };
}

function goesOn(variant: string, ground: Ground, random: Random, words: readonly string[]): Mutation | null {
  const { run, answerer } = ground;
  const [colleague, third] = othersThan(ground, answerer);
  if (colleague === undefined) return null;
  const { before, after } = closed(ground, random);
  const scribe = new Scribe(run);
  const speakers = [colleague.id, third === undefined || random.below(2) === 0 ? answerer : third.id];
  const talk = words.map((text, turn) => {
    const [speaker, listener] = turn % 2 === 0 ? speakers : speakers.toReversed();
    return scribe.says(speaker ?? answerer, text, run.steps.length - 1, [listener ?? answerer]);
  });
  return finished(variant, run, { before, talk, after }, random);
}

/** An agent that works alone with a proxy which answers by a template. */
function pushedOn(ground: Ground, random: Random): Mutation | null {
  const { run, answerer, prepared } = ground;
  const proxy = [...prepared.agents.values()].find(({ kind }) => kind === "human-proxy");
  if (proxy === undefined) return null;
  const { before, after } = closed(ground, random);
  const scribe = new Scribe(run);
  const push = phrase(random, PUSHES);
  const talk = sample(random, RESTATED, random.between(3, 5)).flatMap((text) => [
    { ...scribe.says(proxy.id, push, run.steps.length - 1, [answerer]), canned: true },
    scribe.says(answerer, text, run.steps.length - 1, [proxy.id]),
  ]);
  return finished("told to go on", run, { before, talk, after }, random);
}

/** What is not stopped by itself often ends by the limit. */
function finished(
  variant: string,
  run: Run,
  parts: { before: Step[]; talk: Step[]; after: Step[] },
  random: Random,
): Mutation {
  const { before, talk, after } = parts;
  const steps = [...before, ...talk, ...after];
  const limit = random.below(2) === 0 ? limitEnd(run, steps) : null;
  return {
    variant,
    base: withSteps(run, [...before, ...after]),
    mutant: limit === null ? withSteps(run, steps) : withSteps(run, limit.steps, limit.change),
  };
}
