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
  const orders = errands.filter(({ ask, report }) => known.has(report.index) && onWay(ask));
  const work = [...prepared.actions.map(({ step }) => step), ...errands.map(({ report }) => report)].filter(
    onWay,
  );
  const isKnownWay = run.capabilities.recipients && work.length > 0;
  const asked = new Set(errands.map(({ ask }) => ask));
  const isOnlyTask = ({ text }: Step): boolean => run.task !== null && text.includes(run.task);
  const words = isKnownWay ? [] : scene.words.filter((step) => !asked.has(step) && !isOnlyTask(step));
  return [
    ...orders.slice(0, MOST).map(({ ask, report }) => ({
      ...blameless(ask),
      why: `${prepared.nameOf(ask.agent, "somebody")} asks for what ${prepared.nameOf(report.agent, "somebody")} then brings`,
      rightAction: "check that the instruction carries all that the task asks for",
    })),
    ...[...earliest(work), ...earliest(words.filter(onWay))].map((step) => ({
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

function earliest(steps: readonly Step[]): Step[] {
  return [...new Set(steps)].sort((a, b) => a.index - b.index).slice(0, MOST);
}
