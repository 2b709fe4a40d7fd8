import type { Step } from "../../core/run.ts";
import { cueGate, pairs } from "./cue-gate.ts";
import { CUE_EDGE, type CueSentences } from "./cue-sentences.ts";
import { promisedAtEnd } from "./left-open.ts";
import { EDGE, edgesOf, FENCE, oneOf, openings, phrases, withoutCode } from "./words.ts";

const FINAL = oneOf(
  "",
  /\b(?:[Ff]inal [Aa]nswer|FINAL ANSWER)\b/,
  /\bTERMINATE\b/,
  /\bTASK[_ ]?(?:IS )?(?:COMPLETED?|DONE|FINISHED)\b/,
  /<\w*(?:DONE|COMPLETE|FINISH(?:ED)?)>/,
  /\\boxed\{/,
);
const DONE = openings(
  "i",
  /no (?:further|more|additional|other|outstanding|pending|remaining|open) (?:actions?|changes?|work|steps?|tasks?|items?|issues?|requirements?|input)/,
  /nothing (?:further|else|more|left|is pending|remains|pending|outstanding|to (?:do|add|change))/,
  /(?:task|work|job|project|everything|request)(?: (?:is|was|has been|remains|stays))?(?: \w+)? (?:complete[d]?|done|finished|closed|concluded)/,
  /(?:is|are|was|already) (?:fully |now |already )?(?:complete|finished|closed|delivered)\b/,
  /(?:we|I) (?:are|am) (?:all )?(?:done|finished)/,
  /(?:I|we)(?: have|'ve) (?:successfully )?(?:completed|finished|delivered)/,
);
/** The words of `FINAL` and `DONE`. */
const FINISHED = cueGate(
  "final_answer|terminate|boxed|done",
  "task|work|job|project|everything|request complete|completed|finish|finished|closed|concluded",
  pairs("is|are|was|already|now|fully", "complete|finished|closed|delivered"),
  "i|we finished|completed|delivered",
  pairs("nothing", "further|else|more|left|is|remains|pending|outstanding|to"),
  pairs("no", "further|more|additional|other|outstanding|pending|remaining|open"),
);
/** UTF-16 units at the end of a text in which a tag such as `<TASK_DONE>` closes. */
const TAG_END = 3;

const CONDITIONAL =
  /\b(?:when|once|if|until|unless|after|before|as soon as|should|reply|respond|answer|say|write|end|output|return|with|must|please|using|use)\b[^.!?\n]{0,80}$/i;
const GOES_ON = phrases(
  "i",
  /next(?: step)?/,
  /now (?:let|we|I|please)/,
  /let's (?:now |proceed|move|continue)/,
  /proceed(?:ing)? (?:to|with)/,
  /moving on|move on to|then (?:we|I)/,
  /remaining (?:steps?|tasks?)/,
  /to-do/,
  /still (?:need|have|missing|open)/,
);

/** Whether the text of the step may have words of an end, or a tag, at its ends without the code there. */
export function mayFinish(step: Step, sentences: CueSentences): boolean {
  if (sentences.has(step, FINISHED)) return true;
  const { text } = step;
  if (text.lastIndexOf(">") >= text.length - TAG_END) return true;
  if (text.length <= CUE_EDGE * 2) return false;
  return text.lastIndexOf(FENCE) >= text.length - CUE_EDGE || text.slice(0, CUE_EDGE).includes(FENCE);
}

/** Whether the text says, outside its code, that the whole work is done or gives the final answer, and not when it would be. */
export function saysFinished(text: string): boolean {
  return declaresEnd(edgesOf(withoutCode(text)));
}

/** Whether a text in which the framework sees its stop word gives it, and does not explain when it is due. */
export function givesStopWord(text: string): boolean {
  return declaresEnd(`${text.slice(-EDGE)} TERMINATE`);
}

function declaresEnd(words: string): boolean {
  const match = FINAL.exec(words) ?? DONE.exec(words);
  if (match === null) return false;
  if (CONDITIONAL.test(words.slice(Math.max(0, match.index - 90), match.index))) return false;
  return !GOES_ON.test(words) && !words.trimEnd().endsWith("?");
}

const CANNOT =
  "cannot|can't|can not|could not|impossible to|not possible to|unable to|no way to|not enough information to";
const REACH_THE_GOAL =
  "solve|solved|determine|determined|answer|answered|calculate|calculated|complete|completed|find|found|compute|" +
  "computed|continue|proceed|do|done|provide|obtain|achieve|fulfil|fulfill";
const IMPOSSIBLE = phrases(
  "i",
  new RegExp(String.raw`(?:${CANNOT}) (?:be )?(?:\w+ ){0,2}(?:${REACH_THE_GOAL})`),
  /(?:is|remains|it's|be|seems|proves) (?:\w+ )?(?:impossible|unsolvable|infeasible|not (?:possible|solvable|feasible))/,
  /(?:there is|has) no (?:such \w+|solution|answer|way)/,
  /no such \w+ exists/,
  /insufficient (?:information|data)/,
  /(?:information|data|details?) (?:is|are) (?:missing|insufficient|not (?:given|provided|available))/,
);

/** The words of `IMPOSSIBLE`. */
const IMPOSSIBLE_WORDS = cueGate(
  `cannot|unable ${REACH_THE_GOAL}`,
  `can|could not|t ${REACH_THE_GOAL}`,
  "impossible|unsolvable|infeasible|insufficient",
  "not_possible|not_solvable|not_feasible|not_enough|no_way|no_such|no_solution|no_answer",
  "information|data|detail|details missing|not",
);

/** Whether the text of the step has words of an impossibility. */
export function mayBeImpossible(step: Step, sentences: CueSentences): boolean {
  return sentences.has(step, IMPOSSIBLE_WORDS);
}

/** Whether the text says that the goal cannot be reached, and leaves it at that. */
export function saysImpossible(text: string): boolean {
  const words = edgesOf(text);
  if (!IMPOSSIBLE.test(words) || GOES_ON.test(words) || text.includes("```")) return false;
  return promisedAtEnd(text) === null;
}
