import { cueGate } from "./cue-gate.ts";
import { edgesOf, phrases } from "./words.ts";

const OBJECTS = phrases(
  "i",
  /not (?:yet|quite|correct|right|complete|done|finished|sufficient|enough|what)/,
  /n't (?:correct|right|complete|done|work|match|yet|finished)/,
  /incorrect|wrong|missing|mistakes?|errors?|bugs?|fails?|failed|failing|problems? with/,
  /issues? (?:with|in|remain|found)/,
  /still (?:need|has|have|lacks?|missing|open)/,
  /need(?:s|ed)? to (?:be )?(?:fix|chang|add|correct|updat|verif|check|revis|includ)\w*/,
  /please (?:also |first |now )?(?:fix|add|change|correct|update|verify|check|confirm|revise|include|rewrite|redo|try|test|run|review)/,
  /wait|hold on|before (?:we|you|I)/,
  /(?:double-?|cross-?)check/,
  /let me (?:verify|check|test|review)/,
  /disagree|however|reject(?:ed)?/,
  /one more (?:thing|change)/,
  /instead/,
);

/** Whether the text objects to what was said, or wants it checked: then going on has a reason. */
export function objects(text: string): boolean {
  return OBJECTS.test(edgesOf(text));
}

const COURTESY = phrases(
  "i",
  /thank(?:s| you)/,
  /you(?:'re| are) (?:very |most )?welcome/,
  /good ?-?bye|bye|farewell|take care/,
  /have a (?:\w+ )?(?:day|evening|weekend|time|trip|one)/,
  /my pleasure/,
  /glad (?:to|I|that|you|we)/,
  /enjoy|cheers|let me know if|feel free|happy to help|looking forward|good luck|best wishes/,
  /you too|great (?:work|job)|well done/,
  /it was (?:a pleasure|great|nice)/,
);
/** The words of `COURTESY`. */
export const MAY_BE_COURTESY = cueGate(
  "thank|thanks|welcome|goodbye|bye|farewell|pleasure|glad|enjoy|cheers|luck",
  "take_care|feel_free|looking_forward|best_wishes|you_too|well_done|great_work|great_job|it_was",
  "have day|evening|weekend|time|trip|one",
  "let know",
  "happy help",
);
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
