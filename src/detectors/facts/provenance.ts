import type { Run, Step } from "../../core/run.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotableText } from "../quote.ts";
import { type Fact, states } from "./facts-in.ts";

/** Where a value comes from and where it went. */
export interface Provenance {
  /** The first step that states it. */
  readonly first: Step;
  /** `agent`: an agent said it first, or gave it to a tool as an argument. */
  readonly source: "task" | "person" | "tool" | "agent";
  /** Who had it first: who made the call that returned it, or said it; null for a person. */
  readonly holder: string | null;
  /** Messages and handovers of agents that state it afterwards, in order; at most 32. */
  readonly carriers: readonly Step[];
  /** Results of calls other than the first that state it again. */
  readonly confirmedBy: readonly Step[];
}

const MOST_CARRIERS = 32;
/** Of longer texts the ends are read. */
const MOST_READ = 40_000;

/**
 * Follows one value through the steps before `until`: who first stated it, who passed it on, what confirmed it. null
 * where nothing states it. One pass over the run: meant for the few values on which a decision hangs.
 */
export function provenanceOf(
  fact: Pick<Fact, "kind" | "value">,
  run: Run,
  prepared: PreparedRun,
  until = run.steps.length,
): Provenance | null {
  let first: Step | null = null;
  const carriers: Step[] = [];
  const confirmedBy: Step[] = [];
  for (const step of run.steps.slice(0, until)) {
    if (!states(readable(step), fact)) continue;
    if (first === null) first = step;
    else if (step.kind === "tool-result") confirmedBy.push(step);
    else if (step.agent !== null && step.kind !== "tool-call" && carriers.length < MOST_CARRIERS)
      carriers.push(step);
  }
  if (first === null) return null;
  return {
    first,
    source: sourceOf(first, run, prepared),
    holder: holderOf(first, prepared),
    carriers,
    confirmedBy,
  };
}

function readable(step: Step): string {
  const text = quotableText(step);
  return text.length <= MOST_READ ? text : `${text.slice(0, MOST_READ / 2)}\n${text.slice(-MOST_READ / 2)}`;
}

function sourceOf(step: Step, run: Run, prepared: PreparedRun): Provenance["source"] {
  if (run.task !== null && step.text === run.task) return "task";
  if (step.kind === "tool-result") return "tool";
  return prepared.isPerson(step) ? "person" : "agent";
}

function holderOf(step: Step, prepared: PreparedRun): string | null {
  if (step.kind !== "tool-result") return step.agent;
  return prepared.actions.find((action) => action.result === step)?.agent ?? step.agent;
}
