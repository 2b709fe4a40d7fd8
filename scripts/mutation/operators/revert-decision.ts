import { freshDetail, stated } from "../details.ts";
import { inserted, reworded, withSteps } from "../edit.ts";
import type { Operator } from "../operator.ts";
import { colleagueOf, delivers, groundOf, quietPlaces } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Phrases, phrase, withSentence } from "../words.ts";

/** FM-1.4: a detail is changed and the change acknowledged; later the old one is used again without a word. */
export const revertDecision: Operator = {
  id: "revert-decision",
  what:
    "Whoever answers names a detail, it is changed (by a colleague and acknowledged, or by the agent itself), and the " +
    "answer states the old one again. In the clean base it states the new one.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null || !delivers(ground)) return [];
    const { answer, answerer } = ground;
    const detail = freshDetail(run, draw);
    const places = quietPlaces(ground);
    const place = places[draw.below(Math.max(1, places.length))];
    if (detail === null || place === undefined) return [];
    const scribe = new Scribe(run);
    const slots = { name: detail.name, old: detail.old, now: detail.now };
    const says = (agent: string, phrases: Phrases, to: string[]) =>
      scribe.says(agent, phrase(draw, phrases, slots), place - 1, to);
    const colleague = colleagueOf(ground, answerer, draw);
    const decided = [
      says(answerer, draw.words.revert.firstChoices, colleague === null ? [] : [colleague.id]),
      ...(colleague === null
        ? [says(answerer, draw.words.revert.ownChanges, [])]
        : [
            says(colleague.id, draw.words.revert.changes, [answerer]),
            says(answerer, draw.words.revert.acknowledged, [colleague.id]),
          ]),
    ];
    const withLine = (value: string) =>
      withSteps(
        run,
        inserted(
          reworded(run.steps, answer.index, (text) => withSentence(text, stated(detail, value))),
          place,
          ...decided,
        ),
      );
    const variant = colleague === null ? "changed by itself" : "changed by a colleague";
    return [{ variant, base: withLine(detail.now), mutant: withLine(detail.old) }];
  },
};
