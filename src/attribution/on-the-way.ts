import type { Step } from "../core/run.ts";
import { quoteStart, quotesOf } from "../detectors/quote.ts";
import type { Errand } from "./asked-again.ts";
import type { Scene } from "./scene.ts";
import type { Violation } from "./violation.ts";

/** Of each sort no more than this many are named: three are shown at most. */
const MOST = 4;

/**
 * The work that the outcome rests on, where nothing else can be said: what agents had done and what they reported when
 * asked; without either what they said. Words that only pass the task on are no work, and steps of violations that are
 * named are left out.
 */
export function workOnTheWay(
  errands: readonly Errand[],
  named: readonly Violation[],
  scene: Scene,
): Violation[] {
  const { run, prepared, way } = scene;
  const known = new Set(named.flatMap(({ steps }) => steps));
  const onWay = ({ index }: Step): boolean => way.has(index) && !known.has(index);
  const acts = prepared.actions.map(({ step }) => step).filter(onWay);
  const work = [...acts, ...errands.map(({ report }) => report).filter(onWay)];
  const asked = new Set(errands.map(({ ask }) => ask));
  const words = scene.words.filter(
    (step) => onWay(step) && !asked.has(step) && !(run.task !== null && step.text.includes(run.task)),
  );
  const steps = [
    ...earliest(work),
    ...(run.capabilities.recipients && work.length > 0 ? [] : earliest(words)),
  ];
  return steps.map((step) => ({
    ...{ grade: "way", kind: "agent", mode: null, tier: "low" },
    agents: step.agent === null ? [] : [step.agent],
    steps: [step.index],
    why: `the outcome rests on what ${prepared.nameOf(step.agent, "somebody")} does here, in which no rule sees anything wrong`,
    rightAction: "none that a rule can name: compare it with the task",
    quotes: quotesOf(quoteStart(step)),
  }));
}

function earliest(steps: readonly Step[]): Step[] {
  return [...new Set(steps)].sort((a, b) => a.index - b.index).slice(0, MOST);
}
