import { openings, withoutCode } from "./words.ts";

/** A piece of a text and where it begins. */
interface Passage {
  readonly text: string;
  readonly start: number;
}

const MOST_READ = 20_000;
/** Up to this length a task is taken for the user's own words, labels and all. */
const LONGEST_OWN_WORDS = 800;
const LABEL =
  /(?:^|\n)[ \t*#]*(?:(?:the )?(?:user|human|customer)(?:'s)? (?:question|query|request|task|problem|input)|question|query|request)(?: is)?\*{0,2}:\*{0,2}/gi;
const OF_THE_USER = /user|human|customer/i;
const NEXT_LABEL = /\n\s*\n|\n[ \t*#]*[A-Z][\w' ]{0,30}\*{0,2}:/;

/**
 * The user's own words in a task: of a long prompt template what stands after the label of the question ("User's
 * question is:"), up to the next label or an empty line; of anything else the whole text.
 */
export function userQuestion(task: string): Passage {
  const text = task.slice(0, MOST_READ);
  if (text.length <= LONGEST_OWN_WORDS) return { text, start: 0 };
  const labels = [...text.matchAll(LABEL)];
  const label = labels.find(([words]) => OF_THE_USER.test(words)) ?? labels.at(-1);
  if (label === undefined) return { text, start: 0 };
  const after = label.index + label[0].length;
  const start = after + Math.max(0, text.slice(after).search(/\S/));
  const end = NEXT_LABEL.exec(text.slice(start))?.index;
  return { text: text.slice(start, end === undefined ? undefined : start + end), start };
}

const MAKE =
  "write|implement|create|build|develop|code|program|fix|repair|refactor|add|make|complete|design|produce|generate|debug|" +
  "modify|change|update|extend|port";
const CODE_REQUEST = new RegExp(
  String.raw`\b(?:${MAKE})\b[^.?\n]{0,120}\b(?:code|functions?|class(?:es)?|scripts?|programs?|apps?|applications?|games?|` +
    "modules?|librar(?:y|ies)|packages?|api|apis|cli|tools?|bots?|tests?|methods?|algorithms?|parsers?|servers?|clients?|" +
    String.raw`components?|website|endpoint|bug|issue|python|javascript|typescript|java|rust|\w+\.(?:py|js|ts|java|go|rs))\b`,
  "gi",
);
const QUESTION = /^\W*(?:is|are|does|did|has|have|how|what|which|why|where|when|who)\b/i;
const ASKS_SOMEBODY = new RegExp(
  String.raw`\b(?:can|could|would|will) (?:you|we|someone) (?:please |kindly |also )?(?:${MAKE})\b|\bplease (?:${MAKE})\b`,
  "i",
);

const MOST_OF_REQUEST = 4000;

/** Whether the words ask for code to be written or changed, and not merely about code. */
export function asksForCode(words: string): boolean {
  for (const match of words.slice(0, MOST_OF_REQUEST).matchAll(CODE_REQUEST)) {
    const sentence = sentenceAround(words, match.index, match.index + match[0].length);
    const isQuestion = sentence.endsWith("?") || QUESTION.test(sentence);
    if (!isQuestion || ASKS_SOMEBODY.test(sentence)) return true;
  }
  return false;
}

const LONGEST_SENTENCE = 400;

function sentenceAround(text: string, start: number, end: number): string {
  const before = text.slice(Math.max(0, start - LONGEST_SENTENCE), start);
  const after = text.slice(end, end + LONGEST_SENTENCE);
  const head = before.slice(Math.max(...[".", "!", "?", "\n"].map((mark) => before.lastIndexOf(mark))) + 1);
  return head + text.slice(start, end) + (/^[^.!?\n]*[.!?]?/.exec(after)?.[0] ?? "");
}

const FINISHED =
  "(?:final|complete|full|finished|working|revised|corrected|updated) (?:python |javascript |typescript )?" +
  "(?:code|scripts?|programs?|implementation|functions?|modules?|solution|application|class)";
const DELIVERY = openings(
  "i",
  new RegExp(
    String.raw`(?:here (?:is|are)|here's|below is|this is|find) (?:the|your|my|our|a) ${FINISHED}\b(?! (?:example|sample|snippet))`,
  ),
  /(?:here is|here's|below is) (?:the|your|my|our) (?:script|program|implementation|module|application)\b/,
  /(?:code|script|program|implementation|function|module|application|solution) is (?:now )?(?:complete|finished|done|ready)\b/,
);

/** Whether the words hand code over as finished work and do not show it as an example. */
export function deliversCode(text: string): boolean {
  return DELIVERY.test(withoutCode(text.slice(0, MOST_READ)));
}

const ASKS_TO_RUN =
  /(?:^|[\n.:;,(-]\s{0,8}|\b(?:please|must|should|to|and|then|now|has to|have to|needs? to|tester|by) )(?:actually |also |always |first )?(?:run|execut(?:e|ing)|running|re-?run)s? (?:the |all |these |those |your |its |it |both |every |full |unit |new |complete |whole )*(?:tests?|test suite|suite|code|script|program|examples?)\b(?![^.\n]{0,60}\b(?:you|using|via)\b)|\btests? (?:must|should|need to|have to) (?:pass|be run)\b|\b(?:make sure|ensure)(?: that)? (?:the code|the script|the program|all tests|the tests|tests) (?:works?|runs?|pass(?:es)?)\b/i;

/** Where the words ask for the code or its tests to be run; -1 where they do not. */
export function requestToRun(words: string): number {
  return words.slice(0, MOST_READ).search(ASKS_TO_RUN);
}

const ASKS_TO_TEST =
  /\b(?:test(?:er|ing)?|verif(?:y|ication)|qa)\b[^.\n]{0,100}\b(?:run|execut\w+|call|feed|invoke|confirm(?:s|ing)? (?:that |it )?(?:raises?|returns?|it)|actual|concrete|real) ?/i;

/** A point of a list that says what to do with the code and what to look for. */
const TRY_AND_LOOK =
  /\n[ \t]{0,8}(?:[-*•]|\d{1,2}[.)])[ \t]{1,4}(?:please )?(?:call|invoke|feed|pass|execute|run|try|attempt|append|insert|send|submit)\b[^\n]{0,240}\b(?:confirm|verify|check|assert|expect|ensure|see (?:that|whether))\b/i;
const CASES_FOLLOW =
  /\b(?:test(?:er|s|ing)?|verif(?:y|ication)|qa)\b[^\n]{0,80}\b(?:checklist|criteria|cases|scenarios)\b[^\n]{0,40}:/i;
const CASE =
  /\n[ \t]{0,8}(?:[-*•]|\d{1,2}[.)])[ \t]{1,4}[^\n]{0,200}(?:\b(?:should|expect(?:ed|s)?|verify|returns?|raises?|gives?|yields?)\b|→)/gi;
/** Listed cases from which on a tester was given something to try. */
const LEAST_CASES = 3;

/** Where a colleague's words ask for code to be tried on cases, and not only read; -1 where they do not. */
export function requestToTest(words: string): number {
  const read = words.slice(0, MOST_OF_REQUEST);
  const asked = read.search(ASKS_TO_TEST);
  if (asked >= 0) return asked;
  if (FOR_TESTER.test(read)) {
    const at = read.search(TRY_AND_LOOK);
    if (at >= 0) return at + 1;
  }
  const list = read.search(CASES_FOLLOW);
  return list >= 0 && (read.slice(list).match(CASE)?.length ?? 0) >= LEAST_CASES ? list : -1;
}

const FOR_TESTER = /\b(?:test|verif|qa\b)/i;
