import { z } from "zod";
import type { Finding } from "../core/finding.ts";
import type { Run, Step } from "../core/run.ts";
import { defineDetector } from "./detector.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { quoteStart, quotesOf } from "./quote.ts";
import type { Restart } from "./restarts.ts";
import { threshold } from "./threshold.ts";

const options = z.strictObject({
  minLost: threshold(
    3,
    [3, 50],
    "Least steps of agents since the last beginning; with fewer there is no progress to lose.",
  ),
  introductionAfter: threshold(
    5,
    [2, 100],
    "Least steps before an agent that introduces itself again counts; the first rounds are for greetings.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-2.1: in the middle of the task the team begins again, and what it had achieved is not carried on. */
export const conversationReset = defineDetector<Options>({
  meta: {
    id: "conversation-reset",
    mode: "FM-2.1",
    version: 2,
    needs: ["content"],
    decides: "present",
    options,
    summary:
      "Looks for a fresh initialisation that the framework announces in the middle of the work, for the first three " +
      "steps of the run coming again in order, and for an agent that greets and asks what to do although it is " +
      "already at work. Failed starts, retries by the framework and new tasks after an answer do not count.",
    blindSpots: [
      "a new beginning in other words",
      "a reset of one agent's memory that its next words do not show",
      "a reset in the first steps, where nothing is lost yet",
    ],
  },
  detect(run, prepared, chosen) {
    const restarts = prepared.restarts.filter(({ lost }) => lost >= chosen.minLost);
    const marked = restarts.filter(({ kind }) => kind === "marker");
    const openings = restarts.filter(({ kind }) => kind === "opening");
    const findings = [markedFinding(marked, prepared), openingFinding(openings, prepared)].filter(
      (finding) => finding !== null,
    );
    if (findings.length === 0) {
      const introduced = introductionFinding(run, prepared, chosen);
      if (introduced !== null) findings.push(introduced);
    }
    return { findings };
  },
});

function markedFinding(restarts: readonly Restart[], prepared: PreparedRun): Finding | null {
  const [first] = restarts;
  if (first === undefined) return null;
  const again = restarts.find(({ original }) => original !== null) ?? first;
  const name = prepared.nameOf(again.resumed.agent, "the user");
  const returned = again.original === null ? "made a new beginning" : "began as at the start of the run";
  return {
    mode: "FM-2.1",
    tier: again.original === null ? "high" : "certain",
    message: `the framework initialised everything anew ${times(restarts.length)} in the middle of the run; after ${again.lost} steps of work ${name} ${returned}`,
    agent: again.resumed.agent,
    ...evidence(
      [again.original, ...restarts.flatMap(({ at, resumed }) => [at, resumed])],
      [again.original, again.at, again.resumed],
    ),
  };
}

function openingFinding(restarts: readonly Restart[], prepared: PreparedRun): Finding | null {
  const [first] = restarts;
  if (first === undefined || first.original === null) return null;
  return {
    mode: "FM-2.1",
    tier: "high",
    message: `after ${first.lost} steps of work the dialogue started over: ${prepared.nameOf(first.resumed.agent, "the user")} and those who follow repeat the opening of the run (${times(restarts.length)})`,
    agent: first.resumed.agent,
    ...evidence([first.original, ...restarts.map(({ at }) => at)], [first.original, first.at]),
  };
}

const GREETS = /^\W{0,3}(?:hello|hi|hey|greetings|good (?:morning|afternoon|day))\b/i;
const ASKS_FOR_A_TASK =
  /\b(?:how (?:can|may) I (?:help|assist)(?: you)?(?: today)?\s*[?!]|what (?:can|may) I do for you|what would you like (?:me )?to (?:do|work on)|please (?:tell|give|provide|share|let me know)[^.?!\n]{0,40}\b(?:task|problem|request|question)|I am ready to (?:start|begin|help)|I'm ready to (?:start|begin|help))/i;
const CLOSES =
  /\b(?:thank|thanks|welcome|anything else|further|other questions|glad|goodbye|done|complete[d]?)\b/i;

/** An agent that was at work greets and asks for the task as if it had just arrived. */
function introductionFinding(run: Run, prepared: PreparedRun, chosen: Options): Finding | null {
  const firstWords = new Map<string, Step>();
  for (const step of run.steps) {
    if (step.agent === null || !prepared.isOwnWords(step)) continue;
    const before = firstWords.get(step.agent);
    if (before === undefined) firstWords.set(step.agent, step);
    else if (step.index - before.index >= chosen.introductionAfter && introducesItself(step.text)) {
      const previous = run.steps[step.index - 1];
      if (previous !== undefined && prepared.isPerson(previous)) continue;
      return {
        mode: "FM-2.1",
        tier: "medium",
        message: `${prepared.nameOf(step.agent, "the user")} greets and asks for the task at step ${step.index}, although it has been at work since step ${before.index}`,
        agent: step.agent,
        ...evidence([before, step], [before, step]),
      };
    }
  }
  return null;
}

function introducesItself(text: string): boolean {
  const words = text.slice(0, 600);
  return GREETS.test(words) && ASKS_FOR_A_TASK.test(words) && !CLOSES.test(words);
}

const MOST_STEPS = 24;

function evidence(steps: (Step | null)[], quoted: (Step | null)[]): Pick<Finding, "steps" | "quotes"> {
  const indices = new Set(steps.flatMap((step) => (step === null ? [] : [step.index])));
  return {
    steps: [...indices].sort((a, b) => a - b).slice(0, MOST_STEPS),
    quotes: quotesOf(...quoted.map((step) => (step === null ? null : quoteStart(step)))),
  };
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
