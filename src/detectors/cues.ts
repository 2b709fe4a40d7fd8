/**
 * What English words say about where a piece of work stands. All functions read a bounded part of a text (its first
 * and last words, where people and models put such statements), so that cost does not grow with its length.
 */

const EDGE = 320;

/** The first and the last words of a text. */
export function edgesOf(text: string): string {
  return text.length <= EDGE * 2 ? text : `${text.slice(0, EDGE)}\n${text.slice(-EDGE)}`;
}

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

/** Whether the text is nothing but thanks, compliments or a farewell. */
export function isCourtesy(text: string): boolean {
  if (text.length > MOST_COURTESY_WORDS * 12 || text.includes("```") || /\d{2}/.test(text)) return false;
  if (text.trim().split(/\s+/).length > MOST_COURTESY_WORDS || !COURTESY.test(text)) return false;
  const question = text.indexOf("?");
  return question < 0 || /\b(?:anything|something) else\b[^?]*\?/i.test(text);
}

const PROMISES =
  /(?:^|[.!?:;\n]\s*|\b(?:so|and|then|now|next|first),? )(?:I(?:'ll| will| am going to| shall|'m going to)|let me|we(?:'ll| will| need to)|I need to|next,? (?:I|we)(?:'ll| will)?|now I(?:'ll| will)?|let's) (?:now |next |then |also |first |start by |begin by |proceed to |continue (?:to|with|by) |go ahead and )?(\w+)/gi;
const NO_WORK = new Set(
  "know wait be remember keep help assist summarize summarise explain present provide show share recap conclude note add leave stop end finish terminate refer await stand hold do".split(
    " ",
  ),
);

/** The last announcement of work still to be done, where it is what the text ends on; else null. */
export function promisedAtEnd(text: string): string | null {
  const tail = text.trimEnd().slice(-EDGE);
  let last: RegExpExecArray | null = null;
  for (const match of tail.matchAll(PROMISES)) last = match;
  if (last === null || NO_WORK.has((last[1] ?? "").toLowerCase())) return null;
  const rest = tail.slice(last.index + last[0].length);
  const sentence = /^[^.!?\n]*[.!?:]?/.exec(rest)?.[0] ?? "";
  const after = rest.slice(sentence.length).trim();
  return after.length > 80 ? null : `${last[0]}${sentence}`.replace(/^[.!?:;\s]+/, "");
}

const OPEN =
  /\b(?:(?:is|are|was|were|has|have) (?:still |yet )?(?:not (?:yet |been )?(?:been )?(?:written|done|finished|completed?|created|implemented|included|added|started|delivered|sent|run|tested|available yet|covered|looked)|missing|open|outstanding|pending|unfinished|incomplete)|(?:is|are) still (?:missing|open|outstanding|to (?:be|come|do))|still (?:missing|to do|to be done|needs? to be|need to|have to|has to|must)|not (?:yet )?(?:written|done|finished|implemented|completed?|started) yet|remain(?:s|ing)? (?:to be|open|undone|unfinished|items?|tasks?|steps?|work)|yet to be (?:\w+ed|done|written)|(?:have|has) not (?:yet )?(?:been )?(?:looked|finished|started|completed|done|written|included|implemented)|could not (?:finish|complete)|unable to (?:finish|complete)|need more steps|ran out of (?:time|steps|turns))\b/i;

/** The words that name something as open, missing or unfinished; null without such words. */
export function namesOpenItem(text: string): RegExp | null {
  return OPEN.test(edgesOf(text)) ? OPEN : null;
}
