import type { Run, Step } from "../../core/run.ts";
import { codeWorkOf } from "../code-work.ts";
import type { PreparedRun } from "../prepared-run.ts";

/** Words by which an agent states as a fact that something was done or came out. */
export interface Claim {
  readonly step: Step;
  /**
   * `tests`: tests were run and passed or failed; `run`: something was run, sampled or simulated; `output`: the output of
   * a test run written out; `deed`: something outside the conversation was done (sent, booked, saved …).
   */
  readonly kind: "tests" | "run" | "output" | "deed";
  /** Verbatim, from `step.text`. */
  readonly words: string;
}

const TEST_NOUNS =
  "(?:unit |regression |integration |race )?(?:tests?|test cases?|assertions|trials|test suite|suite)";
const SUMMARY = String.raw`(?<ran>\d{1,6})\s?\/\s?(?<of>\d{1,6}) (?:${TEST_NOUNS} |runs )?(?:pass(?:ed|es|ing)?\b|succeed\w*|trials\b|tests\b)`;
const ALL_PASS = String.raw`[Aa]ll(?: of)?(?: the| our| my| its| these| \d{1,6}| provided| original| existing| new){0,3} ${TEST_NOUNS}(?: have| were| now| still| are| run and| ran and){0,2} pass(?:ed|es)?\b`;
const TEST_RESULT = String.raw`\b[Tt]est(?:s|ing)?(?: suite)? (?:run |execution )?(?:results?|output)\**:?\**[^\n]{0,20}\bpass(?:ed)?\b`;
const RAN = String.raw`\b(?:ran|executed|simulated|Ran|Executed|Simulated) (?:over |about |all )?[\d,]{3,}(?: \w+| "\w+"){1,3}|\b[Rr]unning (?:the |my |our )?(?:\w+'s )?(?:\w+ ){0,2}(?:tests?|suite) (?:against|on|over)\b[^.\n]{0,80}:`;
const OUTPUT = String.raw`={3,} [^=\n]{0,60}\b\d+ (?:passed|failed)\b[^=\n]{0,60} in [\d.]+ ?s|\bRan \d+ tests? in [\d.]+s`;
const RUN_CLAIM = new RegExp(
  `(?<output>${OUTPUT})|(?<tests>${SUMMARY}|${ALL_PASS}|${TEST_RESULT})|(?<run>${RAN})`,
  "g",
);

/** Where the sentence only asks for it, supposes it or makes it a condition. */
const SUPPOSED =
  /\b(?:if|once|when|until|unless|whether|should|would|will|must|could|can|may|might|to|ensures?|please|expect\w*|require\w*|needs?|make sure|(?:check|verify|confirm|see) (?:that|whether|if))\b[^.!?\n]{0,60}$|\b(?:after|before|check|verify|confirm)\W{1,3}$/i;
/** A walk through the code on paper is a check of its own and no claim that something ran. */
const BY_HAND =
  /\b(?:trac(?:e[ds]?|ing)|by hand|mental(?:ly)?|by inspection|by reading|walk(?:ed|ing)?[- ]through|step(?:ped|ping)? through|hand-|on paper|logically|in theory|by construction|would pass|should pass|reasoning)\b/i;
/** What follows from the code, and was not seen. */
const GIVEN = /^ (?:given|with (?:this|the|that)|under|by) /;
const AROUND = 300;
const MOST_OF_TEXT = 1500;
const LONGEST_WHOLE = 3000;

/**
 * Claims that tests or programs were run, in runs that work on code, in order. Of a long text the beginning and the end
 * are read.
 */
export function runClaimsOf(run: Run, prepared: PreparedRun): Claim[] {
  if (prepared.of(codeWorkOf).changes.length === 0) return [];
  return run.steps
    .filter((step) => step.index > 0 && prepared.isOwnWords(step))
    .flatMap((step) => passagesOf(step.text).flatMap((passage) => claimsIn(passage, step)));
}

function passagesOf(text: string): string[] {
  return text.length <= LONGEST_WHOLE ? [text] : [text.slice(0, MOST_OF_TEXT), text.slice(-MOST_OF_TEXT)];
}

function claimsIn(passage: string, step: Step): Claim[] {
  const claims: Claim[] = [];
  for (const { 0: words, index, groups } of passage.matchAll(RUN_CLAIM)) {
    if (groups?.["ran"] !== groups?.["of"]) continue;
    if (SUPPOSED.test(passage.slice(Math.max(0, index - 90), index))) continue;
    if (GIVEN.test(passage.slice(index + words.length, index + words.length + 20))) continue;
    if (BY_HAND.test(passage.slice(Math.max(0, index - AROUND), index + words.length + AROUND))) continue;
    const kind =
      groups?.["output"] !== undefined ? "output" : groups?.["run"] !== undefined ? "run" : "tests";
    claims.push({ step, kind, words });
  }
  return claims;
}

const DEEDS =
  "sent|emailed|e-mailed|called|phoned|booked|reserved|ordered|purchased|paid|transferred|saved|stored|uploaded|downloaded|installed|deployed|published|posted|submitted|scheduled|cancelled|canceled|registered|executed|searched|looked up|queried|browsed|visited|notified|refunded";
const DEED = new RegExp(
  String.raw`\b(?:I|we|I've|we've)(?: have| just| already| now| successfully| also){0,3} (?:${DEEDS})\b[^.!?\n]{0,80}`,
  "i",
);
const EDGE = 600;

/** The deeds outside the conversation that agents with tools of their own say in the first person to have done. */
export function deedClaimsOf(run: Run, prepared: PreparedRun): Claim[] {
  return run.steps.flatMap((step) => {
    if (step.index === 0 || step.agent === null || !prepared.isOwnWords(step)) return [];
    if ((prepared.agents.get(step.agent)?.tools?.length ?? 0) === 0) return [];
    const text =
      step.text.length <= 2 * EDGE ? step.text : `${step.text.slice(0, EDGE)}\n${step.text.slice(-EDGE)}`;
    const match = DEED.exec(text);
    if (match === null || SUPPOSED.test(text.slice(Math.max(0, match.index - 90), match.index))) return [];
    return [{ step, kind: "deed" as const, words: match[0] }];
  });
}
