import { isPlain } from "../value-forms.ts";
import { type CueGate, cueGate } from "./cue-gate.ts";

/*
 * How English words put one value in the place of another. All patterns are for one sentence of bounded length.
 */

/** What a sentence changes: what held before (null where only the new is named) and what holds from now on. */
export interface ChangedValue {
  readonly before: string | null;
  readonly after: string;
}

const CHANGE_VERBS =
  "chang*|switch*|mov*|shift*|updat*|correct*|revis*|reschedul*|postpon*|rais*|lower*|increas*|decreas*|reduc*|extend*|bump*|push*|adjust*";
const WAS = "is|are|was|were|been";
/** What must be in a sentence for each way of changing a value. */
const MOVES_FROM = cueGate(`${CHANGE_VERBS}|go|goes|went|bring|brings|brought from to`);
const INSTEAD_GATE = cueGate("instead_of|rather_than|place_of|and_no|and_not|,_not", "replaces|supersedes");
const NOT_BUT = cueGate("not|longer but");
const REPLACES = cueGate("replace|replaces|replaced|replacing with|by");
const ANNOUNCES = cueGate("update|correction");
const MOVES_TO = cueGate("is_now|are_now|going_to", `${CHANGE_VERBS} to`);
const IS_OVER = cueGate(
  "off table",
  "out date",
  "outdated|obsolete|withdrawn|void|superseded",
  `wrong|cancelled|gone|dropped|good|mistake|slip|error|typo|old_one ${WAS}`,
  "not valid|right|correct|hold|apply|count|stand",
  "no_longer",
);
const LEAVES = cueGate("scratch|forget|strike|disregard|discard|abandon|drop|ignore");
const HAS_BEEN = cueGate("(_was");
/** The gates one of which every sentence passes that changes something. */
export const CHANGE_GATES: readonly CueGate[] = [
  MOVES_FROM,
  INSTEAD_GATE,
  NOT_BUT,
  REPLACES,
  ANNOUNCES,
  MOVES_TO,
  IS_OVER,
  LEAVES,
  HAS_BEEN,
];

const WORD = String.raw`[^\s,;!?()]*[^\s.,;:!?()]`;
const ARTICLE = "(?:the |an? |our |my |your |its )?";
const VALUE = `${ARTICLE}(${WORD}(?: ${WORD}){0,3}?)`;
/** A value that something follows: it begins a word. */
const FIRST_VALUE = String.raw`(?<![^\s("'*])${VALUE}`;
/** What ends a value: the end of a clause, or a word that begins another part of it. */
const STOP = String.raw`(?=[.\s]*$|[.,;:!?)](?:\s|$)|\s(?:for|as|in|on|at|because|since|to|and|when|from|so|then|with|by|now|it|instead|rather|please|after|before|—|–|-)(?:\s|$))`;
const DECIDE =
  "use|using|uses|it['’]s|that['’]s|go for|go by|going by|work with|put|note|write|read|make it|choose|chose|chosen|pick|picked|select|selected|go with|going with|went with|decided? (?:on|for)|agreed? on|" +
  "settled? (?:on|for)|opt(?:ed)? for|take|adopt(?:ed)?|keep|has|needs?|put down|booked|start from";
const CHANGE =
  "chang|switch|mov|shift|updat|correct|revis|reschedul|postpon|rais|lower|increas|decreas|reduc|extend|bump|push|adjust";
const INSTEAD = "instead of|rather than|in place of|and no longer";
const pattern = (source: string): RegExp => new RegExp(source, "i");

