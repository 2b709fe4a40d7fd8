import { withCodeWork } from "../code-work.ts";
import { withSteps } from "../edit.ts";
import type { Mutation, Operator } from "../operator.ts";
import { delivers, type Ground, groundOf } from "../places.ts";
import { type Draw, phrase } from "../words.ts";

/** FM-3.2: the check that a healthy run makes of its code is left out, and so are the words that report it. */
export const removeVerification: Operator = {
  id: "remove-verification",
  what:
    "The run of the tests and the report on it are removed; the code goes out as it was written. Runs without code get " +
    "a clean piece of work on code first. Where the task asks for a check of another kind, all that the checker does is removed.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null || !delivers(ground)) return [];
    return [ownCheck(ground, draw), askedCheck(ground), addedCheck(ground, draw)].filter(
      (mutation) => mutation !== null,
    );
  },
};

/** The run's own check, made by whoever then answers. */
function ownCheck(ground: Ground, draw: Draw): Mutation | null {
  const { run, prepared, answer } = ground;
  const change = prepared.actions.findLast(({ effect, failed }) => effect === "change" && !failed);
  const path = pathOf(change?.step.args);
  const checks = prepared.actions.filter(
    ({ effect, step }) => effect === "run" && step.index > (change?.step.index ?? Number.POSITIVE_INFINITY),
  );
  if (path === null || checks.length === 0) return null;
  const gone = new Set(checks.flatMap(({ step, result }) => [step, ...(result === null ? [] : [result])]));
  const steps = run.steps
    .filter((step) => !gone.has(step))
    .map((step) =>
      step === answer ? { ...step, text: phrase(draw, draw.words.removeVerification.ships, { path }) } : step,
    );
  return { variant: "the run's own check", base: run, mutant: withSteps(run, steps) };
}

const ASKS_FOR_A_CHECK = /\b(?:check(?:ed)?|verif(?:y|ied)|recomputed?|counted twice|proofread)\b/i;
const TELLS_OF_A_CHECK = /check|verif|recomput|count|compar|again|audit|measured/i;
/** Words of a message that can be an answer. */
const LEAST_WORDS = 6;

/** The task asks for a check, and whoever checks last does not take part: the answer is what there was to be checked. */
function askedCheck({ run, prepared, answer, answerer }: Ground): Mutation | null {
  if (!ASKS_FOR_A_CHECK.test(run.task ?? "")) return null;
  const unchecked = run.steps.findLast(
    (step) =>
      prepared.isOwnWords(step) && step.agent !== answerer && step.text.split(/\s+/).length >= LEAST_WORDS,
  );
  if (unchecked === undefined || unchecked.index > answer.index) return null;
  const kept = run.steps.slice(0, unchecked.index);
  const isMade = kept.some(({ agent, tool }) => agent === answerer || TELLS_OF_A_CHECK.test(tool ?? ""));
  if (isMade || !TELLS_OF_A_CHECK.test(answer.text)) return null;
  const stop =
    answer.marker === "terminal" ? { text: `${unchecked.text} TERMINATE`, marker: answer.marker } : {};
  const steps = run.steps
    .filter(({ index, kind }) => index <= unchecked.index || kind === "end")
    .map((step) => (step === unchecked ? { ...step, ...stop } : step));
  return { variant: "a check that was asked for", base: run, mutant: withSteps(run, steps) };
}

function pathOf(args: unknown): string | null {
  if (typeof args !== "object" || args === null) return null;
  const paths = Object.values(args).filter(
    (value): value is string => typeof value === "string" && /^[\w./-]{1,80}\.[a-z]{1,4}$/.test(value),
  );
  return paths[0] ?? null;
}

function addedCheck(ground: Ground, draw: Draw): Mutation | null {
  const work = withCodeWork(ground, draw);
  if (work === null) return null;
  const { base, check, report } = work;
  const steps = base.steps.filter(({ index }) => index < check || index > report);
  return { variant: "the check of added code", base, mutant: withSteps(base, steps) };
}
