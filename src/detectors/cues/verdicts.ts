import { type CueGate, cueGate } from "./cue-gate.ts";
import { edgesOf, oneOf, openings, phrases, withoutCode } from "./words.ts";

/*
 * What English words say of a piece of work that was checked: that it passes, that it is approved, that it fails.
 */

const PASSES = openings(
  "i",
  /no (?:problems?|errors?|issues?|faults?|failures?|differences?) (?:were |was )?(?:found|detected|seen)\b/,
  /(?:tests?|test suite|suite|test cases?|checks?|assertions|validation|verification|build|compilation)(?: (?:now|all|have|has|had|are|is|were|was|still|run|runs|ran|successfully|fully|cleanly))* (?:pass(?:es|ed|ing)?|green|succeed(?:s|ed)?|successful(?:ly)?|clean(?:ly)?)\b/,
  /pass(?:es|ed|ing)? (?:all|every|each) (?:of )?(?:the |our |its |my |\d+ )?(?:\w+ )?(?:tests?|checks?)\b/,
  /(?:all|every)(?: \w+){0,2} (?:pass(?:es|ed)?|green)\b/,
  /(?:compile[sd]?|builds?|built|runs?|ran|executed|executes|works?|working) (?:cleanly|successfully|without (?:an?y? ?)?(?:errors?|failures?|problems?|issues?)|correctly|as (?:expected|intended|required)|fine|perfectly)/,
);
const APPROVES = openings(
  "i",
  /approv(?:ed?|es|al (?:is )?(?:given|granted))\b/,
  /LGTM\b|looks? (?:good|great|correct|fine|right)\b/,
  /(?:is|are|was|were|been|I|we|and|now)(?: \w+)? (?:verified|validated|confirmed)\b/,
  /(?:it|this|that|everything|result|answer|solution|code|implementation|work) (?:is|are) (?:all )?(?:correct|right|valid|sound)\b/,
  /ready (?:to|for) (?:be )?(?:merged?|merging|ship\w*|releas\w*|deploy\w*|use|used|production|publish\w*)/,
  /(?:I|we) (?:accept|sign off|signed off)\b/,
);
/** Words of which a sentence that calls work passing, or a test run that went well, has some. */
const PASSING = [
  "no problem*|error*|issue*|fault*|failure*|difference* found|detected|seen",
  "test*|suite|check*|assertions|validation|verification|build|compilation pass*|green|succe*|clean*",
  "all|every pass*|green",
  "pass* each",
  "compile*|build*|built|run|runs|ran|executed|executes|work* clean*|successfully|without|correctly|expected|intended|required|fine|perfectly",
];
const APPROVING = [
  "approv*|lgtm",
  "look|looks good|great|correct|fine|right",
  "verified|validated|confirmed is|are|was|were|been|i|we|and|now",
  "correct|right|valid|sound is|are",
  "ready merg*|ship*|releas*|deploy*|use|used|production|publish*",
  "accept|sign|signed i|we",
];

/** What sentences must have for `verdictIn` to find one of its kinds in them. */
export const MAY_BE_VERDICT: Readonly<Record<"any" | VerdictWords["kind"], CueGate>> = {
  any: cueGate(...PASSING, ...APPROVING),
  passes: cueGate(...PASSING),
  approves: cueGate(...APPROVING),
};