const CHANGING = pattern(String.raw`\b(?:(?:${CHANGE})\w*|go(?:es)?|went|br(?:ings?|ought))\b`);
const FROM_TO = pattern(String.raw`\bfrom ${VALUE} to ${VALUE}${STOP}`);
/** Forms that name the old value first. */
const OLD_IN_FRONT: readonly { gate: CueGate; form: RegExp }[] = [
  {
    gate: INSTEAD_GATE,
    form: pattern(
      String.raw`^\W*(?:so |then |and )?(?:${INSTEAD}) ${VALUE},? (?:we |I |let's |let us |please |the team |you )*(?:will |shall |should |now |have to |must )*(?:(?:${DECIDE}) )?${VALUE}${STOP}`,
    ),
  },
  {
    gate: NOT_BUT,
    form: pattern(String.raw`\b(?:not|no longer) ${VALUE},? but (?:rather )?${VALUE}${STOP}`),
  },
  {
    gate: REPLACES,
    form: pattern(String.raw`\breplac(?:e|es|ed|ing) ${VALUE} (?:with|by) ${VALUE}${STOP}`),
  },
  {
    gate: REPLACES,
    form: pattern(
      `${FIRST_VALUE} (?:is|are|was|were|has been|have been|gets) replaced (?:with|by) ${VALUE}${STOP}`,
    ),
  },
];
/** What stands between a new value and the old one behind it. */
const BETWEEN = pattern(` (?:${INSTEAD}|and not|replaces|supersedes|takes the place of|(?<=, )not) `);
/** UTF-16 units on either side of it in which the two stand. */
const VALUE_REACH = 80;
const OLD_BEHIND = pattern(
  `${FIRST_VALUE},? (${INSTEAD}|and not|replaces|supersedes|takes the place of|(?<=, )not) ${VALUE}${STOP}`,
);
const DROPPED: readonly { gate: CueGate; form: RegExp }[] = [
  {
    gate: IS_OVER,
    form: pattern(
      String.raw`${FIRST_VALUE} (?:(?:is|are|was|were|has been) (?:off the table|out of date|outdated|obsolete|wrong|cancelled|withdrawn|superseded|dropped|void|no good|gone|(?:an? |my |our |the )?(?:mistake|slip|error|typo|old one)|not (?:valid|right|correct))|(?:does|do|did) not (?:hold|apply|count|stand)|(?:is |are )?no longer \w+)\b`,
    ),
  },
  {
    gate: LEAVES,
    form: pattern(
      String.raw`\b(?:scratch|forget|drop|discard|abandon|strike|disregard|ignore) ${VALUE}(?=[.,;:!?]|\s(?:and|we|the|it|instead|for|as)\b|$)`,
    ),
  },
  { gate: HAS_BEEN, form: pattern(String.raw`\(was ${VALUE}\)`) },
];
const NEW_ANNOUNCED = pattern(
  String.raw`\b(?:update|correction)\b[^.:]{0,60}: (?:the [\w ]{1,30} (?:is|are) )?${VALUE}${STOP}`,
);
const NEW_MOVED = pattern(
  String.raw`\b(?:(?:is|are) (?:now|going to be)|(?:switch|chang|mov|shift|updat|revis|correct|reschedul|postpon|rais|lower|increas|decreas|reduc|extend|adjust)(?:e|es|ed|ing)?(?: [\w ]{1,40}?)? to) ${VALUE}${STOP}`,
);
const STATED: readonly RegExp[] = [
  pattern(
    String.raw`\b(?:is|are|be|was|were|becomes?|${DECIDE}|goes? to|takes place|due|costs?) (?:now |going to be )?(?:\w{2,}(?:ed|en|wn) )?(?:on |at |by |in |as |to )?${VALUE}${STOP}`,
  ),
  pattern(`[:=] ${VALUE}${STOP}`),
];

/** Tells whether a sentence passes a gate; a form is looked for only behind its own. */
export type Passes = (gate: CueGate) => boolean;

const PASSES_ALL: Passes = () => true;

/** What a sentence puts in the place of what; null where it changes nothing or asks. */
export function changeIn(sentence: string, passes: Passes = PASSES_ALL): ChangedValue | null {
  if (sentence.endsWith("?")) return null;
  const fromTo = passes(MOVES_FROM) ? FROM_TO.exec(sentence) : null;
  if (fromTo !== null && CHANGING.test(sentence.slice(0, fromTo.index))) return pairOf(fromTo[1], fromTo[2]);
  for (const { gate, form } of OLD_IN_FRONT) {
    const match = passes(gate) ? form.exec(sentence) : null;
    if (match !== null) return pairOf(match[1], match[2]);
  }
  const operator = passes(INSTEAD_GATE) ? sentence.search(BETWEEN) : -1;
  if (operator >= 0) {
    const around = sentence.slice(Math.max(0, operator - VALUE_REACH), operator + VALUE_REACH);
    const behind = OLD_BEHIND.exec(around);
    if (behind !== null && isSettling(around, behind)) return pairOf(behind[3], objectOf(behind[1] ?? ""));
  }
  const stated = passes(ANNOUNCES) ? namedValue(NEW_ANNOUNCED.exec(sentence)?.[1] ?? "") : null;
  if (stated !== null) return { before: null, after: stated };
  if (!passes(MOVES_TO) || isPlain(sentence.slice(1))) return null;
  const moved = namedValue(NEW_MOVED.exec(sentence)?.[1] ?? "");
  return moved === null || isPlain(moved) ? null : { before: null, after: moved };
}

