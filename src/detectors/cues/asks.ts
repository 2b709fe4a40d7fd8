import { cueGate, pairs } from "./cue-gate.ts";
import type { CueSentence } from "./cue-sentences.ts";
import { FENCE, isInCode, oneOf, openings, phrases } from "./words.ts";

/** What kind of answer an ask calls for, as far as its words tell. */
export type Wanted = "number" | "time" | "path" | "id" | "choice" | "anything";

/** A question, or a request for information, as it stands in a text. */
export interface Ask {
  /** The sentence, verbatim. */
  readonly words: string;
  /** Offset of `words` in the text. */
  readonly start: number;
  readonly wanted: Wanted;
}

/** In longer messages, which may be a page or a document, a question counts only where it speaks to somebody. */
const SHORT = 400;
const SPEAKS_TO_SOMEBODY = /\b(?:you|your|me|us|please|I)\b/;
/** People and models put what they want to know at the end of a message. */
const TAIL = 500;
/** After a question no more than this is said, else its author goes on to answer it. */
const MOST_AFTER = 240;
const LONGEST_ASK = 400;
const LEAST_WORDS = 3;

const REQUEST = openings(
  "i",
  /(?:please|kindly) (?:\w+ ){0,2}?(?:provide|send|share|give|tell|report|list|name|state|specify|clarify|confirm|answer|explain|let me know|let us know|pass (?:on|me)|return|include|supply)\b/,
  /(?:could|can|would|will) you (?:\w+ ){0,2}?(?:provide|send|share|give|tell|report|list|name|state|specify|clarify|confirm|answer|explain|let me know|let us know|pass|return|supply)\b/,
  /(?:tell|send|give|get) me (?:the|your|all|which|what|how|where|when|whether|if)\b/,
  /let me know (?:the|your|which|what|how|where|when|who|whether)\b/,
  /(?:I|we) (?:still |also |really |first )?need (?:to know|from you|you to (?:tell|send|give|provide))\b/,
);

const TELLS =
  "provide|send|share|give|tell|report|list|name|state|specify|clarify|confirm|answer|explain|let|pass|return|include|supply";
/** The words without which a sentence is no request; a question needs none. */
export const MAY_REQUEST = cueGate(
  `please|kindly|${pairs("could|can|would|will", "you")} ${TELLS}`,
  `${pairs("tell|send|give|get", "me")} the|your|all|which|what|how|where|when|whether|if`,
  `me_know the|your|which|what|how|where|when|who|whether`,
  `i|we need_to|need_from|need_you`,
);

