import type { Step } from "../../core/run.ts";
import { cueGate, pairs } from "./cue-gate.ts";
import type { CueSentence } from "./cue-sentences.ts";
import { FENCE, isInCode, openings, phrases } from "./words.ts";

/** What a colleague says of another's work: what is to be changed in it, or that it must not go out as it is. */
export interface Remark {
  readonly kind: "correction" | "block";
  /** The sentence, verbatim, and its offset in the text. */
  readonly words: string;
  readonly start: number;
}

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
  /(?:must|has to|have to|should|needs to) go\b(?! (?:to|on|into|in|through|with|out|back|for|over|first)\b)|no longer (?:correct|right|valid|current|applies)\b/,
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

const DUTY = pairs("should|must|to", "be|read|say|have|use|return|not|also|include|mention|handle");
const HANDS_OUT = "merge*|ship*|publish*|release*|deploy*|send*|sent|submit*|proceed*|out|print*";
/** The words without which a sentence is no remark. */
export const MAY_REMARK = cueGate(
  pairs(
    "is|are|was|were|s|still|also|simply|looks",
    "wrong|incorrect|missing|misspel*|mistaken|inaccurate|outdated",
  ),
  "not_correct|not_right|not_what|instead_of|rather_than|,_not|typo|mistake*",
  "not but",
  `${DUTY} should|must|ought|has|have|need|needs`,
  "fixing|correcting|changing|updating need|needs",
  `${WORK} please|kindly`,
  `${WORK} you_should|you_must|you_need|you_have|${pairs("could|can|would|will", "you")}`,
  pairs("change|replace|rename|correct|fix", "the|it|this|that|line|its|your"),
  "change|replace|swap|rename to|with|by|into",
  `${pairs("must|to|should", "go")}|${pairs("longer", "correct|right|valid|current|applies")}`,
  "you_forgot|you_missed|you_left|you_overlooked|you_wrote|not_changed",
  "out date",
  `${pairs("there", "is|are")} bug*|error*|problem*|issue*`,
  "handle|include|mention|match|cover|agree|state|name|list do|does|don|doesn",
  "reject*|blocked",
  "no|not go|approved",
  "chang* requested|required",
  "revision|work|changes needs|need",
  "approve|accept|sign|release|let cannot|can|not|don|won",
  `${HANDS_OUT} not|don|cannot`,
  "fail*|reject*|not test|tests|verdict|result|status",
);

/** Praise, wishes and what would be so if. */
const NO_REMARK = phrases(
  "i",
  /(?:should|must) be (?:fine|good|ok|okay|able|sufficient|enough|correct|ready|done|fixed|working|easy|possible)/,
  /no (?:issues?|errors?|bugs?|problems?|mistakes?|typos?|changes?)|nothing|you(?:'re| are) right|not (?:a|an) (?:issue|bug|error|problem|mistake)|looks? (?:good|right|correct|fine)|well done|LGTM|approved(?! yet)/,
  /if|unless|whether|would|could|might|in case|used to|(?:it|this|that|which|method|function|class|code) (?:\w+ )?(?:uses|used|calls|returns|takes)|has been (?:fixed|corrected)|(?:is|are) (?:now )?(?:fixed|corrected)/,
);
/** A correction put as a question, out of politeness. */
const ASKS_FOR_CHANGE = new RegExp(
  String.raw`\b(?:[Cc]ould|[Cc]an|[Ww]ould|[Ww]ill) you (?:\w+ ){0,2}?(?:${WORK})\b`,
);
/** Holds words of praise or of what would be, and is neither. */
const NOT_SAID = /\bnot approved\b|^\W*(?:could|would) you\b/i;

/** The remarks among the sentences of a step outside its code, in order; at most four. */
export function remarksIn({ text }: Step, sentences: readonly CueSentence[]): Remark[] {
  const remarks: Remark[] = [];
  for (const { start, end } of sentences) {
    if (remarks.length >= MOST_REMARKS) break;
    if (end - start > LONGEST_SENTENCE) continue;
    const raw = text.slice(start, end);
    const words = raw.trim();
    if (words.includes(FENCE)) continue;
    const asks = words.endsWith("?");
    if (asks && !ASKS_FOR_CHANGE.test(words)) continue;
    const blocks = !asks && BLOCKS.test(words);
    if (!asks && !blocks && !CORRECTS.test(words)) continue;
    if (NO_REMARK.test(words.replace(NOT_SAID, "")) || isInCode(text, start)) continue;
    remarks.push({ kind: blocks ? "block" : "correction", words, start: start + raw.indexOf(words) });
  }
  return remarks;
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