const SETTLES = pattern(String.raw`\b(?:${DECIDE}|is|are|be|to)[.,]?\s+${ARTICLE}$`);

/** Whether "X instead of Y" says what holds or is to be taken, and does not merely compare ("about X rather than Y"). */
function isSettling(sentence: string, match: RegExpExecArray): boolean {
  if (/^(?:replaces|supersedes|takes)/.test(match[2] ?? "")) return true;
  const start = match.index + (match[1] ?? "").length - objectOf(match[1] ?? "").length;
  return SETTLES.test(sentence.slice(0, start + match[0].indexOf(match[1] ?? "")));
}

/** The value that a sentence drops without naming another in the same breath ("12 is off the table"); null without one. */
export function droppedIn(sentence: string, passes: Passes = PASSES_ALL): string | null {
  for (const { gate, form } of DROPPED) {
    const match = passes(gate) ? form.exec(sentence) : null;
    const value = match === null ? null : namedValue(objectOf(match[1] ?? ""));
    if (value !== null) return value;
  }
  return null;
}

const FUNCTION_WORD_AT_END =
  /\b(?:is|are|be|on|at|by|in|as|to|for|with|use|using|has|take|the|an?) ["'`*]?$/i;

/** Whether a sentence ends on a value as what it states ("the papers are in room 12"). */
export function endsOn(sentence: string, value: string): boolean {
  const words = sentence.replace(/[\s"'`*).!]+$/, "");
  const start = words.length - value.length;
  return (
    words.toLowerCase().endsWith(value.toLowerCase()) && FUNCTION_WORD_AT_END.test(words.slice(0, start))
  );
}

/** The value or choice that a sentence states ("the deadline is the 4th", "we use the oil paint"); null without one. */
export function statedIn(sentence: string): string | null {
  for (const stated of STATED) {
    const value = namedValue(stated.exec(sentence)?.[1] ?? "");
    if (value !== null) return value;
  }
  return null;
}

const UP_TO_OBJECT = pattern(
  String.raw`^.*\b(?:${DECIDE}|is|are|be|was|to|with|on|at|for|it|thanks|okay|ok|right)[.,]?\s+${ARTICLE}`,
);

/** "we use water-based paint" → "water-based paint". */
function objectOf(words: string): string {
  return words.replace(UP_TO_OBJECT, "");
}

function pairOf(before: string | undefined, after: string | undefined): ChangedValue | null {
  const fresh = namedValue(after ?? "");
  const old = namedValue(before ?? "");
  return fresh === null || old === null || old.toLowerCase() === fresh.toLowerCase()
    ? null
    : { before: old, after: fresh };
}

/** Words that name nothing by themselves; "instead of doing" and the like compare ways, not values. */
const NO_VALUE =
  /^(?:it|this|that|them|these|those|one|ones|something|anything|nothing|everything|all|both|simply|being|having|us|me|you|him|her|true|false|required|needed|done|correct|wrong|possible|available|outdated|obsolete|out of date|off the table|\w{3,}ing\b.*|\w+ly|(?:what|how|where|when|if|in|on|at|for|to|by|with|from|of|as|be|only|just|then|so|more|less|not|a|an|the)\b.*)$/i;
const AROUND = /^["'`*_“”‘’([]+|["'`*_“”‘’\]).,:;]+$/g;

/** A value without the quotes, stars and stops around it; null where the words name none. */
function namedValue(words: string): string | null {
  const value = words.replace(AROUND, "");
  return /[\p{L}\p{N}]/u.test(value) && !NO_VALUE.test(value) ? value : null;
}

const TAKEN_UP =
  /^\W{0,4}(?:(?:ok(?:ay)?|yes|agreed|noted|understood|sure|right|all right|alright|fine|good|great|perfect|done|changed|updated|copy that|roger|duly noted|very well|clear|thank you very much|confirmed|acknowledged|will do|got it|thanks|thank you|sounds good|makes sense|I agree|we agree)\b)/i;

/** Whether a message begins as one does that takes up what was said before. */
export function takesUp(text: string): boolean {
  return TAKEN_UP.test(text.slice(0, 40));
}