/** Offers, courtesies, questions of the whole group, and those that nobody expects to be answered. */
const NO_ASK = phrases(
  "i",
  /would you like|do you (?:want|need) me|shall (?:I|we)|should (?:I|we)|(?:may|can|could) (?:I|we)(?! (?:please |also )?(?:have|get|see|know))|(?:do|are) we|did we|have we/,
  /(?:any|anything|something|someone|anyone|everyone) (?:else|further|more|other|questions?|thoughts?|comments?|concerns?|feedback|objections?|suggestions?)/,
  /(?:further|more|other|additional) (?:questions?|assistance|help|information|details|changes|comments|feedback)/,
  /let (?:me|us) know (?:if|should|in case|once|when (?:you(?:'re| are)|done))/,
  /if you (?:need|have|want|would|could|can|prefer|wish|find|see)/,
  /feel free|what do you (?:think|say)|what's next|what next|how about|what about|what if|why not|who knows|isn't it|aren't (?:you|they)/,
  /how can (?:I|we)|how may I|how do (?:I|we)|does (?:that|this|it) (?:make sense|work|help|sound)/,
  /let's|is there any(?:thing)?|terminate|in your (?:next|own)|when (?:you are |you're )?(?:done|finished)/,
);
const LONGEST_TAG = 16;
const TAG_QUESTION = /\b(?:right|correct|okay|ok|agreed|clear|ready|good|yes|no)\s*\?$/i;

const KINDS: readonly (readonly [Wanted, RegExp])[] = [
  [
    "number",
    phrases(
      "i",
      /how (?:many|much|long|far|large|big|tall|wide|old|heavy)|(?:number|count|total|amount|price|cost|fee|rate|percentage|share|length|size|height|width|weight|age|quantity|sum|value|balance|score|distance|temperature|budget) (?:of|for)|(?:the|which|what) (?:\w+ )?(?:number|count|total|amount|price|cost|fee|percentage|length|quantity|sum|balance|score|distance|temperature|budget)/,
    ),
  ],
  [
    "time",
    phrases(
      "i",
      /when|what time|which (?:day|date|year|month)|what (?:day|date|year)|(?:date|deadline|departure|arrival|time) of|the (?:\w+ )?(?:date|deadline|time)/,
    ),
  ],
  [
    "path",
    phrases(
      "i",
      /(?:which|what) (?:file|folder|directory|path)|file ?names?|(?:file ?)?path|where is the (?:file|folder|script|log)|location of the (?:file|code)/,
    ),
  ],
  [
    "id",
    phrases(
      "i",
      /(?:booking|order|ticket|invoice|customer|account|tracking|reference|serial|phone|access|confirmation|case) (?:number|code|id|key)|(?:the|which|what) (?:\w+ )?(?:id|identifier|code|reference|key|url|link|address|e-?mail|token|username|login)/,
    ),
  ],
  ["choice", /^\W*(?:is|are|was|were|does|do|did|has|have|will|should)\b/i],
];

/**
 * The last question or request for information with which a text ends; null where it ends otherwise.
 *
 * @param mayRequest the sentences of the text that pass `MAY_REQUEST`
 */
export function askAtEnd(text: string, mayRequest: () => readonly CueSentence[]): Ask | null {
  const from = Math.max(0, text.length - TAIL);
  const tail = text.slice(from);
  const question = tail.includes("?") ? tail.lastIndexOf("?") : -1;
  const isQuestion = question >= 0 && tail.length - question <= MOST_AFTER;
  const ask = isQuestion ? sentenceTo(tail, question) : lastRequest(tail, from, mayRequest());
  if (ask === null || (text.length > SHORT && !SPEAKS_TO_SOMEBODY.test(ask.words))) return null;
  if (TAG_QUESTION.test(ask.words.slice(-LONGEST_TAG)) || NO_ASK.test(ask.words)) return null;
  if (tail.includes(FENCE) || isInCode(text, from)) return null;
  const words = withWhatItMeans(tail, ask);
  if (words.length > LONGEST_ASK || words.split(/\s+/, LEAST_WORDS).length < LEAST_WORDS) return null;
  return { words, start: from + tail.lastIndexOf(words), wanted: wantedBy(words) };
}

const POINTS_BACK =
  /^\W*(?:(?:so|but|and|well|sorry|please),? ){0,3}(?:what|which(?: \w+)?|where|when|how (?:much|many)|who) (?:(?:is|are|was|were) (?:it|that|this|they|these|those)|(?:does|do|did) (?:it|that|this|they) (?:say|give|read|show))\b/i;

/** A request that names nothing but "the value" means what was asked for before. */
const ASKS_FOR_THE_VALUE =
  /\b(?:the|that|an?) (?:actual |exact |concrete )?(?:value|figure|number|result|answer)(?: itself)?(?:,? please)?\W*$/i;

/** Whether a question is about something named before it: "which value is it?", "please give me the figure itself". */
export function pointsBack(words: string): boolean {
  return POINTS_BACK.test(words) || ASKS_FOR_THE_VALUE.test(words);
}

/** The sentence; one that points back ("what is it?") with the sentence before it. */
function withWhatItMeans(tail: string, { words, start }: { words: string; start: number }): string {
  if (!POINTS_BACK.test(words)) return words.trim();
  const before = sentenceTo(tail, tail.slice(0, start).trimEnd().length - 1);
  return tail.slice(before.start, start + words.length).trim();
}

function wantedBy(words: string): Wanted {
  return KINDS.find(([, cue]) => cue.test(words))?.[0] ?? "anything";
}

/** The sentence that ends at `end`: from the last full stop before white space, or line break, before it. */
function sentenceTo(text: string, end: number): { words: string; start: number } {
  for (let at = end - 1; at >= 0; at--) {
    const unit = text.charCodeAt(at);
    const start = unit === NEWLINE ? at + 1 : STOPS.has(unit) ? startBehind(text, at, end) : -1;
    if (start >= 0) return { words: text.slice(start, end + 1), start };
  }
  return { words: text.slice(0, end + 1), start: 0 };
}

const NEWLINE = 10;
const STOPS = new Set([...".!?"].map((stop) => stop.charCodeAt(0)));
const BEHIND_STOP = /[.!?]["')*]*\s+/y;

/** Where the next sentence begins behind the stop at `at`, before `end`; -1 where none does. */
function startBehind(text: string, at: number, end: number): number {
  BEHIND_STOP.lastIndex = at;
  return BEHIND_STOP.test(text) && BEHIND_STOP.lastIndex <= end ? BEHIND_STOP.lastIndex : -1;
}

/** The last of the sentences, where it requests something and the text does not go on long after it. */
function lastRequest(
  tail: string,
  from: number,
  sentences: readonly CueSentence[],
): { words: string; start: number } | null {
  for (const sentence of sentences.toReversed()) {
    const start = Math.max(0, sentence.start - from);
    const end = sentence.end - from;
    if (tail.length - end > MOST_AFTER) return null;
    const words = tail.slice(start, end);
    if (REQUEST.test(words)) return { words: words.trimEnd(), start };
  }
  return null;
}

const REFUSAL = oneOf(
  "i",
  /\b(?:can(?:not|'t| not)|could(?: not|n't)|unable|not able|do(?: not|n't) (?:know|have)|does(?: not|n't) (?:exist|say|have)|did(?: not|n't) find|no (?:such|information|data|record|access|result|way|idea)|not (?:available|found|known|given|specified|provided|possible|allowed|permitted|clear|sure)|unknown|unavailable|unfortunately|sorry|refuse|decline|won't|will not|must not|confidential|impossible|n\/a)\b/,
);

/** Whether a text says that something cannot be told or done: an answer too. */
export function refuses(text: string): boolean {
  return REFUSAL.test(text);
}

const PUTS_OFF = phrases(
  "i",
  /(?:I'll|I will|let me|I'm going to|I am going to|we'll|we will|will) (?:\w+ ){0,2}(?:check|look|find|get|ask|search|come back|report|answer|see|confirm|verify|follow up|investigate|fetch|retrieve)/,
  /one moment|hold on|later|shortly|first (?:I|we|let)|in a moment|bear with me|looking into|checking|as soon as|working on|(?:a|just a) (?:moment|minute|second)|in progress|pending|not (?:yet|ready)|still (?:running|waiting|at it)|under way/,
);

/** Whether a text puts an answer off: the asker has been heard. */
export function putsOff(text: string): boolean {
  return PUTS_OFF.test(text);
}

const WITHDRAWS = phrases(
  "i",
  /never ?mind|no longer (?:need|necessary|matters)|forget (?:it|that|my question)|don't (?:bother|worry)|found it|I (?:have|'ve) (?:found|got) (?:it|the)|not needed/,
);

/** Whether a text takes an ask back. */
export function withdraws(text: string): boolean {
  return WITHDRAWS.test(text);
}
