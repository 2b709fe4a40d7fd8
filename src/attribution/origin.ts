import type { Step } from "../core/run.ts";
import { isExecutionOutput } from "../detectors/actions.ts";
import { quoteStart, quotesOf, quoteWords } from "../detectors/quote.ts";
import { actionText } from "./action-text.ts";
import type { Scene } from "./scene.ts";
import type { Violation } from "./violation.ts";

const MOST_SHOWN = 60;
const MOST_FOLLOWERS = 4;

/**
 * Where the answer comes from: of its values the one that came up last, in the step that said it first or in the call
 * that returned it. A wrong answer is wrong from there on. An answer that nobody stated before it was delivered is a
 * guess, which says less: what led to it lies before.
 */
export function originOf(scene: Scene): Violation[] {
  const { delivered, prepared } = scene;
  const end = delivered.step;
  if (end === null || delivered.values.length === 0) return [];
  const firsts = delivered.values
    .flatMap((value) => {
      const step = firstWith(value, scene);
      return step === null ? [] : [{ value, step }];
    })
    .sort((a, b) => b.step.index - a.step.index);
  // What is new in the last words may be their wording; what they repeat is what they rest on.
  const [first = ""] = delivered.values;
  const { value, step } = firsts.find((one) => one.step !== end) ?? firsts[0] ?? { value: first, step: end };
  const action = prepared.actions.find(({ result }) => result === step);
  const source = action?.step ?? step;
  if (source.agent === null) return [];
  const shown = value.length <= MOST_SHOWN ? value : `${value.slice(0, MOST_SHOWN)}…`;
  const name = prepared.nameOf(source.agent, "nobody");
  if (step === end) {
    return [
      {
        ...{ grade: "doubtful", kind: "agent", agents: [source.agent], steps: [source.index] },
        ...{ mode: null, tier: "low" },
        why: `${name} answers "${shown}", which stands nowhere in the run before`,
        rightAction: "derive the answer from what the run found, or say that it could not be found",
        quotes: quotesOf(quoteWords(step, value)),
      },
    ];
  }
  const followers = action === undefined ? followersOf(value, source, scene) : [];
  return [
    {
      grade: "origin",
      kind: followers.length > 1 ? "several" : "agent",
      agents: [source.agent, ...followers],
      steps: action === undefined ? [source.index] : [source.index, step.index],
      ...{ mode: null, tier: "low" },
      why:
        action === undefined
          ? `${name} is the first to say "${shown}", which became the answer${takenUp(followers, scene)}`
          : `the answer "${shown}" comes from ${actionText(action, prepared)}`,
      rightAction:
        action === undefined
          ? "look it up or compute it, and name the source, before stating it"
          : "check the query or code against the task before taking its result for the answer",
      quotes: quotesOf(quoteWords(step, value), action === undefined ? null : quoteStart(source)),
    },
  ];
}

/**
 * The first step on the way that states the value; else the first of any, since a trace need not show how it was passed
 * on.
 */
function firstWith(value: string, { run, delivered, way }: Scene): Step | null {
  const variants = spellingsOf(value);
  const end = delivered.step?.index ?? 0;
  let beside: Step | null = null;
  for (const step of run.steps) {
    if (step.index > end) break;
    const isOnWay = way.has(step.index);
    if (step.agent === null || (beside !== null && !isOnWay)) continue;
    if (!variants.some((variant) => holds(step.text, variant))) continue;
    if (isOnWay && step !== delivered.step) return step;
    beside ??= step;
  }
  return beside;
}

/** Other agents that repeat the value in their own words, although nothing that was run or looked up returned it. */
function followersOf(value: string, source: Step, { run, words, prepared }: Scene): string[] {
  const variants = spellingsOf(value);
  const says = ({ text }: Step): boolean => variants.some((variant) => holds(text, variant));
  const confirmed = run.steps.some((step) => isExecutionOutput(step, prepared.agents) && says(step));
  if (confirmed) return [];
  const followers = new Set<string>();
  for (const step of words) {
    if (step.index <= source.index || step.agent === null || step.agent === source.agent) continue;
    if (followers.size < MOST_FOLLOWERS && says(step)) followers.add(step.agent);
  }
  return [...followers];
}

function takenUp(followers: readonly string[], { prepared }: Scene): string {
  if (followers.length === 0) return "";
  return `; ${followers.map((agent) => prepared.nameOf(agent, "nobody")).join(" and ")} took it over, and nothing in the run confirms it`;
}

/** A figure with and without separators of thousands; anything else with its first letter in either case. */
function spellingsOf(value: string): string[] {
  const digits = value.replaceAll(",", "");
  if (!/^\d{4,15}$/.test(digits)) {
    const [first = ""] = value;
    const rest = value.slice(first.length);
    return [...new Set([value, first.toUpperCase() + rest, first.toLowerCase() + rest])];
  }
  return [...new Set([value, digits, digits.replace(/\B(?=(?:\d{3})+$)/g, ",")])];
}

const ALPHANUMERIC = /[\p{L}\p{N}_]/u;

/** Whether the text holds the value as a whole: "12" is not in "112" or "12.5". */
function holds(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + value.length] ?? " ";
    if (ALPHANUMERIC.test(before) || ALPHANUMERIC.test(after)) continue;
    const beyond = text[at + value.length + 1] ?? " ";
    if (/[.,]/.test(after) && /\d/.test(beyond) && /\d$/.test(value)) continue;
    return true;
  }
  return false;
}
