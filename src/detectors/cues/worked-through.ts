import { FENCE, withoutCode } from "./words.ts";

/*
 * A check by hand shows its work: what goes in and what comes out of it, or why the code cannot but meet a demand. Words
 * that only say again what the code does, or that it is right, show none.
 */

const VALUE = String.raw`(?:[-+$€£]?\d|["'\[{(]|(?:True|False|None|null|true|false)\b|[A-Z]\w*(?:Error|Exception)\b)`;
const INPUT = String.raw`(?:["'][^"'\n]{0,40}["']|\d|\[[^\]\n]{0,40}\]|\(\))`;
const OUTCOME = String.raw`(?:→|⇒|=>|->|==|\b(?:gives?|yields?|returns?|becomes?|evaluates? to|comes? to|ends? (?:up )?(?:at|as)|results? in|prints?|equals?|makes?|leaves?|raises?|is|are)\b)`;
/** An input and what comes of it: `price(2) → 9`, "with 'XII' the total becomes 12". */
const WORKED_VALUE = new RegExp(String.raw`${INPUT}[^\n]{0,80}?${OUTCOME}[ \`*]{0,3}(?:an? )?${VALUE}`, "g");

/** A piece of code within a sentence: in backticks, a call, or a name that only code has. */
const CODE_WORD = /`[^`\n]+`|\b\w+\(|\b[a-z]\w*_\w+/;
const REASON =
  /\b(?:because|since|so|as|therefore|hence|thus|which means|guarantee[sd]?|never|always|before any|only (?:if|when|ever)|regardless)\b/i;

/** Statements from which on a text shows work and no mere verdict: fewer are a sample. */
const LEAST_WORKED = 3;
const MOST_READ = 8000;

/** Whether the text works the code through by hand: three values that come out, or reasons about the code's own words. */
export function worksThrough(text: string): boolean {
  const words = withoutListings(text.slice(0, MOST_READ));
  let worked = words.match(WORKED_VALUE)?.length ?? 0;
  for (const sentence of words.split(/\n|(?<=[.;!?✓✅✔]) /)) {
    if (worked >= LEAST_WORKED) return true;
    if (CODE_WORD.test(sentence) && REASON.test(sentence)) worked++;
  }
  return worked >= LEAST_WORKED;
}

/** Fenced code is the work again, unless it notes what each line gives. */
function withoutListings(text: string): string {
  const traces = text.split(FENCE).filter((block, at) => at % 2 === 1 && /→|⇒|# *=|#.*\d/.test(block));
  return [withoutCode(text), ...traces.map((block) => block.replace(/^.*\bdef .*$/gm, ""))].join("\n");
}
