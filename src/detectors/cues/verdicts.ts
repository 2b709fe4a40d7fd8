import { type CueGate, cueGate } from "./cue-gate.ts";
import { edgesOf, oneOf, openings, phrases, withoutCode } from "./words.ts";

/*
 * What English words say of a piece of work that was checked: that it passes, that it is approved, that it fails.
 */

const FAULTS =
  "problems?|errors?|issues?|faults?|failures?|differences?|complaints?|findings?|objections?|deviations?|discrepanc(?:y|ies)|mismatch(?:es)?";
const CHECKS =
  "tests?|test (?:suite|run|cases?)|suite|checks?|checker|assertions|validation|validator|verification|build|compilation|linter|inspection|audit";
const FINDS =
  "find|finds|found|show|shows|showed|shown|report|reports|reported|see|sees|saw|seen|detect|detects|detected|raise|raises|raised|reveal|reveals|revealed|give|gives|gave|yield|yields|yielded|returned|turned up|came back";
const PASSES = openings(
  "i",
  new RegExp(
    String.raw`no (?:\w+ )?(?:${FAULTS}) (?:were |was |have been |had been |has been )?(?:${FINDS})\b`,
  ),
  new RegExp(
    String.raw`(?:${FINDS})(?: back| up)? (?:with )?(?:no|zero|0|without(?: any)?) (?:\w+ )?(?:${FAULTS})\b`,
  ),
  new RegExp(
    String.raw`(?:${CHECKS})(?: (?:of|in|for|on|from|against) (?:the )?[\w./-]{1,60})?(?: (?:now|all|have|has|had|are|is|were|was|came|come|comes|went|ran|still|run|runs|ended|back|out|looks?|successfully|fully|cleanly|of them|both|each))* (?:pass(?:es|ed|ing)?|green|succeed(?:s|ed)?|successful(?:ly)?|clean(?:ly)?|fine|okay|ok|through|in order|without (?:complaints?|objections?|findings?))\b`,
  ),
  /pass(?:es|ed|ing)? (?:all|every|each) (?:of )?(?:the |our |its |my |\d+ )?(?:\w+ )?(?:tests?|checks?)\b/,
  /(?:all|every|both)(?: \w+){0,2} (?:pass(?:es|ed)?|green)\b/,
  /(?:\w+_\w+|it|this|everything|that) (?:has |have )?pass(?:es|ed)(?=\s*$|[.,;:!)\n]| and\b| now\b)/,
  /(?:compile[sd]?|builds?|built|runs?|ran|executed|executes|works?|working) (?:cleanly|successfully|without (?:an?y? ?)?(?:errors?|failures?|problems?|issues?)|correctly|as (?:expected|intended|required)|fine|perfectly)/,
);
const APPROVES = openings(
  "i",
  /approv(?:ed?|es|al (?:is )?(?:given|granted))\b/,
  /LGTM\b|looks? (?:good|great|correct|fine|right)\b/,
  /(?:is|are|was|were|been|I|we|and|now)(?: \w+)? (?:verified|validated|confirmed)\b/,
  /(?:verified|confirmed|accepted|cleared) ?[,.!;:]|(?:is|are) (?:hereby )?(?:accepted|cleared|signed off)\b/,
  /(?:it|this|that|everything|result|answer|solution|code|implementation|work) (?:is|are) (?:all )?(?:correct|right|valid|sound)\b/,
  /(?:all|everything)(?: (?:is|looks|seems|was|are))? (?:good|fine|clear|well|okay|ok|in order|as it should be)\b/,
  /ready (?:to|for) (?:be )?(?:merged?|merging|ship\w*|releas\w*|deploy\w*|use|used|production|publish\w*)/,
  /(?:can|may) (?:now )?(?:go (?:out|ahead|live)|be (?:sent|shipped|merged|released|published|delivered|printed|submitted|handed over))\b/,
  /good to go\b|good to (?:ship|merge|send|publish)\b|green light\b|ship it\b|cleared for\b|(?:no|without) objections?\b/,
  /(?:I|we) (?:accept|sign off|signed off|have no objections?)\b|signing off on\b/,
);
/** A fault that was named is said to be gone. */
const MENDED = openings(
  "i",
  /(?:faults?|errors?|bugs?|issues?|mistakes?|points?|remarks?|comments?|corrections?|objections?|everything|all|it|that|this|which|version)(?: \w+)? (?:is|are|was|were|has|have|been|has been|have been)(?: now| all| been| everything)* (?:fixed|corrected|resolved|settled|mended|taken up|addressed|incorporated|right now|as (?:asked|requested|agreed))\b/,
  /(?:has|have) (?:everything|all \w+) (?:fixed|corrected|resolved|taken up|addressed|incorporated)\b/,
  /(?:is|are) (?:right|correct|fine|good) now\b|(?:is|are) now (?:right|correct|fine|good)\b/,
);

