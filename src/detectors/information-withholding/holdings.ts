import type { Json, Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { audienceOf } from "../audience.ts";
import { meet, termsOf } from "../content-terms.ts";
import { type Fact, factsIn, states } from "../facts/facts-in.ts";
import type { PreparedRun } from "../prepared-run.ts";

/** What an agent has from a tool and another does not know. */
export interface Holding {
  readonly holder: string;
  readonly result: Step;
  /** Those of its facts that matter, which the other was never told; at least one. */
  readonly facts: readonly Fact[];
}

/** Results that are looked at: the newest before the need arose. */
const MOST_RESULTS = 12;
const MOST_READ = 2000;
/** Words that nearly every result shares with nearly every question. */
const GENERIC = termsOf(
  "value result figure data information info detail content output answer question task step part number list name file code " +
    "test function text message report brief hand-over handoff work time item line error call tool run check look user team agent",
);

/**
 * What `holders` have from tools before `until`, and `needer`, who needs something about `terms`, was not told: newest
 * result first. A result is about the terms where its tool, its arguments or, twice, its words have them.
 */
export function holdingFor(
  need: { readonly terms: ReadonlySet<string>; readonly needer: string; readonly until: number },
  isHolder: (agent: string) => boolean,
  run: Run,
  prepared: PreparedRun,
): Holding | null {
  const terms = new Set([...need.terms].filter((term) => !GENERIC.has(term)));
  if (terms.size === 0) return null;
  const { actions } = prepared;
  let looked = 0;
  for (let at = lastBefore(actions, need.until); at >= 0 && looked < MOST_RESULTS; at--) {
    const action = actions[at];
    const { agent, result, failed } = action ?? {};
    if (action === undefined || agent == null || result == null || agent === need.needer || !isHolder(agent))
      continue;
    if (failed || result.index >= need.until || result.to.includes(need.needer)) continue;
    looked++;
    const facts = factsAbout(terms, action, result).filter(
      (fact) => !wasTold(fact, need, result, run, prepared),
    );
    if (facts.length > 0) return { holder: agent, result, facts };
  }
  return null;
}

function lastBefore(actions: readonly Action[], until: number): number {
  let low = 0;
  let high = actions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((actions[middle]?.step.index ?? 0) < until) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The facts of a result that bear on the terms; [] where the result is about something else. */
function factsAbout(terms: ReadonlySet<string>, { tool, step }: Action, result: Step): Fact[] {
  const text = result.text.slice(0, MOST_READ);
  const asked = meet(terms, termsOf(`${tool} ${wordsOf(step.args)}`));
  const said = termsOf(text);
  const common = [...terms].filter((term) => said.has(term)).length;
  if (!asked && common < 2) return [];
  const facts = factsIn(text).filter(({ kind, value }) => kind !== "number" || value.length > 1);
  const near = facts.filter(({ context }) => meet(terms, context));
  return near.length > 0 ? near : asked ? facts : [];
}

function wordsOf(args: Json | undefined): string {
  if (args === undefined || args === null) return "";
  return (typeof args === "string" ? args : JSON.stringify(args)).slice(0, MOST_READ);
}

/** Whether the task or any step that the one in need may have read states the fact. */
function wasTold(
  fact: Fact,
  { needer, until }: { needer: string; until: number },
  result: Step,
  run: Run,
  prepared: PreparedRun,
): boolean {
  if (run.task !== null && states(run.task, fact)) return true;
  const audience = prepared.of(audienceOf);
  const from = Math.max(0, result.index - MOST_STEPS_BACK);
  return run.steps.slice(from, until).some((step) => {
    if (step === result || step.kind === "thought" || step.kind === "end") return false;
    const isOthersTool = (step.kind === "tool-result" || step.kind === "tool-call") && step.agent !== needer;
    if (isOthersTool && !step.to.includes(needer)) return false;
    return audience.mayHaveRead(needer, step) && states(step.text.slice(0, MOST_TOLD), fact);
  });
}

const MOST_STEPS_BACK = 200;
const MOST_TOLD = 20_000;
