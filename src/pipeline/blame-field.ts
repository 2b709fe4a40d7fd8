import type { Run, Step } from "../core/run.ts";
import { PreparedRun } from "../detectors/prepared-run.ts";
import type { BlameField, Guess } from "../eval/scored-run.ts";
import type { SourceRecords } from "../labels/source-records.ts";

const GUESSES = 3;

/** What a label can blame in a run, and what guessing without skill would. */
export function blameFieldOf(run: Run, records: SourceRecords): BlameField {
  const names = new Map(run.agents.map(({ id, name }) => [id, name]));
  const nameOf = (agent: string | null): string | null =>
    agent === null ? null : (names.get(agent) ?? agent);
  const guess = ({ agent, index }: Step): Guess => ({
    agent: nameOf(agent),
    record: records.recordOf(index),
  });
  const authored = run.steps.filter(({ agent }) => agent !== null);
  const counts = new Map<string, { first: Step; count: number }>();
  for (const step of authored) {
    const known = counts.get(step.agent ?? "");
    if (known === undefined) counts.set(step.agent ?? "", { first: step, count: 1 });
    else known.count++;
  }
  const mostActive = [...counts.values()].sort((a, b) => b.count - a.count).map(({ first }) => first);
  return {
    agents: [...counts.keys()].map((agent) => nameOf(agent) ?? agent),
    records: [...new Set(authored.flatMap(({ index }) => records.recordOf(index) ?? []))],
    baselines: {
      "first-step": firstGuesses(authored.map(guess)),
      "last-error": firstGuesses(erring(run).reverse().map(guess)),
      "most-active": firstGuesses(mostActive.map(guess)),
    },
  };
}

/** Steps that failed, in order: of an action that failed the call, since whoever made it is meant. */
function erring(run: Run): Step[] {
  const failed = new PreparedRun(run).actions.flatMap((action) => (action.failed ? [action.step] : []));
  const errors = run.steps.filter(({ kind }) => kind === "error");
  return [...failed, ...errors].sort((a, b) => a.index - b.index);
}

/** The first of different records, in order. */
function firstGuesses(guesses: readonly Guess[]): Guess[] {
  const seen = new Set<number | null>();
  const first: Guess[] = [];
  for (const guess of guesses) {
    if (first.length === GUESSES) break;
    if (seen.has(guess.record)) continue;
    seen.add(guess.record);
    first.push(guess);
  }
  return first;
}