/** Words of which a sentence that calls work passing, or a test run that went well, has some. */
const PASSING = [
  "no|zero|without|# found|find*|show*|report*|see*|saw|detect*|raise*|reveal*|give*|gave|yield*|returned|turned|came",
  "test*|suite|check*|assertions|valid*|verification|build|compilation|linter|inspection|audit|all|every*|both|it|this|that pass*|green|succe*|clean*|fine|ok|okay|through|order|without",
  "pass*",
  "compile*|build*|built|run|runs|ran|executed|executes|work* clean*|successfully|without|correctly|expected|intended|required|fine|perfectly",
];
const APPROVING = [
  "approv*|lgtm|verified|validated|confirmed|accepted|cleared|objection*",
  "look|looks|all|everything good|great|correct|fine|right|clear|well|ok|okay|order|should",
  "correct|right|valid|sound is|are",
  "ready merg*|ship*|releas*|deploy*|use|used|production|publish*",
  "can|may go|sent|shipped|merged|released|published|delivered|printed|submitted|handed",
  "good|green|ship to|light|it",
  "accept|sign|signed|signing i|we|on",
  "fixed|corrected|resolved|settled|mended|taken|addressed|incorporated is|are|was|were|has|have|been",
  "right|asked|requested|agreed|correct|fine|good now|as",
];

/** What sentences must have for `verdictIn` to find one of its kinds in them. */
export const MAY_BE_VERDICT: Readonly<Record<"any" | "passes", CueGate>> = {
  any: cueGate(...PASSING, ...APPROVING),
  passes: cueGate(...PASSING),
};

/** Words before a verdict that take it back or make it depend on something. */
const UNSAID =
  /(?:\bnot|n't|\bnever|\bno|\bcannot|\bif|\bonce|\bwhen(?:ever)?|\buntil|\bunless|\bbefore|\bafter|\bshould|\bwould|\bwill|\bmust|\bcan|\bcould|\bmay|\bmight|\bto|\bplease|\bensure|\bensures|\bmake sure|\bso that|\bneeds?|\bwhether|\bonly|\bexpect(?:ed)?|\bwaiting for|\bawaiting|\blet's|\blet me|\bdis)(?:[\s'"*_]+[\w'-]+){0,4}[\s'"*_]*$/i;

/** Words after a verdict that make it depend on something. */
const DEPENDS = /^[^.!?\n]{0,30}\b(?:if|once|as soon as|provided|unless|until|subject to|except)\b/i;

/** What a verdict says and where in the text. */
export interface VerdictWords {
  readonly words: string;
  /** `mended`: a fault named before is called gone. */
  readonly kind: "passes" | "approves" | "mended";
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

const CUES: Record<VerdictWords["kind"], RegExp> = {
  passes: PASSES,
  approves: APPROVES,
  mended: MENDED,
};

function isSaid(words: string, match: RegExpExecArray): boolean {
  const sentence = words.slice(Math.max(0, match.index - 80), match.index);
  const after = words.slice(match.index + match[0].length, match.index + match[0].length + 60);
  if (UNSAID.test(/[^.!?\n;:]*$/.exec(sentence)?.[0] ?? "")) return false;
  return !/^[^.!\n]{0,60}\?/.test(after) && !DEPENDS.test(after);
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

const UNMET =
  /\b(?:is|are|was|were|does|do|did|has|have)(?: still)?(?: not|n't)\b|\b(?:missing|absent|lacks?|lacking|fails?|failed|broken|incorrect|wrong)\b|\bstill (?:an?|some|the|to)\b/i;
const ASKS_FOR_CHANGE =
  /\b(?:please|let(?:'s| us)|(?:need|needs|have|has) to|must|should|next,?|now)\b[^.\n]{0,80}\b(?:fix|chang|modif|updat|correct|adjust|adapt|revis|rework|patch|edit|rewrit|replac|extend)\w*/i;
const MOST_OF_OUTCOME = 300;

/**
 * Whether the result that is taken is one that does not satisfy, and more work is asked for: then nothing was approved.
 *
 * @param taken what `takesForResult` says of the text
 */
export function sendsBack(text: string, taken: string): boolean {
  const after = text.slice(text.indexOf(taken) + taken.length);
  return UNMET.test(after.slice(0, MOST_OF_OUTCOME)) && ASKS_FOR_CHANGE.test(after);
}
