import type { Run, Step } from "../../../src/core/run.ts";

import { NEW, withSteps } from "../edit.ts";
import type { Mutation, Operator } from "../operator.ts";
import { type Ground, groundOf, quietPlaces, worksOf } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, phrase } from "../words.ts";

/** Steps of work that must be done before there is progress to lose. */
const LEAST_WORK = 4;
/** Steps of the opening; where they are all the same, beginning again cannot be told from going on. */
const OPENING = 3;

/** FM-2.1: in the middle of the work the run begins again with its first steps, and goes through to its end. */
export const reset: Operator = {
  id: "reset",
  what:
    "After at least four steps of work the run begins again with its first steps and then goes on to its end: " +
    "verbatim, with another opening word, after the brief was given once more, or announced as a fresh start.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null) return [];
    const place = placeOf(ground, draw);
    if (place === null) return [];
    return [
      beginAgain("verbatim", ground, place, [], draw),
      beginAgain("another opening word", ground, place, [], draw),
      beginAgain("after the brief again", ground, place, briefOf(run), draw),
      beginAgain("announced", ground, place, announcement(run, place, draw), draw),
    ].filter((mutation) => mutation !== null);
  },
};

/** Where enough was done and the answer is still to come. */
function placeOf(ground: Ground, draw: Draw): number | null {
  const works = worksOf(ground);
  if (new Set(works.slice(0, OPENING).map(contentOf)).size === 1) return null;
  const after = works[LEAST_WORK - 1];
  if (after === undefined) return null;
  const places = quietPlaces(ground).filter((place) => place > after.index);
  return places[draw.below(Math.max(1, places.length))] ?? null;
}

function contentOf({ agent, text, tool, args }: Step): string {
  return JSON.stringify([agent, text, tool, args]);
}

function beginAgain(
  variant: string,
  ground: Ground,
  place: number,
  before: readonly Step[],
  draw: Draw,
): Mutation | null {
  const { run, prepared } = ground;
  const [first] = worksOf(ground);
  if (first === undefined) return null;
  if (variant === "after the brief again" && before.length === 0) return null;
  const opener = variant === "another opening word" ? phrase(draw, draw.words.reset.openers) : "";
  if (opener !== "" && !prepared.isOwnWords(first)) return null;
  const scribe = new Scribe(run);
  const rest = scribe.again(run.steps.slice(first.index)).map((step) => ({ ...step, index: NEW }));
  const [opening, ...others] = rest;
  if (opening === undefined) return null;
  const again = [{ ...opening, text: opener + opening.text }, ...others];
  return {
    variant,
    base: run,
    mutant: withSteps(run, [...run.steps.slice(0, place), ...before, ...again]),
  };
}

/** The message that set the task, as it stood. */
function briefOf({ steps }: Run): Step[] {
  const [brief] = steps;
  return brief?.kind === "message" && brief.text !== "" ? [{ ...brief, index: NEW }] : [];
}

function announcement(run: Run, place: number, draw: Draw): Step[] {
  const step = new Scribe(run).says(null, phrase(draw, draw.words.reset.announcements), place - 1);
  return [{ ...step, canned: true, marker: "restart" }];
}
