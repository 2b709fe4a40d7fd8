import type { Json, Step } from "../../../src/core/run.ts";

import { withCodeWork } from "../code-work.ts";
import { inserted, withSteps } from "../edit.ts";
import type { Mutation, Operator } from "../operator.ts";
import { delivers, type Ground, groundOf, quietPlaces } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Draw, phrase } from "../words.ts";

/** FM-3.2: after the tests have passed the code is changed again, and goes out without another run. */
export const editAfterPass: Operator = {
  id: "edit-after-pass",
  what:
    "After the passing run the code is written once more, changed, and goes out without another run. Runs without code " +
    "get a clean piece of work on code first.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null || !delivers(ground)) return [];
    return [ownCode(ground, draw), addedCode(ground, draw)].filter((mutation) => mutation !== null);
  },
};

function ownCode(ground: Ground, draw: Draw): Mutation | null {
  const { run, prepared } = ground;
  const change = prepared.actions.findLast(({ effect, failed }) => effect === "change" && !failed);
  const check = prepared.actions.findLast(({ effect, failed }) => effect === "run" && !failed);
  const place = quietPlaces(ground).at(-1);
  if (change?.agent == null || change.result === null || check === undefined || place === undefined)
    return null;
  const args = edited(change.step.args);
  if (args === null || check.step.index < change.step.index || place <= check.step.index) return null;
  const scribe = new Scribe(run);
  const again = scribe.again([{ ...change.step, args }, change.result]).map(rewritten(change.step, args));
  const mutant = withSteps(
    run,
    inserted(
      run.steps,
      place,
      scribe.thinks(change.agent, phrase(draw, draw.words.editAfterPass.reasons), place - 1),
      ...again,
    ),
  );
  return { variant: "the run's own code", base: run, mutant };
}

/** Some formats write the arguments out in the text of the call. */
function rewritten(original: Step, args: Json): (step: Step) => Step {
  const isWritten = original.text === JSON.stringify(original.args);
  return (step) => (isWritten && step.kind === "tool-call" ? { ...step, text: JSON.stringify(args) } : step);
}

/** The arguments with other code in them; null where they hold none. */
function edited(args: Json | undefined): Json | null {
  if (typeof args !== "object" || args === null || Array.isArray(args)) return null;
  const code = Object.entries(args).find(([, value]) => typeof value === "string" && value.includes("\n"));
  if (code === undefined) return null;
  const [key, value] = code;
  return { ...args, [key]: `${String(value)}\n\ndef describe(value):\n    return f'{value}: checked'\n` };
}

function addedCode(ground: Ground, draw: Draw): Mutation | null {
  const work = withCodeWork(ground, draw);
  if (work === null) return null;
  const { base, report, writer, scribe, edit } = work;
  const reason = scribe.thinks(writer, phrase(draw, draw.words.editAfterPass.reasons), report);
  const steps = inserted(base.steps, report + 1, reason, ...edit(report));
  return { variant: "added code", base, mutant: withSteps(base, steps) };
}
