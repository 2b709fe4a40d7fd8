import type { Step } from "../../../src/core/run.ts";

import { withCodeWork } from "../code-work.ts";
import { freshDetail, stated } from "../details.ts";
import { inserted, reworded, withSteps, withTools } from "../edit.ts";
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
import { type Draw, type Phrases, phrase, withSentence } from "../words.ts";

/** FM-3.3: the check fails, and whoever made it approves all the same. */
export const failThenApprove: Operator = {
  id: "fail-then-approve",
  what:
    "The output of a check shows failures while the words after it stay what they were: passed, approved. The tests of " +
    "the run itself, of a clean piece of work on code, or a clean check of another kind that is put in. Or a reviewer " +
    "names a fault and approves the next version, which still has it.",
  mutate(run, random) {
    const ground = groundOf(run);
    if (ground === null || !delivers(ground)) return [];
    return [
      ownTests(ground, random),
      addedTests(ground, random),
      addedCheck(ground, random),
      review(ground, random),
    ].filter((mutation) => mutation !== null);
  },
};

function ownTests(ground: Ground, random: Draw): Mutation | null {
  const { run } = ground;
  const check = answeredCalls(ground).findLast(({ effect, failed }) => effect === "run" && !failed);
  if (check === undefined || check.result.index > ground.answer.index) return null;
  return failing(
    "the run's own tests",
    run,
    check.result,
    phrase(random, random.words.failThenApprove.testsFail),
  );
}

function addedTests(ground: Ground, random: Draw): Mutation | null {
  const work = withCodeWork(ground, random);
  const result = work?.base.steps[work.check + 1];
  if (work === null || result === undefined) return null;
  return failing(
    "tests of added code",
    work.base,
    result,
    phrase(random, random.words.failThenApprove.testsFail),
  );
}

/** Whether a tool that ran tests which failed has itself succeeded is told differently from format to format. */
function failing(variant: string, base: Mutation["base"], result: Step, text: string): Mutation {
  const steps = base.steps.map((step) => (step === result ? { ...step, text } : step));
  return { variant, base, mutant: withSteps(base, steps) };
}

function addedCheck(ground: Ground, random: Draw): Mutation | null {
  const { run, answerer } = ground;
  const place = quietPlaces(ground).at(-1);
  if (!carriesCalls(run) || place === undefined) return null;
  const checker = colleagueOf(ground, answerer, random)?.id ?? answerer;
  const scribe = new Scribe(run);
  const { tool, args, passes, fails } = random.pick(random.words.checks);
  const asks = phrase(random, random.words.failThenApprove.asks, { tool });
  const approval = phrase(random, random.words.failThenApprove.approvals, { tool });
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

/** A reviewer who names a fault and then approves the version that still has it. */
function review(ground: Ground, random: Draw): Mutation | null {
  const { run, answerer, answer } = ground;
  const reviewer = colleagueOf(ground, answerer, random);
  const detail = freshDetail(run, random);
  if (reviewer === null || detail === null) return null;
  const scribe = new Scribe(run);
  const at = answer.index;
  const [wrong, right] = [stated(detail, detail.old), stated(detail, detail.now)];
  const slots = { name: detail.name, old: detail.old, now: detail.now };
  const writes = (phrases: Phrases, line: string) =>
    scribe.says(answerer, phrase(random, phrases, { line }), at - 1, [reviewer.id]);
  const reviews = (phrases: Phrases) =>
    scribe.says(reviewer.id, phrase(random, phrases, slots), at - 1, [answerer]);
  const [draft, objection, verdict] = [
    writes(random.words.failThenApprove.drafts, wrong),
    reviews(random.words.failThenApprove.objections),
    reviews(random.words.failThenApprove.verdicts),
  ];
  const versionWith = (line: string) =>
    withSteps(
      run,
      inserted(
        reworded(run.steps, at, (text) => withSentence(text, line)),
        at,
        ...[draft, objection, writes(random.words.failThenApprove.nextVersions, line), verdict],
      ),
    );
  return { variant: "a review", base: versionWith(right), mutant: versionWith(wrong) };
}
