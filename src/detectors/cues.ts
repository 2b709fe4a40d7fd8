/**
 * What English words say about where a piece of work stands. All functions read a bounded part of a text (its first
 * and last words, where people and models put such statements), so that cost does not grow with its length.
 */

const EDGE = 200;

/** The first and the last words of a text. */
export function edgesOf(text: string): string {
  return text.length <= EDGE * 2 ? text : `${text.slice(0, EDGE)}\n${text.slice(-EDGE)}`;
}

/** Cheap refusal: without one of these no declaration matches. */
const FINISH_WORDS =
  /[Ff]inal|FINAL|TERM|TASK|DONE|COMPL|FINI|boxed|omplet|one\b|inish|lose[ds]|concl|liver|othing|\bno /;
const FINAL =
  /\b(?:[Ff]inal [Aa]nswer|FINAL ANSWER)\b|\bTERMINATE\b|\bTASK[_ ]?(?:IS )?(?:COMPLETED?|DONE|FINISHED)\b|<\w*(?:DONE|COMPLETE|FINISH(?:ED)?)>|\\boxed\{/;
const DONE =
  /\b(?:no (?:further|more|additional|other|outstanding|pending|remaining|open) (?:actions?|changes?|work|steps?|tasks?|items?|issues?|requirements?|input)|nothing (?:further|else|more|left|is pending|remains|pending|outstanding|to (?:do|add|change))|(?:task|work|job|project|everything|request)(?: (?:is|was|has been|remains|stays))?(?: \w+)? (?:complete[d]?|done|finished|closed|concluded)|(?:is|are|was|already) (?:fully |now |already )?(?:complete|finished|closed|delivered)\b|(?:we|I) (?:are|am) (?:all )?(?:done|finished)|(?:I|we)(?: have|'ve) (?:successfully )?(?:completed|finished|delivered))/i;
const CONDITIONAL =
  /\b(?:when|once|if|until|unless|after|before|as soon as|should|reply|respond|answer|say|write|end|output|return|with|must|please|using|use)\b[^.!?\n]{0,80}$/i;
const GOES_ON =
  /\b(?:next(?: step)?|now (?:let|we|I|please)|let's (?:now |proceed|move|continue)|proceed(?:ing)? (?:to|with)|moving on|move on to|then (?:we|I)|remaining (?:steps?|tasks?)|to-do|still (?:need|have|missing|open))\b/i;

/** Whether the text says that the whole work is done or gives the final answer, and not when it would be. */
export function saysFinished(text: string): boolean {
  const words = edgesOf(text);
  if (!FINISH_WORDS.test(words)) return false;
  const match = FINAL.exec(words) ?? DONE.exec(words);
  if (match === null) return false;
  if (CONDITIONAL.test(words.slice(Math.max(0, match.index - 90), match.index))) return false;
  return !GOES_ON.test(words) && !words.trimEnd().endsWith("?");
}

const IMPOSSIBLE =
  /\b(?:(?:cannot|can't|can not|could not|impossible to|not possible to|unable to|no way to|not enough information to) (?:be )?(?:\w+ ){0,2}(?:solve|solved|determine|determined|answer|answered|calculate|calculated|complete|completed|find|found|compute|computed|continue|proceed|do|done|provide|obtain|achieve|fulfil|fulfill)|(?:is|remains|it's|be|seems|proves) (?:\w+ )?(?:impossible|unsolvable|infeasible|not (?:possible|solvable|feasible))|(?:there is|has) no (?:such \w+|solution|answer|way)|no such \w+ exists|insufficient (?:information|data)|(?:information|data|details?) (?:is|are) (?:missing|insufficient|not (?:given|provided|available)))\b/i;

/** Whether the text says that the goal cannot be reached, and leaves it at that. */
export function saysImpossible(text: string): boolean {
  const words = edgesOf(text);
  if (!IMPOSSIBLE.test(words) || GOES_ON.test(words) || text.includes("```")) return false;
  return promisedAtEnd(text) === null;
}

const OBJECTS =
  /\b(?:not (?:yet|quite|correct|right|complete|done|finished|sufficient|enough|what)|n't (?:correct|right|complete|done|work|match|yet|finished)|incorrect|wrong|missing|mistakes?|errors?|bugs?|fails?|failed|failing|problems? with|issues? (?:with|in|remain|found)|still (?:need|has|have|lacks?|missing|open)|need(?:s|ed)? to (?:be )?(?:fix|chang|add|correct|updat|verif|check|revis|includ)\w*|please (?:also |first |now )?(?:fix|add|change|correct|update|verify|check|confirm|revise|include|rewrite|redo|try|test|run|review)|wait|hold on|before (?:we|you|I)|(?:double-?|cross-?)check|let me (?:verify|check|test|review)|disagree|however|reject(?:ed)?|one more (?:thing|change)|instead)\b/i;

/** Whether the text objects to what was said, or wants it checked: then going on has a reason. */
export function objects(text: string): boolean {
  return OBJECTS.test(edgesOf(text));
}

const COURTESY =
  /\b(?:thank(?:s| you)|you(?:'re| are) (?:very |most )?welcome|good ?-?bye|bye|farewell|take care|have a (?:\w+ )?(?:day|evening|weekend|time|trip|one)|my pleasure|glad (?:to|I|that|you|we)|enjoy|cheers|let me know if|feel free|happy to help|looking forward|good luck|best wishes|you too|great (?:work|job)|well done|it was (?:a pleasure|great|nice))\b/i;
const MOST_COURTESY_WORDS = 32;

/** Words beside the thanks that still belong to them, as in "that is a very good connection". */
const MOST_OTHER_WORDS = 9;

/** Whether the text is nothing but thanks, compliments or a farewell. */
export function isCourtesy(text: string): boolean {
  if (text.length > MOST_COURTESY_WORDS * 12 || text.includes("```") || /\d{2}/.test(text)) return false;
  const question = text.indexOf("?");
  if (question >= 0 && !/\b(?:anything|something) else\b[^?]*\?/i.test(text)) return false;
  const sentences = text.split(/[.!?\n]+/).filter((sentence) => /\w/.test(sentence));
  const polite = sentences.filter((sentence) => COURTESY.test(sentence));
  const wordsOf = (list: readonly string[]): number => list.join(" ").trim().split(/\s+/).length;
  if (polite.length === 0 || wordsOf(sentences) > MOST_COURTESY_WORDS) return false;
  return polite.length === sentences.length || wordsOf(sentences) - wordsOf(polite) <= MOST_OTHER_WORDS;
}

const WORK_VERBS =
  "search|look|check|run|test|write|create|implement|start|proceed|compile|draft|fetch|analy[sz]e|calculate|compute|verify|" +
  "gather|collect|read|open|review|fix|update|send|call|query|investigate|prepare|generate|execute|build|translate|" +
  "retrieve|extract|examine|inspect|find|get|try|retry|download|upload|book|order|convert|download|plot|visit|explore";
const PROMISE = new RegExp(
  `(?:^|[.!?:;,\\n]\\s*|\\b(?:so|and|then|now|next|first) )(?:I(?:'ll| will|'m going to| am going to| shall| need to)|let me|let's|we(?:'ll| will| need to)|next,? (?:I|we)(?:'ll| will)?) (?:now |next |then |also |first |just |quickly |start by |begin by |proceed to |continue to |go ahead and )?(?:${WORK_VERBS})(?:ing)?\\b`,
  "gi",
);
/** A promise counts as what a text ends on where no more than this many characters follow its sentence. */
const MOST_AFTER_PROMISE = 60;

/** The announcement of work still to be done on which a text ends, verbatim; null where it ends otherwise. */
export function promisedAtEnd(text: string): string | null {
  const tail = text.trimEnd().slice(-EDGE);
  let last: RegExpExecArray | null = null;
  for (const match of tail.matchAll(PROMISE)) last = match;
  if (last === null) return null;
  const words = tail.slice(last.index).replace(/^[.!?:;,\s]+/, "");
  const sentence = /^[^.!?\n]*(?:[.!?:]|$)/.exec(words)?.[0] ?? "";
  return words.length - sentence.length > MOST_AFTER_PROMISE ? null : sentence;
}

const REQUEST = new RegExp(
  `\\b(?:please|kindly|(?:could|can|would|will) you) (?:please |kindly |also |now |manually |then |first )*(?:${WORK_VERBS}|confirm|provide|report|share|perform|complete|add|continue|follow|do|take|give|list|name|answer|revise|rewrite|correct|change|decide)\\b[^.!?\\n]*[.!?]?`,
  "gi",
);
const OFFER =
  /\b(?:terminate|conclude|if (?:all|everyone|there (?:are|is))|(?:any|all) (?:additional|further|other)|let (?:me|us) know|feel free|if you (?:need|have|want|would)|would you like|shall I|do you want|further questions?|anything else)\b/i;

/** The request to somebody else on which a text ends, verbatim; null where it ends otherwise or on an offer. */
export function requestAtEnd(text: string): string | null {
  const tail = withoutCode(text).trimEnd().slice(-EDGE);
  let last: RegExpExecArray | null = null;
  for (const match of tail.matchAll(REQUEST)) last = match;
  if (last === null || OFFER.test(tail)) return null;
  return tail.length - last.index - last[0].length > MOST_AFTER_PROMISE ? null : last[0];
}

const OPEN =
  /\b(?:(?:is|are|was|were|has|have) (?:still |yet )?(?:not (?:yet )?(?:been )?(?:written|done|finished|completed?|created|implemented|included|added|started|delivered|sent|covered|translated|tested|run)(?: yet)?|missing|outstanding|unfinished|incomplete|still (?:open|missing)|not (?:been )?\w+(?: \w+)? yet)|still (?:missing|to do|to be \w+|needs? to be|needs? \w+ing|has to be|have to be|must be|open)|(?:yet|remains?|left) to be \w+(?:ed|en|ne)|(?:could not|couldn't|unable to|did not|didn't) (?:finish|complete|get to)|need(?:s|ed)? more (?:steps|time|turns|iterations)|ran out of (?:time|steps|turns))\b/gi;
const NEGATED =
  /\b(?:no|not|nothing|none|never|without|nobody|if|whether|unless|in case|when|any|anything)\b[^.!?\n]{0,40}$/i;

/** The words near the end that name something as missing or unfinished; null without such words. */
export function openItem(text: string): string | null {
  const words = withoutCode(text).slice(-EDGE);
  for (const match of words.matchAll(OPEN)) {
    if (!NEGATED.test(words.slice(Math.max(0, match.index - 60), match.index))) return match[0];
  }
  return null;
}

function withoutCode(text: string): string {
  return text.includes("```") ? text.replace(/```[\s\S]*?(?:```|$)/g, " ") : text;
}

const GIVES_UP =
  /\b(?:(?:I|we) (?:give|gave|am giving|are giving) up|(?:I|we) (?:am|was|are|were) (?:not able|unable) to (?:complete|finish|do|fulfil\w*|perform|carry|cancel|book|log|find|access|solve|proceed)|(?:I|we) (?:cannot|can't|could not|couldn't) (?:complete|finish|fulfil\w*|perform|carry out|proceed|continue|solve)|mark(?:ed|ing)? (?:the task |it |this )?as (?:failed|fail)|task (?:has )?failed)\b/i;

/** The words with which an agent gives the task up; null without such words. */
export function givesUp(text: string): string | null {
  return GIVES_UP.exec(edgesOf(text))?.[0] ?? null;
}

const SUCCESS =
  /\b(?:(?:has|have) been (?:successfully )?\w+(?:ed|en|t|ne|de)|successfully|(?:is|are) (?:now )?(?:done|ready|complete[d]?|finished|live|available|in place|saved|sent|uploaded|booked|fixed)|(?:I|we)(?:'ve| have) (?:\w+ed|sent|written|put|made|built|done))\b/i;
const FAILURE =
  /\b(?:fail(?:s|ed|ure|ing)?|errors?|could not|couldn't|cannot|can't|unable|not (?:able|possible|successful|been)|unsuccessful\w*|unfortunately|however|but|denied|rejected|refused|problem|issue|instead|manual(?:ly)?|too large|blocked|unavailable|sorry|apolog\w+)\b/i;

/** Whether the text claims that something worked, and mentions no failure. */
export function claimsSuccess(text: string): boolean {
  const words = edgesOf(text);
  return (SUCCESS.test(words) || saysFinished(text)) && !FAILURE.test(words);
}

const PLACEHOLDER_ANSWER =
  /(?:final answer|answer|result|total)\W{1,6}(?:\[(?!\s*[-\d"'])[^\]\n]{3,60}\](?!\()|<[a-z][\w ]{2,40}>|TBD\b|\.\.\.\s*$|_{3,})/im;

/** The empty place where the answer should be; null where there is none. */
export function placeholderAnswer(text: string): string | null {
  return PLACEHOLDER_ANSWER.exec(edgesOf(text))?.[0] ?? null;
}

const PLACEHOLDER_CODE =
  /(?:#|\/\/|\/\*|<!--)[^\n]{0,60}\b(?:placeholder for|TODO:? (?:implement|add|write|complete)|implement (?:this|me|the (?:actual|real|rest)|actual|your|here)|(?:your|actual|real|remaining|rest of the) (?:code|logic|implementation) (?:goes |comes |would go )?here)[^\n]{0,60}|raise NotImplementedError(?!.{0,80}(?:subclass|abstract|override))/i;

/** The line of code that stands in for what should be there; null without one. */
export function placeholderCode(code: string): string | null {
  return code.length > 200_000 ? null : (PLACEHOLDER_CODE.exec(code)?.[0] ?? null);
}
