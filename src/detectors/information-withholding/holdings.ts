import type { Json, Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { audienceOf } from "../audience.ts";
import { meet, termsOf } from "../content-terms.ts";
import { type Fact, factsIn, states, statesInLowerCase } from "../facts/facts-in.ts";
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
/** Facts of one result that are followed: the first ones about the terms. */
const MOST_FACTS = 8;
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
  let told: Told | null = null;
  for (let at = lastBefore(actions, need.until); at >= 0 && looked < MOST_RESULTS; at--) {
    const action = actions[at];
    const { agent, result, failed } = action ?? {};
    if (action === undefined || agent == null || result == null || agent === need.needer || !isHolder(agent))
      continue;
    if (failed || result.index >= need.until || result.to.includes(need.needer)) continue;
    looked++;
    const about = factsAbout(terms, action, result);
    if (about.length === 0) continue;
    told ??= new Told(need, run, prepared);
    const known = told;
    const facts = about.filter((fact) => !known.has(fact));
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
  const asked = shares(terms, `${tool} ${wordsOf(step.args)}`, 1);
  if (!asked && !shares(terms, text, 2)) return [];
  const facts = factsIn(text).filter(({ kind, value }) => kind !== "number" || value.length > 1);
  const near = facts.filter(({ context }) => meet(terms, context));
  return (near.length > 0 ? near : asked ? facts : []).slice(0, MOST_FACTS);
}

/** Whether the text has that many of the terms; what they begin with is looked for first, which is cheap. */
function shares(terms: ReadonlySet<string>, text: string, least: number): boolean {
  const lowered = text.toLowerCase();
  const begun = [...terms].filter((term) => lowered.includes(term));
  if (begun.length < least) return false;
  const said = termsOf(text);
  return begun.filter((term) => said.has(term)).length >= least;
}

function wordsOf(args: Json | undefined): string {
  if (args === undefined || args === null) return "";
  return (typeof args === "string" ? args : JSON.stringify(args)).slice(0, MOST_READ);
}

/** What the one in need was told before it needed it: the task, and every step that it may have read. */
class Told {
  private readonly text: string;
  private lowered: string | null = null;

  constructor({ needer, until }: { needer: string; until: number }, run: Run, prepared: PreparedRun) {
    const audience = prepared.of(audienceOf);
    const told = run.task === null ? [] : [run.task];
    for (const step of run.steps.slice(Math.max(0, until - MOST_STEPS_BACK), until)) {
      const { kind, text } = step;
      if (kind === "thought" || kind === "end" || text === "") continue;
      if (
        (kind === "tool-result" || kind === "tool-call") &&
        step.agent !== needer &&
        !step.to.includes(needer)
      )
        continue;
      if (audience.mayHaveRead(needer, step)) told.push(text.slice(0, MOST_TOLD));
    }
    this.text = told.join("\n");
  }

  /** Whether the fact stands in any of it. */
  has(fact: Fact): boolean {
    if (fact.kind === "number") return states(this.text, fact);
    if (this.text.includes(fact.value)) return true;
    this.lowered ??= this.text.toLowerCase();
    return statesInLowerCase(this.lowered, fact);
  }
}

const MOST_STEPS_BACK = 400;
const MOST_TOLD = 20_000;
