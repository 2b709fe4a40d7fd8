import { saysFinished } from "./finished.ts";
import { edgesOf, phrases } from "./words.ts";

const GIVES_UP = phrases(
  "i",
  /(?:I|we) (?:give|gave|am giving|are giving) up/,
  /(?:I|we) (?:am|was|are|were) (?:not able|unable) to (?:complete|finish|do|fulfil\w*|perform|carry|cancel|book|log|find|access|solve|proceed)/,
  /(?:I|we) (?:cannot|can't|could not|couldn't) (?:complete|finish|fulfil\w*|perform|carry out|proceed|continue|solve)/,
  /mark(?:ed|ing)? (?:the task |it |this )?as (?:failed|fail)/,
  /task (?:has )?failed/,
);

/** The words with which an agent gives the task up; null without such words. */
export function givesUp(text: string): string | null {
  return GIVES_UP.exec(edgesOf(text))?.[0] ?? null;
}

const SUCCESS = phrases(
  "i",
  /(?:has|have) been (?:successfully )?\w+(?:ed|en|t|ne|de)/,
  /successfully/,
  /(?:is|are) (?:now )?(?:done|ready|complete[d]?|finished|live|available|in place|saved|sent|uploaded|booked|fixed)/,
  /(?:I|we)(?:'ve| have) (?:\w+ed|sent|written|put|made|built|done)/,
);
const FAILURE = phrases(
  "i",
  /fail(?:s|ed|ure|ing)?|errors?|could not|couldn't|cannot|can't|unable/,
  /not (?:able|possible|successful|been)/,
  /unsuccessful\w*|unfortunately|however|but|denied|rejected|refused|problem|issue|instead/,
  /manual(?:ly)?|too large|blocked|unavailable|sorry|apolog\w+/,
);

/** Whether the text claims that something worked, and mentions no failure. */
export function claimsSuccess(text: string): boolean {
  const words = edgesOf(text);
  return (SUCCESS.test(words) || saysFinished(text)) && !FAILURE.test(words);
}

const CONCLUDES = phrases(
  "i",
  /(?:to conclude|in conclusion|we can (?:now )?conclude)/,
  /(?:issue|bug|problem|task|feature|change|request|fix)s? (?:is|are|has been|have been) (?:now |fully |effectively |successfully |already )*(?:resolved|fixed|solved|implemented|addressed|completed|applied)/,
);
const CONCLUSION_LENGTH = 700;

/** Whether the last words of the text call the matter settled, and ask nobody for anything. */
export function concludes(text: string): boolean {
  const end = text.slice(-CONCLUSION_LENGTH);
  return CONCLUDES.test(end) && !/\bplease (?!let (?:me|us) know|feel free)\w/i.test(end);
}
