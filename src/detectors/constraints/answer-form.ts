import type { Breach, ConstraintKind } from "./constraint.ts";
import type { DeliveredWork } from "./delivered-work.ts";

/** The order is given to the team; what a program that it writes must do is another matter. */
const ORDERED = String.raw`(?<=^|[.!?:;,(\n]\s{0,3}|\b(?:and|please|then|now|you must|you should) )`;
const SAYS =
  "answer|respond|reply|return|output|provide|give|present|format|formatted|deliver|write|list|report|result";

/** Breach by the final words where no text that was handed in has the ordered form. */
function missingIn(work: DeliveredWork, isKept: (text: string) => boolean, instead: string): Breach | null {
  if (!work.ended || work.final === null || work.texts.some(isKept)) return null;
  return { tier: "high", by: work.final, words: null, instead };
}

const BOXED: ConstraintKind = {
  id: "boxed-answer",
  hints: [["boxed"]],
  cue: /\b(?:put|place|write|give|enclose|wrap) (?:the|your) (?:final )?(?:answer|result) (?:in|inside|within|into) (?:a )?\\boxed\b/gi,
  topic: /boxed/i,
  read: () => ({
    demand: "for the answer in \\boxed{}",
    check: (work) => missingIn(work, (text) => text.includes("\\boxed"), "no answer stands in a box"),
  }),
};

const LAST_BOX = /\\boxed\{((?:[^{}]|\{[^{}]{0,40}\}){0,120})\}(?![\s\S]*\\boxed\{)/;

const FRACTIONS: ConstraintKind = {
  id: "fractions",
  hints: [["decimal"], ["use "]],
  cue: /\buse (?:exact )?fractions?(?:\/radical forms?|\/radicals?| or radicals?| or radical forms?)? (?:instead of|rather than|not|and not) decimals?\b/gi,
  topic: /decimal|fraction/i,
  read: () => ({
    demand: "for fractions instead of decimals",
    check: ({ ended, answers }) => {
      const boxed = ended ? answers.findLast(({ text }) => text.includes("\\boxed{")) : undefined;
      const box = boxed === undefined ? null : LAST_BOX.exec(boxed.text.slice(-4000));
      if (boxed === undefined || box === null || !/\d\.\d/.test(box[1] ?? "")) return null;
      return { tier: "medium", by: boxed, words: box[0], instead: "the final answer is a decimal" };
    },
  }),
};

const JSON_ANSWER: ConstraintKind = {
  id: "json",
  hints: [["json"]],
  cue: new RegExp(
    String.raw`${ORDERED}(?:${SAYS})\b[^.\n]{0,60}?\b(?:as|in|with|using)(?: a| an| one| only| just| pure| strictly)* (?:valid )?JSON(?: object| array| format| list| only)?(?=[\s.,;:!)]|$)`,
    "gi",
  ),
  topic: /\bjson\b/i,
  read: () => ({
    demand: "for JSON",
    check: (work) =>
      missingIn(work, (text) => holdsJson(text) || /json/i.test(text), "nothing that was handed in is JSON"),
  }),
};

const LONGEST_JSON = 200_000;

/** Whether a JSON object or array stands in the text, fenced or not. */
function holdsJson(text: string): boolean {
  for (const [open, close] of [
    ["{", "}"],
    ["[", "]"],
  ] as const) {
    const start = text.indexOf(open);
    const end = text.lastIndexOf(close);
    if (start < 0 || end <= start || end - start > LONGEST_JSON) continue;
    try {
      JSON.parse(text.slice(start, end + 1));
      return true;
    } catch {
      // Brackets of another kind.
    }
  }
  return false;
}

const TABLE: ConstraintKind = {
  id: "table",
  hints: [[" table"]],
  cue: new RegExp(
    String.raw`${ORDERED}(?:${SAYS}|show|make|create)\b[^.\n]{0,80}?\b(?:as|in|in the form of) an? (?:markdown |md )table\b|\b(?:as|in) an? (?:markdown|md) table\b`,
    "gi",
  ),
  topic: /\btable\b/i,
  read: () => ({
    demand: "for a table",
    check: (work) =>
      missingIn(work, (text) => TABLE_LINE.test(text), "nothing that was handed in is a table"),
  }),
};

const TABLE_LINE =
  /^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\||<t[rdh]\b|\|[^|\n]{1,80}\|[^|\n]{1,80}\||\t[^\t\n]{1,80}\t|tabulate/m;

const OPTION_LETTER: ConstraintKind = {
  id: "option-letter",
  hints: [["letter"]],
  cue: /\b(?:answer|respond|reply)(?: only| just)? with (?:only |just )?(?:the |a )?(?:single |correct |option |corresponding )*letter\b|\b(?:only|just) the letter of the (?:correct |right )?(?:answer|option|choice)\b/gi,
  topic: /\bletter\b/i,
  read: () => ({
    demand: "for the letter of an option",
    check: (work) => missingIn(work, (text) => LETTER.test(text), "no answer is a letter"),
  }),
};

/** "A" and "I" are words, too. */
const LETTER = /(?:^|[\s("'*{])(?:[B-HJ](?=$|[\s).:*"'}])|[AI](?=$|[).:*"'}]))/m;

const PERCENT: ConstraintKind = {
  id: "percent",
  hints: [["percent"], [" in ", " as "]],
  cue: /\b(?:answer|result|value|probability|likelihood|number)\b[^.\n]{0,30}\b(?:in|as a|as) percent(?:age)?s?\b|\b(?:give|provide|express|report|state) (?:it|the answer|your answer|the result) (?:in|as a|as) percent(?:age)?s?\b/gi,
  topic: /percent|fraction|decimal/i,
  read: () => ({
    demand: "for a percentage",
    check: (work) => missingIn(work, (text) => /%|percent/i.test(text), "no answer is a percentage"),
  }),
};

/** The forms in which an answer can be ordered. */
export const ANSWER_FORMS: readonly ConstraintKind[] = [
  BOXED,
  FRACTIONS,
  JSON_ANSWER,
  TABLE,
  OPTION_LETTER,
  PERCENT,
];
