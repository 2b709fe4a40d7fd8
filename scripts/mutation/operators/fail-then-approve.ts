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
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null || !delivers(ground)) return [];
    return [
      ownTests(ground, draw),
      addedTests(ground, draw),
      addedCheck(ground, draw),
      review(ground, draw),
    ].filter((mutation) => mutation !== null);
  },
};

function ownTests(ground: Ground, draw: Draw): Mutation | null {
  const { run } = ground;
  const check = answeredCalls(ground).findLast(({ effect, failed }) => effect === "run" && !failed);
  if (check === undefined || check.result.index > ground.answer.index) return null;
  return failing(
    "the run's own tests",
    run,
    check.result,
    phrase(draw, draw.words.failThenApprove.testsFail),
  );
}

function addedTests(ground: Ground, draw: Draw): Mutation | null {
  const work = withCodeWork(ground, draw);
  const result = work?.base.steps[work.check + 1];
  if (work === null || result === undefined) return null;
  return failing(
    "tests of added code",
    work.base,
    result,
    phrase(draw, draw.words.failThenApprove.testsFail),
  );
}

/** Whether a tool that ran tests which failed has itself succeeded is told differently from format to format. */
function failing(variant: string, base: Mutation["base"], result: Step, text: string): Mutation {
  const steps = base.steps.map((step) => (step === result ? { ...step, text } : step));
  return { variant, base, mutant: withSteps(base, steps) };
}

function addedCheck(ground: Ground, draw: Draw): Mutation | null {
  const { run, answerer } = ground;
  const place = quietPlaces(ground).at(-1);
  if (!carriesCalls(run) || place === undefined) return null;
  const checker = colleagueOf(ground, answerer, draw)?.id ?? answerer;
  const scribe = new Scribe(run);
  const { tool, args, passes, fails } = draw.pick(draw.words.checks);
  const asks = phrase(draw, draw.words.failThenApprove.asks, { tool });
  const approval = phrase(draw, draw.words.failThenApprove.approvals, { tool });
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
function review(ground: Ground, draw: Draw): Mutation | null {
  const { run, answerer, answer } = ground;
  const reviewer = colleagueOf(ground, answerer, draw);
  const detail = freshDetail(run, draw);
  if (reviewer === null || detail === null) return null;
  const scribe = new Scribe(run);
  const at = answer.index;
  const [wrong, right] = [stated(detail, detail.old), stated(detail, detail.now)];
  const slots = { name: detail.name, old: detail.old, now: detail.now };
  const writes = (phrases: Phrases, line: string) =>
    scribe.says(answerer, phrase(draw, phrases, { line }), at - 1, [reviewer.id]);
  const reviews = (phrases: Phrases) =>
    scribe.says(reviewer.id, phrase(draw, phrases, slots), at - 1, [answerer]);
  const [draft, objection, verdict] = [
    writes(draw.words.failThenApprove.drafts, wrong),
    reviews(draw.words.failThenApprove.objections),
    reviews(draw.words.failThenApprove.verdicts),
  ];
  const versionWith = (line: string) =>
    withSteps(
      run,
      inserted(
        reworded(run.steps, at, (text) => withSentence(text, line)),
        at,
        ...[draft, objection, writes(draw.words.failThenApprove.nextVersions, line), verdict],
      ),
    );
  return { variant: "a review", base: versionWith(right), mutant: versionWith(wrong) };
}
