import { type Sentence, sentenceAt } from "../sentences.ts";

/** A sentence in which somebody goes on with a guess for want of something. */
export interface Assumption {
  readonly sentence: Sentence;
  /** Whether it names what is assumed: a figure, a name or a quoted word. */
  readonly isConcrete: boolean;
}

const GUESS =
  "assum(?:e|es|ed|ing)|guess(?:ed|ing)?|presum(?:e|ed|ing)|suppos(?:e|ing)|pretend|make (?:an |some |the )?assumptions?|take a guess";
/** Said of oneself, and not as a condition: "let's assume", "I will guess", "we go on with the assumption". */
const OWN_GUESS = new RegExp(
  String.raw`\b(?:I|[Ww]e|[Ll]et['’]s|[Ll]et us|I['’](?:ll|m)|[Ww]e['’](?:ll|re))\b[^.\n]{0,40}?\b(?:${GUESS})\b`,
  "g",
);
const CONDITION = /\b(?:if|when|whether|unless|not|never|don't|cannot|can't|should|must)\b[^.,\n]{0,30}$/i;

const MERELY_POSSIBLE = /\b(?:not|never|should|must|cannot|could|would|might)\b|n['’]t\b/;

const SOUGHT =
  String.raw`(?:specif|provid|suppl|attach|mention|includ|stat|shar)\w*|giv(?:e|en)|gave|told|tells?|says?|said|know|known|clear|have|has|had|got|access|` +
  "available|information|details?|data|files?|values?|figures?|context";
const MISSING = new RegExp(
  String.raw`\b(?:not|no|never|nobody|nothing|without|unclear|unknown|unspecified|missing|lack(?:s|ing)?)\b[^.\n]{0,60}?\b(?:${SOUGHT})\b|n['’]t\b[^.\n]{0,60}?\b(?:${SOUGHT})\b|\b(?:is|are|was|were) (?:missing|unspecified|unclear|unknown|ambiguous)\b`,
  "i",
);
/** The offer to put the real thing in later, or calling it a demonstration, admits that it is not there. */
const LATER =
  /\bfor (?:the |this |a )?(?:demonstration|illustration)|\bif you (?:can |could )?(?:tell|give|provide|share|send|let me know|have) [^.\n]{0,60}\b(?:actual|real|exact|correct|right|true|more|different)\b/i;

/** A choice that is named as the usual one, and guesses about the other's mind, which are courtesy. */
const NO_LACK =
  /\b(?:defaults?|usual|standard|typical|conventional?|satisf\w+|approv\w+|agree[ds]?|happy|are fine|is fine|good to go|without loss of generality|wlog|contradiction)\b/i;
/** "assume that he has x of them" only gives the unknown a name. */
const NAMES_UNKNOWN =
  /\b(?:has|have|is|are|be|as|by|=|scores?) (?:\\\(|\$)?["'`“”]?[a-zA-Z]["'`“”]?(?:\\\)|\$)?(?![\w'’])(?! [a-z])/;
const CONCRETE = /\d|["“`][^"”`\n]{2,40}["”`]|\b(?!I\b)\p{Lu}\p{L}+/u;

/** The first such sentence of a text; the reason may stand in the sentence before or after. Reads the text once. */
export function assumptionIn(text: string): Assumption | null {
  for (const guess of text.matchAll(OWN_GUESS)) {
    const sentence = sentenceAt(text, guess.index + guess[0].length - 1);
    const end = sentence.start + sentence.text.length;
    const before = sentence.start < 2 ? "" : sentenceAt(text, sentence.start - 2).text;
    const after = end + 1 < text.length ? sentenceAt(text, end + 1).text : "";
    if (CONDITION.test(text.slice(Math.max(0, guess.index - 40), guess.index))) continue;
    if (MERELY_POSSIBLE.test(guess[0])) continue;
    if (NO_LACK.test(sentence.text) || sentence.text.endsWith("?")) continue;
    if (NAMES_UNKNOWN.test(sentence.text)) continue;
    if (!MISSING.test(`${before} ${sentence.text}`) && !LATER.test(`${sentence.text} ${after}`)) continue;
    const assumed = sentence.text.slice(Math.max(0, guess.index + guess[0].length - sentence.start));
    return { sentence, isConcrete: CONCRETE.test(assumed) };
  }
  return null;
}

const REQUEST =
  /\b(?:please|could you|can you|would you|kindly) (?:\w+ )?(?:provide|tell|give|send|share|confirm|clarify|specify|let|attach|upload|state|say|check)\b|\b(?:I|we) (?:still )?need (?:to know|you to|more information)\b|\blet (?:me|us) know\b/i;

/** Whether a text asks somebody for something, outside its code. */
export function asksSomebody(prose: string): boolean {
  return /\?(?:\s|$|["*)])/.test(prose) || REQUEST.test(prose);
}
