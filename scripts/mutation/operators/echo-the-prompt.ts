import type { Step } from "../../../src/core/run.ts";
import { withSteps } from "../edit.ts";
import type { Mutation, Operator } from "../operator.ts";
import { type Ground, groundOf, nameOf } from "../places.ts";
import { Scribe } from "../scribe.ts";
import { type Phrases, phrase } from "../words.ts";

const HEADERS: Phrases = [
  "[Prompt to {name}] You are {name}. {role} The task is: {task} Answer in plain words, be brief, and use the tools where you need them.\n\n",
  "SYSTEM: {role}\nUSER: {task}\nASSISTANT ({name}): ",
  "**{name}** was started with the role: {role} Task of the run: {task}\nResponse:\n",
];

/** Silence: a logger that writes the prompt with every answer. */
export const echoThePrompt: Operator = {
  id: "echo-the-prompt",
  what:
    "The prompt stands in the log again with every answer: in front of the agent's own words in each message, or as a " +
    "record of its own before each turn. Nothing may be found.",
  mutate(run, draw) {
    const ground = groundOf(run);
    if (ground === null || run.task === null) return [];
    const task = run.task;
    const header = draw.pick(HEADERS);
    const promptOf = (agent: string) =>
      phrase(draw, [header], {
        ...{ name: nameOf(ground, agent), task },
        role: ground.prepared.agents.get(agent)?.role ?? "You work in a team and do your part of the task.",
      });
    return [inFront(ground, promptOf), ofItsOwn(ground, promptOf)];
  },
};

function inFront({ run, prepared }: Ground, promptOf: (agent: string) => string): Mutation {
  const steps = run.steps.map((step) =>
    step.agent !== null && prepared.isOwnWords(step)
      ? { ...step, text: promptOf(step.agent) + step.text }
      : step,
  );
  return { variant: "in front of the words", base: run, mutant: withSteps(run, steps) };
}

function ofItsOwn({ run, prepared }: Ground, promptOf: (agent: string) => string): Mutation {
  const scribe = new Scribe(run);
  let speaker: string | null = null;
  const steps = run.steps.flatMap((step): Step[] => {
    const isTurn = step.agent !== null && prepared.isOwnWords(step) && step.agent !== speaker;
    speaker = step.agent;
    if (!isTurn || step.agent === null) return [step];
    return [scribe.says(null, promptOf(step.agent), step.index - 1, [step.agent]), step];
  });
  return { variant: "a record of its own", base: run, mutant: withSteps(run, steps) };
}
