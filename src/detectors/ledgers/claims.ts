import type { Run, Step } from "../../core/run.ts";
import { codeWorkOf } from "../code-work.ts";
import { cueGate } from "../cues/cue-gate.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
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
const MAY_CLAIM = cueGate(
  "# pass*|succe*|trials|tests",
  "all pass|passed|passes",
  "test|tests|testing result*|output* pass|passed",
  "# ran|executed|simulated",
  "running test*|suite against|on|over",
  "# passed|failed in",
);

/**
 * Claims that tests or programs were run, before a step (its index), in runs that work on code, in order. Of a long
 * text the beginning and the end are read, 1500 units each: reports of work have their results in the middle.
 */
export function runClaimsBefore(until: number, run: Run, prepared: PreparedRun): Claim[] {
  if (prepared.of(codeWorkOf).changes.length === 0) return [];
  const sentences = prepared.of(cueSentencesOf);
  return run.steps.slice(1, until).flatMap((step) => {
    if (!prepared.isOwnWords(step)) return [];
    const length = step.text.length;
    if (!sentences.has(step, length <= KNOWN_WHOLE ? MAY_CLAIM : SPEAKS_OF_RUNS)) return [];
    if (length <= LONGEST_WHOLE) return claimsIn(step, 0, length);
    return [...claimsIn(step, 0, MOST_OF_TEXT), ...claimsIn(step, length - MOST_OF_TEXT, length)];
  });
}

/** A longer text that tells of runs at all says something of them at its beginning or end. */
const SPEAKS_OF_RUNS = cueGate("test*|pass*|ran|run|runs|running|executed|simulat*|suite|trials");
const KNOWN_WHOLE = 1200;
const MOST_OF_TEXT = 1500;
const LONGEST_WHOLE = 3000;

function claimsIn(step: Step, start: number, end: number): Claim[] {
  const passage = step.text.slice(start, end);
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
const MAY_BE_DEED = cueGate(`${DEEDS.replace("looked up", "looked").replace("e-mailed|", "mailed|")} i|we`);

/** The deeds outside the conversation that agents with tools of their own say in the first person to have done. */
export function deedClaimsOf(run: Run, prepared: PreparedRun): Claim[] {
  const sentences = prepared.of(cueSentencesOf);
  return run.steps.flatMap((step) => {
    if (step.index === 0 || step.agent === null || !prepared.isOwnWords(step)) return [];
    if ((prepared.agents.get(step.agent)?.tools?.length ?? 0) === 0) return [];
    for (const { start, end } of sentences.of(step, MAY_BE_DEED)) {
      const match = DEED.exec(step.text.slice(start, end));
      if (match === null) continue;
      const from = start + match.index;
      if (SUPPOSED.test(step.text.slice(Math.max(0, from - 90), from))) return [];
      return [{ step, kind: "deed" as const, words: match[0] }];
    }
    return [];
  });
}