/** Words before a verdict that take it back or make it depend on something. */
const UNSAID =
  /(?:\bnot|n't|\bnever|\bno|\bcannot|\bif|\bonce|\bwhen(?:ever)?|\buntil|\bunless|\bbefore|\bafter|\bshould|\bwould|\bwill|\bmust|\bcan|\bcould|\bmay|\bmight|\bto|\bplease|\bensure|\bensures|\bmake sure|\bso that|\bneeds?|\bwhether|\bonly|\bexpect(?:ed)?|\bwaiting for|\bawaiting|\blet's|\blet me|\bdis)(?:[\s'"*_]+[\w'-]+){0,4}[\s'"*_]*$/i;

/** What a verdict says and where in the text. */
export interface VerdictWords {
  readonly words: string;
  readonly kind: "passes" | "approves";
}

/** The first words, at either end of the text, that call work passing or approve it; null without such words. */
export function verdictIn(
  text: string,
  kinds: readonly VerdictWords["kind"][] = ["passes", "approves"],
): VerdictWords | null {
  const words = edgesOf(withoutCode(text));
  for (const kind of kinds) {
    const match = CUES[kind].exec(words);
    if (match !== null && isSaid(words, match)) return { words: match[0], kind };
  }
  return null;
}

const CUES: Record<VerdictWords["kind"], RegExp> = { passes: PASSES, approves: APPROVES };

function isSaid(words: string, match: RegExpExecArray): boolean {
  const sentence = words.slice(Math.max(0, match.index - 80), match.index);
  const after = words.slice(match.index + match[0].length, match.index + match[0].length + 60);
  return !UNSAID.test(/[^.!?\n;:]*$/.exec(sentence)?.[0] ?? "") && !/^[^.!\n]{0,60}\?/.test(after);
}

const NO_FAILURE =
  /\b(?:no|without|zero|0|any|free of)(?: \w+){0,2} (?:fail\w*|errors?|exceptions?|bugs?|issues?|problems?|warnings?)\b|\b(?:error|fail\w*)[- ]free\b|\berror handling\b/gi;
const FAILURE = oneOf(
  "i",
  /\bfail(?:s|ed|ing|ures?)?\b|\berrors?\b|\bexceptions?\b|\btraceback\b|\bbroken\b|\bcrash\w*|\bbugs?\b|\bregress\w*/,
  /\b(?:do|does|did|is|are|was|were|has|have)(?: not|n't) (?:yet |all |quite )?(?:pass|work|compile|run|succeed|correct|valid|met)\w*/,
  /\bflak\w*|\bpre-?existing\b|\bunrelated\b|\bskip\w*|\bknown issue|\bexcept\b|\balthough\b|\bhowever\b|\bexpected to\b/,
  /\binvalid\b|\bmismatch\w*|\bincorrect\b|\bwrong\b|\bdespite\b|\bremaining\b|\bnot approved\b|\breject\w*|\bunable\b|\bcould not\b|\bcannot\b/,
);

/** Whether the text speaks of a failure, in whatever way: then nobody is left in the dark. */
export function namesFailure(text: string): boolean {
  const words = text.length > 4000 ? `${text.slice(0, 2000)}\n${text.slice(-2000)}` : text;
  return FAILURE.test(words.replace(NO_FAILURE, " "));
}

const CONFIRMS = phrases(
  "i",
  /(?:results?|outputs?|runs?|tests?|execution|test case|fact that [^.\n]{5,80}|outcome)(?: \w+){0,5} (?:confirm|show|demonstrate|indicate|prove|verif(?:y|ie)|validate)(?:s|d|es|ed)?/,
  /(?:has|have) been (?:successfully )?(?:tested|verified|validated|confirmed)/,
  /(?:now )?(?:runs?|ran|executed|created|works?|tests? pass(?:es|ed)?|tests? have passed)(?: \w+)? (?:successfully|without (?:any )?errors?|as expected)/,
  /thank(?:s| you) for (?:running|testing|executing|verifying|confirming|the (?:test )?(?:results?|output))/,
);
/** What a sentence must have for `takesForResult` to find it in it. */
export const MAY_TAKE_FOR_RESULT = cueGate(
  "result*|output*|run|runs|test|tests|execution|fact|outcome confirm*|show*|demonstrate*|indicate*|prove*|verif*|validate*",
  "has|have tested|verified|validated|confirmed",
  "run|runs|ran|executed|created|work|works|test|tests successfully|without|expected",
  "thank*",
);
const DOUBTS =
  /\b(?:not (?:actually|really|yet|been) (?:been )?(?:run|ran|executed|tested)|(?:haven't|hasn't|have not|has not|didn't|did not|wasn't|was not) (?:yet |actually |been )*(?:run|ran|execute[d]?|test(?:ed)?)|(?:only|just|merely) (?:an? )?(?:example|expect\w*|predict\w*|suppos\w*|assum\w*)|actually run|predicted|hypothetical|please (?:actually )?(?:run|execute)|issue (?:is|still|persists)|incorrect|still fails?)\b/i;

/** The words at the beginning with which an agent takes something it was told for the result of a run; null without. */
export function takesForResult(text: string): string | null {
  const words = text.slice(0, 900);
  return DOUBTS.test(words) ? null : (CONFIRMS.exec(words)?.[0] ?? null);
}
