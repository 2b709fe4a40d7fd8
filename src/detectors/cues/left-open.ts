import { EDGE, oneOf, phrases, withoutCode } from "./words.ts";

const WORK_VERBS =
  "search|look|check|run|test|write|create|implement|start|proceed|compile|draft|fetch|analy[sz]e|calculate|compute|verify|" +
  "gather|collect|read|open|review|fix|update|send|call|query|investigate|prepare|generate|execute|build|translate|" +
  "retrieve|extract|examine|inspect|find|get|try|retry|download|upload|book|order|convert|plot|visit|explore|put|compose|" +
  "compare|collect|assemble|combine|measure";
const SENTENCE_START = String.raw`(?:^|[.!?:;,\n]\s*|\b(?:so|and|then|now|next|first) )`;
const I_WILL =
  "(?:I(?:'ll| will|'m going to| am going to| shall| need to)|let me|let's|we(?:'ll| will| need to)|" +
  "next,? (?:I|we)(?:'ll| will)?)";
const HOW =
  "(?:now |next |then |also |first |just |quickly |start by |begin by |proceed to |continue to |go ahead and )?";
const PROMISE = new RegExp(String.raw`${SENTENCE_START}${I_WILL} ${HOW}(?:${WORK_VERBS})(?:ing)?\b`, "gi");
/** A stop word at the end of a text, which says nothing of what it stands behind. */
const STOP_WORD = /\W*\b[A-Z][A-Z_]{5,}\b\W*$/;

/** A promise counts as what a text ends on where no more than this many characters follow its sentence. */
const MOST_AFTER_PROMISE = 60;

/** A promise behind a condition is an offer: "if you have the data, … and I will update the chart". */
const CONDITIONAL =
  /\b(?:if|once|when|unless|should) (?:you|there|it|any\w*|needed|necessary|required)\b[^.!?\n]*$/i;

/** The announcement of work still to be done on which a text ends, verbatim; null where it ends otherwise. */
export function promisedAtEnd(text: string): string | null {
  const tail = text.trimEnd().slice(-EDGE).replace(STOP_WORD, ".");
  let last: RegExpExecArray | null = null;
  for (const match of tail.matchAll(PROMISE)) last = match;
  if (last === null || CONDITIONAL.test(tail.slice(0, last.index))) return null;
  const words = tail.slice(last.index).replace(/^[.!?:;,\s]+/, "");
  const sentence = /^[^.!?\n]*(?:[.!?:]|$)/.exec(words)?.[0] ?? "";
  return words.length - sentence.length > MOST_AFTER_PROMISE ? null : sentence;
}

const PLEASE =
  "(?:please|kindly|(?:could|can|would|will) you) (?:please |kindly |also |now |manually |then |first )*";
const REQUESTED_VERBS =
  `${WORK_VERBS}|confirm|provide|report|share|perform|complete|add|continue|follow|do|take|give|list|name|answer|` +
  "revise|rewrite|correct|change|decide";
const REQUEST = new RegExp(String.raw`\b${PLEASE}(?:${REQUESTED_VERBS})\b[^.!?\n]*[.!?]?`, "gi");
const OFFER = phrases(
  "i",
  /terminate|conclude/,
  /if (?:all|everyone|there (?:are|is))/,
  /(?:any|all) (?:additional|further|other)/,
  /let (?:me|us) know|feel free/,
  /if you (?:need|have|want|would)/,
  /would you like|shall I|do you want|further questions?|anything else/,
);

/** The request to somebody else on which a text ends, verbatim; null where it ends otherwise or on an offer. */
export function requestAtEnd(text: string): string | null {
  const tail = withoutCode(text).trimEnd().slice(-EDGE).replace(STOP_WORD, ".");
  let last: RegExpExecArray | null = null;
  for (const match of tail.matchAll(REQUEST)) last = match;
  if (last === null || OFFER.test(tail)) return null;
  return tail.length - last.index - last[0].length > MOST_AFTER_PROMISE ? null : last[0];
}

const STATES_OF_OPEN_WORK = oneOf(
  "",
  /not (?:yet )?(?:been )?(?:written|done|finished|completed?|created|implemented|included|added|started|delivered|sent|covered|translated|tested|run)(?: yet)?/,
  /missing|outstanding|unfinished|incomplete|still (?:open|missing)/,
  /not (?:been )?\w+(?: \w+)? yet/,
).source;
const OPEN = phrases(
  "gi",
  new RegExp(`(?:is|are|was|were|has|have) (?:still |yet )?(?:${STATES_OF_OPEN_WORK})`),
  /still (?:missing|to do|to be \w+|needs? to be|needs? \w+ing|has to be|have to be|must be|open)/,
  /(?:yet|remains?|left) to be \w+(?:ed|en|ne)/,
  /(?:could not|couldn't|unable to|did not|didn't) (?:finish|complete|get to)/,
  /need(?:s|ed)? more (?:steps|time|turns|iterations)/,
  /ran out of (?:time|steps|turns)/,
);
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
