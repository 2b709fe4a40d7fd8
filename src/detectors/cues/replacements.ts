import { termsOf } from "../content-terms.ts";

/** What a correction wants to be replaced by what. */
export interface Replacement {
  /** Words of the work that are wrong. */
  readonly old: string;
  /** Words that should stand there and do not. */
  readonly now: string;
}

const WORD = String.raw`[\w/@#$€£](?:[\w.:/@'%-]{0,40}[\w%])?`;
const THREE_WORDS = `(?:the )?${WORD}(?: ${WORD}){0,2}`;
/** Up to three words, captured without being consumed, so that the next cue may stand among them. */
const PHRASE = `(?=["'\`“]?(${THREE_WORDS}))`;
/** After these stands what is wrong, whatever it is. */
const BEFORE_OLD = new RegExp(
  String.raw`(?:, not|\bnot(?= [^,.;\n]{1,60},? but)|\b(?:and|but) not|\binstead of|\brather than|\bin place of|\bfrom(?= [^.,;\n]{1,40} to )|\breplace|\bwrote|\bchange|\bswap|\bis still|\bare still|\bstill (?:says|reads|shows|states|has|uses)) ${PHRASE}`,
  "gi",
);
/** After these may stand what is wrong: only numbers, names and the like count. */
const PERHAPS_BEFORE_OLD = new RegExp(String.raw`\b(?:still|says?|reads?|it is|not) ${PHRASE}`, "gi");
/** Before these stands what is wrong. */
const AFTER_OLD =
  /["'`”]? (?:(?:is|was|are|were) (?:out of date|outdated|wrong|incorrect|not right|not correct|a typo|misspelled|last|old|obsolete|no longer)|(?:must|has to|have to|should|needs to) go)\b/gi;
/** Before these stands what should be there: "14, not 12". */
const AFTER_NEW = /["'`”]?,? (?:not|instead of|rather than) /gi;
const WORDS_AT_END = new RegExp(`${THREE_WORDS}$`, "i");
/** More than three words take. */
const REACH = 160;
const MUST = "(?:must|should|ought to|has to|have to|needs? to) (?:be|read|say)";
const BEFORE_NEW = new RegExp(
  String.raw`\b(?:${MUST}|is|are|to|with|by|use|but|into|is named|(?:fixing|yet|correction):) ${PHRASE}`,
  "gi",
);
/** After these stands what replaces plain words: "replace sacks with bags", "not sacks but bags". */
const BEFORE_NEW_WORDS = new RegExp(
  String.raw`\b(?:${MUST}|with|but|use|[Cc]hange [^.\n]{1,60} to|the (?:right|correct|proper) (?:[\w-]{1,30} ){0,3}(?:is|are|was|were)) ${PHRASE}`,
  "gi",
);
/** After these stands what is demanded, whatever was there before. */
const DEMANDS = new RegExp(
  String.raw`\b(?:${MUST}|(?:not right|not correct|wrong|incorrect)[,;:.] (?:the|its|it|this|that)(?: [\w-]{1,30}){0,4} (?:is|are)) ${PHRASE}`,
  "gi",
);
/** Words at which a phrase stops: what follows them is no part of the value. */
const STOP =
  /^(?:not|instead|rather|for|and|or|in|on|of|please|to|by|with|but|was|is|are|it|that|before|than|as|here|now|your|you)$/i;
const NO_VALUE =
  /^(?:the )?(?:right|wrong|correct|incorrect|missing|outdated|old|new|last|fixed|changed|different|better)\b/i;

/**
 * The replacements that remarks on a work ask for: of the words after "not", "instead of", "replace" those that stand
 * in the work, and of the words after "must be", "to", "with" those that do not. Both have to be of one kind. Where the
 * remark does not repeat the wrong words, a demand ("must be", "should read") is for the only value of its kind.
 */
export function replacementsIn(remarks: string, work: string): Replacement[] {
  const perhaps = [...candidates(remarks, PERHAPS_BEFORE_OLD)].filter((words) => kindOf(words) !== "word");
  const old = [...candidates(remarks, BEFORE_OLD), ...endings(remarks, AFTER_OLD), ...perhaps];
  const olds = longestOf(old.filter((words) => stands(words, work) && isValue(words)));
  const demanded = notIn(work, candidates(remarks, DEMANDS));
  if (olds.length === 0) {
    return demanded.flatMap((now) => {
      const replaced = onlyValueIn(work, kindOf(now));
      return replaced === null ? [] : [{ old: replaced, now }];
    });
  }
  const news = [
    ...demanded,
    ...notIn(work, endings(remarks, AFTER_NEW)),
    ...notIn(work, candidates(remarks, BEFORE_NEW)).filter((words) => kindOf(words) !== "word"),
    ...notIn(work, candidates(remarks, BEFORE_NEW_WORDS)),
  ];
  return olds.flatMap((one) => {
    const now = news.find(
      (other) =>
        !other.includes(one) &&
        !one.includes(other) &&
        kindOf(one) === kindOf(other) &&
        (kindOf(one) !== "word" || areNear(one, other, remarks)),
    );
    return now === undefined ? [] : [{ old: one, now }];
  });
}

/** Characters between plain words that replace each other: "litres, not gallons". */
const NEAR = 32;

function areNear(one: string, other: string, text: string): boolean {
  const [first, second] = [text.indexOf(one), text.indexOf(other)];
  return first < second ? second - first - one.length <= NEAR : first - second - other.length <= NEAR;
}

function notIn(work: string, phrases: Iterable<string>): string[] {
  return longestOf(
    [...phrases]
      .filter(isValue)
      .map(coreOf)
      .filter((words) => !stands(words, work)),
  );
}

/** A number or name without the small words before it: "closes at 21:30" → "21:30". */
function coreOf(words: string): string {
  const kind = kindOf(words);
  if (kind !== "number" && kind !== "name") return words;
  const core = kind === "number" ? /\S*\d.*/ : /[A-Z].*/;
  return core.exec(words)?.[0] ?? words;
}

/** Whether the words stand in a text, not as a part of longer words. */
export function stands(words: string, text: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const after = text.slice(at + words.length, at + words.length + 2);
    if (!WORD_CHARACTER.test(text[at - 1] ?? " ") && !CONTINUES.test(after)) return true;
  }
  return false;
}

const WORD_CHARACTER = /[\w-]/;
const CONTINUES = /^(?:\w|-\w|[.:,]\d)/;

/** Every beginning of the words that the cue captures, down to one word. */
function* candidates(text: string, cue: RegExp): Generator<string> {
  for (const match of text.matchAll(cue)) {
    const words = (match[1] ?? "").split(" ");
    const stop = words.findIndex((word, at) => at > 0 && STOP.test(word));
    for (let length = stop < 0 ? words.length : stop; length > 0; length--) {
      yield words.slice(0, length).join(" ");
    }
  }
}

/** Every end of the words in front of the cue, down to one word. */
function* endings(text: string, cue: RegExp): Generator<string> {
  for (const { index } of text.matchAll(cue)) {
    const [before = ""] = WORDS_AT_END.exec(text.slice(Math.max(0, index - REACH), index)) ?? [];
    const words = before.split(" ");
    for (let from = words.findLastIndex((word) => STOP.test(word)) + 1; from < words.length; from++) {
      yield words.slice(from).join(" ");
    }
  }
}

/** Whether words can be found again as a value: a number, a name, or words of content from the first to the last. */
function isValue(text: string): boolean {
  if (text.length < 2 || NO_VALUE.test(text)) return false;
  if (/\d/.test(text)) return true;
  const [first = "", ...more] = (text.startsWith("the ") ? text.slice(4) : text).split(" ");
  return [first, more.at(-1) ?? first].every((word) => termsOf(word).size > 0 || /^[A-Z]/.test(word));
}

/** The phrases that are no part of a longer one. */
function longestOf(phrases: readonly string[]): string[] {
  const unique = [...new Set(phrases)].sort((a, b) => b.length - a.length);
  return unique.filter((phrase, at) => !unique.slice(0, at).some((longer) => longer.includes(phrase)));
}

const LITERALS: Partial<Record<ValueKind, RegExp>> = {
  number: /(?:[A-Za-z]{1,20}[- ]?)?\d[\w.,:/-]{0,30}\w|\d/g,
  name: /(?<=[a-z,] )[A-Z]\w{1,30}(?: [A-Z]\w{1,30}){0,3}/g,
  token: /\b[\w-]{1,40}[._/@]\w{1,20}\b/g,
};

/** The only value of that kind in a work; null where there are several, and for plain words. */
function onlyValueIn(work: string, kind: ValueKind): string | null {
  const cue = LITERALS[kind];
  const [first, ...others] = cue === undefined ? [] : (work.match(cue) ?? []);
  return first === undefined || others.some((other) => other !== first) ? null : first;
}

type ValueKind = "number" | "name" | "token" | "word";

/** What sort of value the words are: only like can replace like. A token is one with a dot, slash or the like inside. */
function kindOf(words: string): ValueKind {
  if (/\d/.test(words)) return "number";
  if (/\w[._/@]\w/.test(words)) return "token";
  return /^(?:the )?[A-Z]/.test(words) ? "name" : "word";
}
