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
  mutate(run, random) {
    const ground = groundOf(run);
    if (ground === null || !delivers(ground)) return [];
    const colleague = colleagueOf(ground, ground.answerer, random);
    if (colleague === null) return [];
    return [once, insisted].flatMap((way) => way(ground, colleague.id, random) ?? []);
  },
};

function once(ground: Ground, colleague: string, random: Draw): Mutation | null {
  return episode("once", ground, colleague, random, false);
}

function insisted(ground: Ground, colleague: string, random: Draw): Mutation | null {
  return episode("insisted", ground, colleague, random, true);
}

function episode(
  variant: string,
  { run, answer, answerer }: Ground,
  colleague: string,
  random: Draw,
  twice: boolean,
): Mutation | null {
  const detail = freshDetail(run, random);
  if (detail === null) return null;
  const scribe = new Scribe(run);
  const at = answer.index;
  const [wrong, right] = [stated(detail, detail.old), stated(detail, detail.now)];
  const slots = { name: detail.name, old: detail.old, now: detail.now };
  const opening = [
    scribe.says(answerer, phrase(random, random.words.ignore.drafts, { line: wrong }), at - 1, [colleague]),
    scribe.says(colleague, phrase(random, random.words.ignore.corrections, slots), at - 1, [answerer]),
  ];
  const taken = scribe.says(
    answerer,
    phrase(random, random.words.ignore.corrected, { line: right }),
    at - 1,
    [colleague],
  );
  const again = twice
    ? [
        scribe.says(answerer, phrase(random, random.words.ignore.nextVersions, { line: wrong }), at - 1, [
          colleague,
        ]),
        scribe.says(colleague, phrase(random, random.words.ignore.insists, slots), at - 1, [answerer]),
      ]
    : [];
  const ending = (line: string) => reworded(run.steps, at, (text) => withSentence(text, line));
  return {
    variant,
    base: withSteps(run, inserted(ending(right), at, ...opening, taken)),
    mutant: withSteps(run, inserted(ending(wrong), at, ...opening, ...again)),
  };
}
