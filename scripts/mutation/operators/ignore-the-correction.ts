import { freshDetail, stated } from "../details.ts";
import { inserted, reworded, withSteps } from "../edit.ts";
import type { Mutation, Operator } from "../operator.ts";
import { colleagueOf, delivers, type Ground, groundOf } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, phrase, withSentence } from "../words.ts";

/** FM-2.5: a colleague corrects a detail, and the result goes out with the old one and without a word about it. */
export const ignoreTheCorrection: Operator = {
  id: "ignore-the-correction",
  what:
    "Whoever answers shows a draft with a detail, a colleague corrects it, and the answer goes out with the wrong " +
    "detail and without a reply. In the clean base the correction is taken up.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null || !delivers(ground)) return [];
    const colleague = colleagueOf(ground, ground.answerer, draw);
    if (colleague === null) return [];
    return [once, insisted].flatMap((way) => way(ground, colleague.id, draw) ?? []);
  },
};

function once(ground: Ground, colleague: string, draw: Draw): Mutation | null {
  return episode("once", ground, colleague, draw, false);
}

function insisted(ground: Ground, colleague: string, draw: Draw): Mutation | null {
  return episode("insisted", ground, colleague, draw, true);
}

function episode(
  variant: string,
  { run, answer, answerer }: Ground,
  colleague: string,
  draw: Draw,
  twice: boolean,
): Mutation | null {
  const detail = freshDetail(run, draw);
  if (detail === null) return null;
  const scribe = new Scribe(run);
  const at = answer.index;
  const [wrong, right] = [stated(detail, detail.old), stated(detail, detail.now)];
  const slots = { name: detail.name, old: detail.old, now: detail.now };
  const opening = [
    scribe.says(answerer, phrase(draw, draw.words.ignore.drafts, { line: wrong }), at - 1, [colleague]),
    scribe.says(colleague, phrase(draw, draw.words.ignore.corrections, slots), at - 1, [answerer]),
  ];
  const taken = scribe.says(answerer, phrase(draw, draw.words.ignore.corrected, { line: right }), at - 1, [
    colleague,
  ]);
  const again = twice
    ? [
        scribe.says(answerer, phrase(draw, draw.words.ignore.nextVersions, { line: wrong }), at - 1, [
          colleague,
        ]),
        scribe.says(colleague, phrase(draw, draw.words.ignore.insists, slots), at - 1, [answerer]),
      ]
    : [];
  const ending = (line: string) => reworded(run.steps, at, (text) => withSentence(text, line));
  return {
    variant,
    base: withSteps(run, inserted(ending(right), at, ...opening, taken)),
    mutant: withSteps(run, inserted(ending(wrong), at, ...opening, ...again)),
  };
}
