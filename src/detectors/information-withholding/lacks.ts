import type { Run, Step } from "../../core/run.ts";
import { termsOf } from "../content-terms.ts";
import { cueGate, pairs } from "../cues/cue-gate.ts";
import { type CueSentence, cueSentencesOf } from "../cues/cue-sentences.ts";
import { FENCE, phrases } from "../cues/words.ts";
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
const BRIEF =
  "brief|briefing|hand-?over|hand-?off|message|notes?|report|summary|context|input|instructions?|it|this|that|which";
const LACKS = phrases(
  "i",
  new RegExp(
    `(?:was|were|is|are|been|wasn't|weren't|isn't|aren't)(?: not| never|) (?:been |actually )?(?:${GIVEN}) (?:over |on |along )?(?:to (?:me|us)|with|in)`,
  ),
  new RegExp(`(?:was|were|is|are|has|have|had|been) (?:not|never) (?:been )?(?:actually )?(?:${GIVEN})`),
  new RegExp(`(?:did|do|does|has|have)(?: not|n't) (?:actually |even |yet )?(?:${GIVE}|${GIVEN}|given|told)`),
  new RegExp(`(?:nobody|no one|never) (?:has |have )?(?:${GIVEN}|gave)`),
  /I (?:was|am) not told|I (?:still )?(?:do not|don't) (?:yet )?have (?:the|any|a|that|it|enough)|I (?:did not|didn't|have not|haven't) (?:get|got|receive|received)|I (?:have|got|see|find) no/,
  /(?:I|we) (?:still )?(?:lack|am missing|are missing|am lacking)|(?:lacking|for lack of|for want of|in the absence of) (?:the|any|a)/,
  /I (?:have |was |am )?(?:got|given|told|sent|received|seen) (?:no|nothing)/,
  new RegExp(
    `(?:${BRIEF}) (?:lacks?|omits?|leaves? out|is silent (?:on|about)|says? nothing (?:on|about|of))`,
  ),
  /(?:no|nothing) (?:[\w-]+ ){0,8}(?:reached|came to|came through to|got to|got through to|made it to) (?:me|us)/,
  /(?:not|never|n't) (?:yet )?(?:reach|reached|(?:come|came|got|made it) (?:through )?to) (?:me|us)/,
  /(?:is|are|there's) (?:no|nothing about|no mention of)|(?:is|are|was|were|be|still) missing (?:from|in)|leave the \w+(?: \w+)? open/,
  /(?:I|we)\b[^.!?\n]{1,60} without (?:the|any|an answer|it)|without (?:the|any|an answer|it)\b[^.!?\n]{0,60} (?:I|we)/,
);
/** The words without which a sentence tells of no lack. */
const MAY_LACK = cueGate(
  `${GIVEN} not|never|wasn|weren|isn|aren`,
  `${GIVE}|${GIVEN} did_not|do_not|does_not|has_not|have_not|didn|don|doesn|hasn|haven`,
  `${GIVEN}|gave nobody|no_one|never`,
  "have i not|don",
  "get|got|receive|received i not|didn|haven",
  pairs("have|got|see|find|is|are|s", "no"),
  pairs("is|are|s", "nothing"),
  `${pairs("is|are|was|were|be|still", "missing")} from|in`,
  `${pairs("without", "the|any|an|it")} i|we`,
  `${pairs("i|we|still", "lack")}|${pairs("i|am|are", "missing|lacking")}`,
  "lacking_the|lacking_any|lacking_a|lack_of|want_of|absence_of",
  `${pairs("given|told|sent|received|seen|got", "no|nothing")} i`,
  "lack|lacks|omit|omits|leaves_out|leave_out|silent_on|silent_about|say_nothing|says_nothing",
  "reach|reached|come|came|got|made no|nothing|not|never|didn|hasn|haven me|us",
  "leave open",
);
/** Lacks are told at the beginning: UTF-16 units from it. */
const READ_AT_START = 500;
const LONGEST = 300;
const CLAUSE = /(?<=;)\s+/;
const MOST_LACKS = 24;

/** What agents say that they lack, in order; at most 24. Only the first 500 characters of a message are read. */
export function lacksOf(run: Run, prepared: PreparedRun): readonly Lack[] {
  const sentences = prepared.of(cueSentencesOf);
  const lacks: Lack[] = [];
  for (const step of run.steps) {
    if (step.agent === null || !prepared.isOwnWords(step)) continue;
    const lack = lackIn(step, step.agent, sentences.of(step, MAY_LACK));
    if (lack === null) continue;
    lacks.push(lack);
    if (lacks.length === MOST_LACKS) break;
  }
  return lacks;
}

function lackIn(step: Step, agent: string, sentences: readonly CueSentence[]): Lack | null {
  for (const { start, end } of sentences) {
    if (start >= READ_AT_START) return null;
    const sentence = step.text.slice(start, end);
    if (!LACKS.test(sentence)) continue;
    let at = start;
    for (const clause of sentence.split(CLAUSE)) {
      at = step.text.indexOf(clause, at);
      if (clause.length <= LONGEST && !clause.includes(FENCE) && LACKS.test(clause))
        return { step, agent, ...trimmed(clause, at), terms: termsOf(clause) };
      at += clause.length;
    }
  }
  return null;
}

function trimmed(words: string, start: number): { words: string; start: number } {
  const begun = words.trimStart();
  return { words: begun.trimEnd(), start: start + words.length - begun.length };
}
