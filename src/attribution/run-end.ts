import { saysImpossible } from "../detectors/cues/finished.ts";
import { givesUp } from "../detectors/cues/outcomes.ts";
import { quoteEnd, quotesOf, quoteWords } from "../detectors/quote.ts";
import { saysTransient } from "../detectors/tool-effects.ts";
import type { Scene } from "./scene.ts";
import type { Violation } from "./violation.ts";

/** What the end of a run says of itself: an exception, giving up, or that the task lacks something. */
export function troubleAtTheEnd(scene: Scene): Violation[] {
  return [...exceptionOf(scene), ...surrenderOf(scene)];
}

/** The exception that ended the run. */
function exceptionOf({ run, prepared }: Scene): Violation[] {
  if (run.endReason !== "error") return [];
  const step = run.steps.findLast(({ kind }) => kind === "error");
  if (step === undefined) return [];
  const isExternal = step.agent === null || saysTransient(step.text);
  return [
    {
      ...{ grade: "open", mode: null, tier: "low", kind: isExternal ? "external" : "agent" },
      agents: step.agent === null ? [] : [step.agent],
      steps: [step.index],
      why: `an exception ended the run${step.agent === null ? "" : ` while ${prepared.nameOf(step.agent, "")} was at work`}`,
      rightAction: isExternal
        ? "catch what comes from outside and try again, or end with what there is"
        : "find the cause of the exception and repair it",
      quotes: quotesOf(quoteEnd(step)),
    },
  ];
}

/** The agent that gives the task up, and the task itself where it is said to lack something. */
function surrenderOf({ delivered, prepared, run }: Scene): Violation[] {
  const { step } = delivered;
  if (step === null || step.agent === null || !prepared.isOwnWords(step)) return [];
  const words = givesUp(step.text);
  if (words !== null) {
    return [
      {
        ...{ grade: "doubtful", kind: "agent", agents: [step.agent], steps: [step.index] },
        ...{ mode: null, tier: "low" },
        why: `${prepared.nameOf(step.agent, "somebody")} gives the task up`,
        rightAction: "try what has not been tried, or ask for what is missing",
        quotes: quotesOf(quoteWords(step, words)),
      },
    ];
  }
  if (run.steps.length === 0 || !saysImpossible(step.text)) return [];
  return [
    {
      ...{ grade: "doubtful", kind: "task", agents: [], steps: [step.index], mode: null, tier: "low" },
      why: "the run ends on the words that the goal cannot be reached with what was given",
      rightAction: "give the team what it says is missing, or make sure that it looks where it is",
      quotes: quotesOf(quoteEnd(step)),
    },
  ];
}
