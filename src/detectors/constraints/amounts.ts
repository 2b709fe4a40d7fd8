import type { Step } from "../../core/run.ts";
import { withoutCode } from "../cues/words.ts";
import type { Check, ConstraintKind } from "./constraint.ts";
import type { DeliveredWork } from "./delivered-work.ts";
import { listLengths } from "./list-lengths.ts";
import { NUMBER, numberOf } from "./numbers.ts";

const NAMES =
  "list|name|give|provide|propose|suggest|write|find|pick|choose|select|recommend|return|produce|create|draft|compile|include|with";

const ITEMS: ConstraintKind = {
  id: "item-count",
  hints: [["exactly", "precisely", "at least", "at most", "no more than", "no fewer than"]],
  cue: new RegExp(
    String.raw`\b(?:${NAMES})\b(?: me| us| up)? (exactly|at least|at most|no more than|no fewer than|precisely) (${NUMBER}) (?!(?:words?|characters?|sentences?|lines?|paragraphs?|pages?|minutes?|hours?|days?|times|seconds?|letters?|digits?|percent|decimal|levels?|steps? (?:away|back))\b)([a-z][\w-]*(?: [a-z][\w-]*){0,3})`,
    "gi",
  ),
  topic: new RegExp(
    String.raw`\b(?:exactly|at least|at most|more|fewer|only|just) ${NUMBER}\b|\b(?:add|drop|remove)\b`,
    "i",
  ),
  read: ([, bound = "", count = "", items = ""]) => {
    const ordered = numberOf(count);
    const keeps = keeping(bound.toLowerCase(), ordered);
    return ordered < 2
      ? null
      : { demand: `for ${bound.toLowerCase()} ${count} ${items}`, check: countCheck(keeps) };
  },
};

function keeping(bound: string, ordered: number): (count: number) => boolean {
  if (bound === "at least" || bound === "no fewer than") return (count) => count >= ordered;
  if (bound === "at most" || bound === "no more than") return (count) => count <= ordered;
  return (count) => count === ordered;
}

/** The last list that was handed in has another length, and no list before it had the right one. */
function countCheck(keeps: (count: number) => boolean): Check {
  return ({ ended, answers, texts }) => {
    if (!ended) return null;
    const last = answers.findLast(({ text }) => listLengths(text).length > 0);
    const [length, ...others] = last === undefined ? [] : listLengths(last.text);
    if (last === undefined || length === undefined || others.length > 0) return null;
    if (texts.some((text) => listLengths(text).some(keeps))) return null;
    return { tier: "medium", by: last, words: null, instead: `the list has ${length}` };
  };
}

const WORD_LIMIT: ConstraintKind = {
  id: "word-limit",
  hints: [
    [" words"],
    ["most", "more", "max", "up to", "fewer", "less", "under", "within", "below", "exceed"],
  ],
  cue: new RegExp(
    String.raw`\b(?:in|within|with|using|under|of|to|is|be|keep it|stay)?\s?(?:at most|no more than|not more than|a maximum of|maximum|max\.?|up to|fewer than|less than|under|within|below|not exceed(?:ing)?) (\d{1,4}|${NUMBER}) words\b(?! each| per)`,
    "gi",
  ),
  topic: /\bwords?\b|\blonger\b|\bshorter\b|\blength\b/i,
  read: ([, limit = ""]) => {
    const most = numberOf(limit);
    return most < 3 ? null : { demand: `for at most ${limit} words`, check: (work) => tooLong(work, most) };
  },
};

/** A text of this share of the limit may be the deliverable; shorter ones are remarks beside it. */
const LEAST_OF_LIMIT = 0.3;
/** Counting words differs between people by hyphens, figures and titles. */
const TOLERANCE = 1.1;

function tooLong({ ended, final, texts }: DeliveredWork, most: number): ReturnType<Check> {
  if (!ended || final === null) return null;
  const count = wordsOf(final);
  if (count <= most * TOLERANCE) return null;
  const kept = texts.some((text) => {
    const words = countWords(text);
    return words <= most * TOLERANCE && words >= Math.max(3, most * LEAST_OF_LIMIT);
  });
  return kept ? null : { tier: "medium", by: final, words: null, instead: `the answer has ${count} words` };
}

function wordsOf(step: Step): number {
  return countWords(withoutCode(step.text));
}

function countWords(text: string): number {
  return text.slice(0, 100_000).match(/\S*\w\S*/g)?.length ?? 0;
}

const DECIMALS: ConstraintKind = {
  id: "decimal-places",
  hints: [["decimal "], ["to ", "with "]],
  cue: new RegExp(String.raw`\b(?:to|with) (${NUMBER}) decimal (?:places?|digits?|points?)\b`, "gi"),
  topic: /decimal|round|digits/i,
  read: ([, places = ""]) => {
    const ordered = numberOf(places);
    return { demand: `for ${places} decimal places`, check: (work) => tooPrecise(work, ordered) };
  },
};

function tooPrecise({ ended, final }: DeliveredWork, ordered: number): ReturnType<Check> {
  if (!ended || final === null) return null;
  const numbers = final.text.slice(-4000).match(/\d\.\d{1,30}(?!\.?\d)/g) ?? [];
  const longest = numbers.at(-1);
  const isTooPrecise = (number: string): boolean => number.length - number.indexOf(".") - 1 > ordered;
  if (longest === undefined || !numbers.every(isTooPrecise)) return null;
  return { tier: "medium", by: final, words: longest, instead: "the figures have more" };
}

/** How much of something was ordered. */
export const AMOUNTS: readonly ConstraintKind[] = [ITEMS, WORD_LIMIT, DECIMALS];
