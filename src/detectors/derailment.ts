import { z } from "zod";
import type { Finding } from "../core/finding.ts";
import type { Run, Step } from "../core/run.ts";
import { cueGate } from "./cues/cue-gate.ts";
import { cueSentencesOf } from "./cues/cue-sentences.ts";
import { defineDetector } from "./detector.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf } from "./quote.ts";
import { termsOf } from "./sentences.ts";
import { threshold } from "./threshold.ts";

const options = z.strictObject({
  strayMessages: threshold(
    6,
    [3, 200],
    "Messages in a row without a word of the task that make a candidate: fewer are a detour.",
  ),
  strayShare: threshold(30, [5, 100], "Least share of the run's messages that they make up, in per cent."),
});
type Options = z.infer<typeof options>;

/** FM-2.3: candidates for work that has left the task. Never a verdict: what serves a task is for a judge to say. */
export const derailment = defineDetector<Options>({
  meta: {
    id: "derailment",
    mode: "FM-2.3",
    version: 1,
    needs: ["content", "task"],
    decides: "present",
    englishOnly: true,
    options,
    summary:
      "Names candidates for a judge and never decides: a long row of messages in which no word of the task or of the " +
      'first plan occurs, and an agent that says that it sets itself a new aim ("since there is no new task, I will …").',
    blindSpots: [
      "whether what is done serves the task: only words are compared",
      "work that keeps the words of the task and answers another question",
      "short tasks, of which too few words are left to compare",
    ],
  },
  detect(run, prepared, chosen) {
    const findings = [ownGoal(run, prepared), strayRow(run, prepared, chosen)];
    return { findings: findings.filter((finding) => finding !== null) };
  },
});

/** The words without which no such aim is announced. */
const MAY_SET_AIM = cueGate(
  "since|as no_new|no_further|no_other|no_specific|no_more",
  "let_us|let_s|we_should design|invent|build|create|launch|develop|plan",
);
const OWN_GOAL =
  /\b(?:[Ss]ince|[Aa]s) (?:there(?:'s| is| are|’s) )?no (?:new|further|other|specific|more) (?:tasks?|instructions?|requests?)\b[^.\n]{0,80}?\b(?:I|we)(?:'ll|’ll| will| can| am going to)\b|\b(?:[Ll]et's|[Ll]et us|[Ww]e should) (?:also |now |next )?(?:design|invent|build|create|launch|develop|plan) (?:one|our own|a new (?:product|project|service|business|tool|app|game|campaign|feature|tariff))\b/;
/** UTF-16 units from the beginning of a message that are read. */
const READ = 600;

function ownGoal(run: Run, prepared: PreparedRun): Finding | null {
  const sentences = prepared.of(cueSentencesOf);
  for (const step of run.steps) {
    if (step.index < 2 || !prepared.isOwnWords(step)) continue;
    if (!sentences.has(step, MAY_SET_AIM)) continue;
    const found = OWN_GOAL.exec(step.text.slice(0, READ));
    if (found === null) continue;
    const name = prepared.nameOf(step.agent, "somebody");
    return {
      mode: "FM-2.3",
      tier: "low",
      message: `${name} sets the team an aim at step ${step.index} that may not be part of the task`,
      agent: step.agent,
      steps: [step.index],
      quotes: quotesOf(quoteFrom(step, found.index)),
    };
  }
  return null;
}

/** Terms below which a task says too little to compare with, and above which further ones are left out. */
const LEAST_TERMS = 4;
const MOST_TERMS = 24;

function strayRow(run: Run, prepared: PreparedRun, { strayMessages, strayShare }: Options): Finding | null {
  const said = run.steps.filter(
    (step) => step.index > 0 && prepared.isOwnWords(step) && step.text.length > 40,
  );
  const [plan] = said;
  if (plan === undefined || said.length < strayMessages + 1) return null;
  const asked = [...termsOf(`${(run.task ?? "").slice(0, READ)} ${plan.text.slice(0, READ)}`, MOST_TERMS)];
  if (asked.length < LEAST_TERMS) return null;
  const least = Math.max(strayMessages, Math.ceil((said.length * strayShare) / 100));
  const row = longestRow(said, least, ({ text }) => {
    const words = text.slice(0, READ).toLowerCase();
    return !asked.some((term) => words.includes(term));
  });
  const [first] = row;
  const last = row.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    mode: "FM-2.3",
    tier: "low",
    message: `${row.length} messages in a row, steps ${first.index} to ${last.index}, share no word with the task or the first plan`,
    agent: null,
    steps: row.slice(0, MOST_STEPS).map(({ index }) => index),
    quotes: quotesOf(quoteStart(first)),
  };
}

const MOST_STEPS = 24;

/**
 * The first of the longest rows of at least `least` such steps. One step in `least` is looked at, since every such row
 * has one of these, and the others only around those that are in a row.
 */
function longestRow(steps: readonly Step[], least: number, isIn: (step: Step) => boolean): readonly Step[] {
  const isInAt = (at: number): boolean => {
    const step = steps[at];
    return step !== undefined && isIn(step);
  };
  let longest: readonly Step[] = [];
  for (let at = least - 1; at < steps.length; at += least) {
    if (!isInAt(at)) continue;
    let from = at;
    while (isInAt(from - 1)) from--;
    let to = at + 1;
    while (isInAt(to)) to++;
    if (to - from >= least && to - from > longest.length) longest = steps.slice(from, to);
    // The row ends here: the next step that may be in another one lies behind it.
    at += Math.floor((to - at) / least) * least;
  }
  return longest;
}
