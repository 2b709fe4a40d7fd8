import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { type Assumption, asksSomebody, assumptionIn } from "../cues/assumptions.ts";
import { cueGate } from "../cues/cue-gate.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { isInCode, withoutCode } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quotesOf } from "../quote.ts";
import { edgesUpTo } from "../text-edges.ts";
import { threshold } from "../threshold.ts";

const options = z.strictObject({
  askedWithin: threshold(
    6,
    [0, 100],
    "Steps before and after a guess within which a question of the same agent makes it a guess after asking.",
  ),
});
type Options = z.infer<typeof options>;

/** UTF-16 units of a text that are read, half from either end. */
const READ = 2000;
/** The words without which nothing is guessed. */
const MAY_GUESS = cueGate("assum*|guess*|presum*|suppos*|pretend");

/** FM-2.2: an agent says that something is missing and goes on with a guess, although somebody could be asked. */
export const noClarificationAssumption = defineDetector<Options>({
  meta: {
    id: "no-clarification/assumption",
    mode: "FM-2.2",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options,
    summary:
      'Looks for agents that say themselves that something is missing or unclear and go on with a guess ("since the date ' +
      'is not given, I will assume …"), where a person or a colleague could be asked and the agent asked nobody around ' +
      "it. A guess that names a figure, a name or a quoted word is a finding, any other a candidate. Named defaults, " +
      "unknowns that get a letter, and guesses about the other's contentment are left alone.",
    blindSpots: [
      "guesses that are not called so: invented figures stated as given",
      "contradictions in the task that nobody mentions",
      "whether what is missing is essential",
    ],
  },
  detect(run, prepared, { askedWithin }) {
    if (!couldAsk(run, prepared))
      return { findings: [], unknown: "there is nobody in this run who could be asked" };
    const sentences = prepared.of(cueSentencesOf);
    const findings: Finding[] = [];
    const reported = new Set<string | null>();
    for (const step of run.steps) {
      if (!prepared.isOwnWords(step) || reported.has(step.agent) || !sentences.has(step, MAY_GUESS)) continue;
      const found = guessIn(step);
      if (found === null || asksAround(run, step, askedWithin)) continue;
      reported.add(step.agent);
      findings.push(findingOf(step, found, prepared));
    }
    return { findings };
  },
});

/** Whether there is a person who speaks after the task, or another agent that talks. */
function couldAsk(run: Run, prepared: PreparedRun): boolean {
  const talkers = run.agents.filter(({ kind }) => kind !== "executor");
  return talkers.length > 1 || run.steps.some((step) => step.index > 0 && prepared.isPerson(step));
}

function guessIn(step: Step): Assumption | null {
  for (const { text, start } of edgesUpTo(step.text, READ)) {
    const found = assumptionIn(text);
    if (found === null || isInCode(step.text, start + found.sentence.start)) continue;
    return { ...found, sentence: { ...found.sentence, start: start + found.sentence.start } };
  }
  return null;
}

/** Whether the agent asks anybody in the steps around its guess: then it did ask. */
function asksAround({ steps }: Run, { index, agent }: Step, within: number): boolean {
  const around = steps.slice(Math.max(1, index - within), index + within + 1);
  return around.some(
    (step) =>
      step.agent === agent &&
      step.kind === "message" &&
      edgesUpTo(withoutCode(step.text), READ).some(({ text }) => asksSomebody(text)),
  );
}

function findingOf(step: Step, { sentence, isConcrete }: Assumption, prepared: PreparedRun): Finding {
  return {
    mode: "FM-2.2",
    tier: isConcrete ? "medium" : "low",
    message: `${prepared.nameOf(step.agent, "somebody")} lacks something at step ${step.index} and goes on with a guess, without asking anybody`,
    agent: step.agent,
    steps: [step.index],
    quotes: quotesOf(quoteFrom(step, sentence.start)),
  };
}
