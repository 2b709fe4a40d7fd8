import type { Step } from "../core/run.ts";
import { quoteStart, quotesOf } from "../detectors/quote.ts";
import type { Errand } from "./asked-again.ts";
import type { Scene } from "./scene.ts";
import type { Violation } from "./violation.ts";

/** Of each sort no more than this many are named: three are shown at most. */
const MOST = 4;

/**
 * The work that the outcome rests on, where nothing else can be said: what agents had done, what they reported when
 * asked, and who asked for a report that is named already; without any what they said. Words that only pass the task on
 * are no work, and steps of violations that are named are left out.
 */
export function workOnTheWay(
  errands: readonly Errand[],
  named: readonly Violation[],
  scene: Scene,
): Violation[] {
  const { run, prepared, way } = scene;
  const known = new Set(named.flatMap(({ steps }) => steps));
  const onWay = ({ index }: Step): boolean => way.has(index) && !known.has(index);
  const orders = firstOf(errands, ({ ask, report }) => known.has(report.index) && onWay(ask));
  const acts = firstOf(prepared.actions, ({ step }) => onWay(step)).map(({ step }) => step);
  const reports = firstOf(errands, ({ report }) => onWay(report)).map(({ report }) => report);
  const work = [...new Set([...acts, ...reports])].sort((a, b) => a.index - b.index).slice(0, MOST);
  const isKnownWay = run.capabilities.recipients && work.length > 0;
  const asked = new Set(errands.map(({ ask }) => ask));
  const isOnlyTask = ({ text }: Step): boolean => run.task !== null && text.includes(run.task);
  const words = isKnownWay
    ? []
    : firstOf(scene.words, (step) => onWay(step) && !asked.has(step) && !isOnlyTask(step));
  return [
    ...orders.map(({ ask, report }) => ({
      ...blameless(ask),
      why: `${prepared.nameOf(ask.agent, "somebody")} asks for what ${prepared.nameOf(report.agent, "somebody")} then brings`,
      rightAction: "check that the instruction carries all that the task asks for",
    })),
    ...[...work, ...words].map((step) => ({
      ...blameless(step),
      why: `the outcome rests on what ${prepared.nameOf(step.agent, "somebody")} does here, in which no rule sees anything wrong`,
      rightAction: "none that a rule can name: compare it with the task",
    })),
  ];
}

function blameless(step: Step): Omit<Violation, "why" | "rightAction"> {
  return {
    ...{ grade: "way", kind: "agent", mode: null, tier: "low" },
    agents: step.agent === null ? [] : [step.agent],
    steps: [step.index],
    quotes: quotesOf(quoteStart(step)),
  };
}

/** The first of a list that qualify; looks no further. */
function firstOf<T>(list: readonly T[], qualifies: (one: T) => boolean): T[] {
  const first: T[] = [];
  for (const one of list) {
    if (first.length === MOST) break;
    if (qualifies(one)) first.push(one);
  }
  return first;
}
