import type { Run, Step } from "../../core/run.ts";
import { termsOf } from "../content-terms.ts";
import { phrases } from "../cues/words.ts";
import type { PreparedRun } from "../prepared-run.ts";

/** Words in which an agent says that something was not given to it, or that it goes on without. */
export interface Lack {
  readonly step: Step;
  readonly agent: string;
  /** The sentence, verbatim, and its offset in the text. */
  readonly words: string;
  readonly start: number;
  readonly terms: ReadonlySet<string>;
}

const GIVEN =
  "handed|passed|given|told|provided|included|shared|mentioned|specified|supplied|forwarded|communicated|stated|sent|reported";
const GIVE =
  "hand|pass|give|tell|provide|include|share|mention|specify|supply|forward|send|say|state|report|contain|show";
const LACKS = phrases(
  "i",
  new RegExp(
    String.raw`(?:was|were|is|are|been|wasn't|weren't|isn't|aren't)(?: not| never|) (?:been |actually )?(?:${GIVEN}) (?:over |on |along )?(?:to (?:me|us)|with|in)`,
  ),
  new RegExp(
    String.raw`(?:was|were|is|are|has|have|had|been) (?:not|never) (?:been )?(?:actually )?(?:${GIVEN})`,
  ),
  new RegExp(
    String.raw`(?:did|do|does|has|have)(?: not|n't) (?:actually |even |yet )?(?:${GIVE}|${GIVEN}|given|told)`,
  ),
  new RegExp(String.raw`(?:nobody|no one|never) (?:has |have )?(?:${GIVEN}|gave)`),
  /I (?:was|am) not told|I (?:still )?(?:do not|don't) (?:yet )?have (?:the|any|a|that|it|enough)|I (?:did not|didn't|have not|haven't) (?:get|got|receive|received)|I (?:have|got|see|find) no/,
  /(?:is|are|there's) (?:no|nothing about|no mention of)|missing (?:from|in)|without (?:the|any|an answer|it)|leave the \w+(?: \w+)? open/,
);
const HINT = /not |n't |ever |obody|o one|issing|ithout|no |nothing|open/;
const READ_AT_START = 500;
const LONGEST = 300;
const MOST_LACKS = 24;

/** What agents say that they lack, in order; at most 24. Only the first 500 characters of a message are read. */
export function lacksOf(run: Run, prepared: PreparedRun): readonly Lack[] {
  const lacks: Lack[] = [];
  for (const step of run.steps) {
    if (step.agent === null || !prepared.isOwnWords(step)) continue;
    const opening = step.text.slice(0, READ_AT_START);
    if (!HINT.test(opening)) continue;
    const lack = lackIn(step, step.agent, opening);
    if (lack === null) continue;
    lacks.push(lack);
    if (lacks.length === MOST_LACKS) break;
  }
  return lacks;
}

function lackIn(step: Step, agent: string, opening: string): Lack | null {
  let start = 0;
  for (const sentence of opening.split(/(?<=[.!?;])\s+|\n+/)) {
    const at = opening.indexOf(sentence, start);
    start = at + sentence.length;
    if (sentence.length > LONGEST || sentence.includes("```") || !LACKS.test(sentence)) continue;
    return { step, agent, words: sentence.trim(), start: at, terms: termsOf(sentence) };
  }
  return null;
}
