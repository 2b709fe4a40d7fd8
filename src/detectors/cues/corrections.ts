import { openings, phrases } from "./words.ts";

/** What a colleague says of another's work: what is to be changed in it, or that it must not go out as it is. */
export interface Remark {
  readonly kind: "correction" | "block";
  /** The sentence, verbatim, and its offset in the text. */
  readonly words: string;
  readonly start: number;
}

const READ_AT_EITHER_END = 500;
const LONGEST_SENTENCE = 300;
const MOST_REMARKS = 4;

const WORK =
  "fix|correct|change|replace|add|remove|rename|update|revise|include|rewrite|delete|move|adjust|drop|mention|use";
const CORRECTS = openings(
  "",
  /(?:is|are|was|were|'s|still|looks) (?:still |also |simply )?(?:wrong|incorrect|missing|misspel\w+|mistaken|inaccurate|outdated|not (?:correct|right|what))\b/,
  /(?:should|must|ought to|has to|have to|needs? to) (?:be|read|say|have|use|return|not|also|include|mention|handle)\b|needs? (?:fixing|correcting|changing|updating)\b/,
  /instead of|rather than|, not [\dA-Z"'`]|not (?!only|just|merely)[^,.;!?\n]{1,40},? but (?!also|not)/,
  new RegExp(String.raw`(?:[Pp]lease|[Kk]indly) (?:\w+ ){0,2}?(?:${WORK})\b`),
  new RegExp(String.raw`(?:[Yy]ou (?:should|must|need to|have to)) (?:${WORK})\b`),
  /(?:[Cc]hange|[Rr]eplace|[Rr]ename|[Cc]orrect|[Ff]ix) (?:the|it|this|that|line|its|your|["'`“])/,
  /(?:[Cc]hange|[Rr]eplace|[Ss]wap|[Rr]ename) [^!?\n]{1,60} (?:to|with|by|into)\b/,
  /[Yy]ou (?:forgot|missed|left out|overlooked|wrote|have not changed)\b|not right\b|out of date\b|[Tt]ypo\b|[Mm]istake\b|[Tt]here (?:is|are) (?:a|an|still|some) (?:\w+ )?(?:bug|error|problem|issue)s?\b/,
  /(?:does|do)(?:n't| not) (?:handle|include|mention|match|cover|agree with|state|name|list)\b/,
);
const BLOCKS = openings(
  "",
  /REJECT(?:ED)?\b|NOT APPROVED\b|CHANGES? (?:REQUESTED|REQUIRED)\b|NEEDS? (?:REVISION|WORK|CHANGES)\b|DO NOT (?:MERGE|SHIP|PUBLISH|RELEASE|DEPLOY|SEND|SUBMIT|PROCEED)\b|BLOCKED\b|NO-GO\b/,
  /[Nn]ot approved\b|(?:I|we|We) (?:cannot|can't|can not|do not|don't|will not|won't) (?:approve|accept|sign off|release|let this)\b|(?:I|we|We) reject\b|(?:is|are|was|were|hereby|be) rejected\b|^Rejected\b/,
  /[Cc]hanges? (?:are )?(?:requested|required)\b|(?:[Dd]o not|[Dd]on't|[Mm]ust not be|[Cc]annot be|[Nn]ot (?:yet )?(?:be )?ready to(?: be)?) (?:merge|ship|publish|release|deploy|send|sent|submit|proceed|go out|print)\w*\b/,
  /[Tt]ests? (?:still |are |is )*fail(?:s|ed|ing)?\b|(?:[Vv]erdict|VERDICT|[Rr]esult|RESULT|[Ss]tatus|STATUS)\W{1,6}(?:FAIL|fail|Fail|REJECT|reject|NOT|not)\w*\b/,
);

/** Cheap refusal: without one of these there is no remark. */
const HINT =
  /wrong| but |rrect|issing|spel|ccurate|dated|what|should|must|ought|has to|eed|nstead|rather|lease|indly|ou |hange|place|name|ix |ypo|stake|here |n't|ot |date|wrote|eject|REJ|NOT|CHANGE|NEED|BLOCK|NO-GO|ail|rdict|RDICT/;

/** Praise, wishes and what would be so if. */
const NO_REMARK = phrases(
  "i",
  /(?:should|must) be (?:fine|good|ok|okay|able|sufficient|enough|correct|ready|done|fixed|working|easy|possible)/,
  /no (?:issues?|errors?|bugs?|problems?|mistakes?|typos?|changes?)|nothing|you(?:'re| are) right|not (?:a|an) (?:issue|bug|error|problem|mistake)|looks? (?:good|right|correct|fine)|well done|LGTM|approved(?! yet)/,
  /if|unless|whether|would|could|might|in case|used to|(?:it|this|that|which|method|function|class|code) (?:\w+ )?(?:uses|used|calls|returns|takes)|has been (?:fixed|corrected)|(?:is|are) (?:now )?(?:fixed|corrected)/,
);
const NOT_APPROVED = /\bnot approved\b/i;

/** The remarks in the first and last words of a text, in order; at most four. */
export function remarksIn(text: string): Remark[] {
  const remarks: Remark[] = [];
  if (text.length <= READ_AT_EITHER_END * 2) collect(text, 0, remarks);
  else {
    collect(text.slice(0, READ_AT_EITHER_END), 0, remarks);
    collect(text.slice(-READ_AT_EITHER_END), text.length - READ_AT_EITHER_END, remarks);
  }
  return remarks;
}

function collect(text: string, offset: number, remarks: Remark[]): void {
  if (!HINT.test(text)) return;
  for (const { words, start } of sentencesOf(text)) {
    if (remarks.length >= MOST_REMARKS) return;
    if (words.length > LONGEST_SENTENCE || words.endsWith("?")) continue;
    const blocks = BLOCKS.test(words);
    if (!blocks && !CORRECTS.test(words)) continue;
    if (NO_REMARK.test(words.replace(NOT_APPROVED, ""))) continue;
    remarks.push({ kind: blocks ? "block" : "correction", words, start: offset + start });
  }
}

const BREAK = /[.!?]["')*]{0,3}\s+|\n+/g;

/** The sentences of a text outside its code. */
function* sentencesOf(text: string): Generator<{ words: string; start: number }> {
  let start = 0;
  let inCode = false;
  const ends = [...text.matchAll(BREAK)].map((match) => match.index + match[0].length);
  for (const end of [...ends, text.length]) {
    const raw = text.slice(start, end);
    const fences = raw.split("```").length - 1;
    const words = raw.trim();
    if (!inCode && fences === 0 && words !== "") yield { words, start: start + raw.indexOf(words) };
    if (fences % 2 === 1) inCode = !inCode;
    start = end;
  }
}

const CONSIDERS = phrases(
  "i",
  /because|since|however|although|despite|nevertheless|on purpose|intentional(?:ly)?|by design|disagree|not necessary|unnecessary|no need/,
  /I(?:'d| would)? (?:keep|kept|prefer|stay|stand|leave|left|stick|chose|decided)|(?:is|are|was) (?:correct|right|intended|deliberate) (?:as|because)/,
  /already|as it is|according to|the (?:brief|spec\w*|task|client|user) (?:says|asks|wants|requires)|cannot|can't|not possible|out of scope|won't|later/,
);

/** Whether the words give a reason for not doing what was said: it was considered. */
export function givesReason(text: string): boolean {
  return CONSIDERS.test(text);
}
