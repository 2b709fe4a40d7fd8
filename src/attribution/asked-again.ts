import type { Step } from "../core/run.ts";
import { coverage, termsOf } from "../detectors/content-terms.ts";
import { quoteStart, quotesOf } from "../detectors/quote.ts";
import type { Scene } from "./scene.ts";
import type { Violation } from "./violation.ts";

/** An instruction to one agent and the report that came back. */
export interface Errand {
  readonly ask: Step;
  readonly report: Step;
  readonly agent: string;
}

/** Requests are compared by what stands at their beginning; more is detail. */
const MOST_OF_ASK = 300;
const MOST_ERRANDS = 60;
/** Share of content words that two requests have in common from which on they ask for the same. */
const SAME_ASK = 0.6;

/** The errands of a run in which recipients are known, in order: whoever asks one agent and is answered by it. */
export function errandsOf({ words, way, run }: Pick<Scene, "words" | "way" | "run">): Errand[] {
  if (!run.capabilities.recipients) return [];
  const errands: Errand[] = [];
  let open: Step | null = null;
  for (const step of words) {
    if (!way.has(step.index) || step.kind !== "message" || step.agent === null) continue;
    const [only, ...others] = step.to;
    if (open !== null && step.agent === open.to[0]) {
      errands.push({ ask: open, report: step, agent: step.agent });
      open = null;
      if (errands.length === MOST_ERRANDS) break;
    } else if (only !== undefined && others.length === 0 && only !== step.agent) open = step;
  }
  return errands;
}

/** Reports after which the same was asked for once more: they left it open. The first such report of the run. */
export function askedAgain(errands: readonly Errand[], { prepared }: Scene): Violation[] {
  let before: { errand: Errand; terms: ReadonlySet<string> } | null = null;
  for (const errand of errands) {
    const terms = termsOf(errand.ask.text.slice(0, MOST_OF_ASK));
    if (before !== null && before.errand.ask.agent === errand.ask.agent && isSame(before.terms, terms)) {
      const { ask, report, agent } = before.errand;
      const name = prepared.nameOf(agent, "somebody");
      const asker = prepared.nameOf(ask.agent, "somebody");
      return [
        {
          ...{ grade: "open", kind: "agent", agents: [agent], mode: null, tier: "low" },
          steps: [report.index, errand.ask.index],
          why: `${asker} asks for the same once more after the report of ${name}, which left it open`,
          rightAction: "bring what was asked for, or say what stands in the way",
          quotes: quotesOf(quoteStart(ask), quoteStart(errand.ask)),
        },
      ];
    }
    before = { errand, terms };
  }
  return [];
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const common = coverage(one, other) * one.size;
  return common / Math.max(1, one.size + other.size - common) >= SAME_ASK;
}
