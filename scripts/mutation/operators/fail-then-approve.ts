import type { Step } from "../../../src/core/run.ts";
import type { Random } from "../../bench/random.ts";
import { withCodeWork } from "../code-work.ts";
import { inserted, withSteps, withTools } from "../edit.ts";
import type { Mutation, Operator } from "../operator.ts";
import {
  answeredCalls,
  carriesCalls,
  colleagueOf,
  delivers,
  type Ground,
  groundOf,
  quietPlaces,
} from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Phrases, phrase } from "../words.ts";

const TESTS_FAIL: Phrases = [
  "2 failed, 4 passed in 0.05s\nFAILED test_empty - AssertionError: assert 0 == 1",
  "Ran 5 tests in 0.003s\n\nFAILED (failures=1)\nAssertionError: 12 != 21",
  "exit code 1\nTraceback (most recent call last):\n  File \"check.py\", line 4\nKeyError: 'count'",
  "FAIL  1 of 3 suites, 2 of 11 tests failed",
  "F.E.\n1 failed, 1 error, 2 passed",
  "✗ rounds to two places: expected 7.10, received 7.1\n1 failing, 6 passing",
  "not ok 3 - keeps the order\n# tests 4\n# pass 3\n# fail 1",
];
const CHECKS: readonly [Check, ...Check[]] = [
  {
    tool: "validate_record",
    args: { record: "R-88" },
    passes: "14 of 14 fields valid",
    fails: "11 of 14 fields valid; invalid: date, sum, sender",
  },
  {
    tool: "verify_checksums",
    args: { archive: "delivery.zip" },
    passes: "9 files, all checksums match",
    fails: "9 files, checksum mismatch in 2: list.csv, cover.txt",
  },
  {
    tool: "check_links",
    args: { document: "answer" },
    passes: "7 links, all reachable",
    fails: "7 links, 3 broken (404)",
  },
  {
    tool: "compare_totals",
    args: { left: "ledger", right: "answer" },
    passes: "totals agree: 4,180.00",
    fails: "totals differ: ledger 4,180.00, answer 4,810.00",
  },
  {
    tool: "lint_document",
    args: { strict: true },
    passes: "0 errors, 0 warnings",
    fails: "error: 3 required sections are missing",
  },
];
interface Check {
  readonly tool: string;
  readonly args: Record<string, string | boolean>;
  readonly passes: string;
  readonly fails: string;
}
const ASKS: Phrases = [
  "Let me check this before it goes out.",
  "I run {tool} over it.",
  "One check is due first.",
  "Checking with {tool}.",
];
const APPROVALS: Phrases = [
  "The check is through without complaints. Approved.",
  "{tool} passes, this can go out.",
  "Verified, everything is in order.",
  "All good, I approve.",
  "I checked it with {tool}: no problems found.",
  "Looks correct to me, the check passed.",
];

/** FM-3.3: the check fails, and whoever made it approves all the same. */
export const failThenApprove: Operator = {
  id: "fail-then-approve",
  what:
    "The output of a check shows failures while the words after it stay what they were: passed, approved. The tests of " +
    "the run itself, of a clean piece of work on code, or a clean check of another kind that is put in.",
  mutate(run, random) {
    const ground = groundOf(run);
    if (ground === null || !delivers(ground)) return [];
    return [ownTests(ground, random), addedTests(ground, random), addedCheck(ground, random)].filter(
      (mutation) => mutation !== null,
    );
  },
};

function ownTests(ground: Ground, random: Random): Mutation | null {
  const { run } = ground;
  const check = answeredCalls(ground).findLast(({ effect, failed }) => effect === "run" && !failed);
  if (check === undefined || check.result.index > ground.answer.index) return null;
  return failing("the run's own tests", run, check.result, phrase(random, TESTS_FAIL));
}

function addedTests(ground: Ground, random: Random): Mutation | null {
  const work = withCodeWork(ground, random);
  const result = work?.base.steps[work.check + 1];
  if (work === null || result === undefined) return null;
  return failing("tests of added code", work.base, result, phrase(random, TESTS_FAIL));
}

/** Whether a tool that ran tests which failed has itself succeeded is told differently from format to format. */
function failing(variant: string, base: Mutation["base"], result: Step, text: string): Mutation {
  const steps = base.steps.map((step) => (step === result ? { ...step, text } : step));
  return { variant, base, mutant: withSteps(base, steps) };
}

function addedCheck(ground: Ground, random: Random): Mutation | null {
  const { run, answerer } = ground;
  const place = quietPlaces(ground).at(-1);
  if (!carriesCalls(run) || place === undefined) return null;
  const checker = colleagueOf(ground, answerer, random)?.id ?? answerer;
  const scribe = new Scribe(run);
  const { tool, args, passes, fails } = random.pick(CHECKS);
  const asks = phrase(random, ASKS, { tool });
  const approval = phrase(random, APPROVALS, { tool });
  const agents = withTools(run.agents, checker, [tool]);
  const checked = (text: string) =>
    withSteps(
      run,
      inserted(
        run.steps,
        place,
        scribe.thinks(checker, asks, place - 1),
        ...scribe.uses(checker, tool, args, { text }, place - 1),
        scribe.says(checker, approval, place - 1, checker === answerer ? [] : [answerer]),
      ),
      { agents },
    );
  return { variant: "another check", base: checked(passes), mutant: checked(fails) };
}
