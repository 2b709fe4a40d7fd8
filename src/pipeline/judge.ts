import type { JudgeSummary, Spent } from "../core/judgement.ts";
import type { Run } from "../core/run.ts";
import type { JudgeCase, JudgeOptions, TokenCounter } from "../judge/case.ts";
import { type Endpoint, NOTHING_SPENT } from "../judge/endpoint/endpoint.ts";
import { judgeRef } from "../judge/judge-ref.ts";
import { type JudgedRun, judgeRun, type ReplyKeeper } from "../judge/judge-run.ts";
import type { JudgeOutcome } from "../judge/next-step.ts";
import { requestHash } from "../judge/request.ts";
import { mergeLabels } from "../labels/merge.ts";
import type { RunFilter, Store } from "../store/store.ts";
import type { Taxonomy } from "../taxonomy/taxonomy.ts";

export interface JudgeRequirements {
  readonly taxonomy: Taxonomy;
  readonly options: JudgeOptions;
  readonly tokens: TokenCounter;
}

export interface JudgeStation extends JudgeRequirements {
  readonly endpoint: Endpoint;
  /** Runs held in memory at once, 1–64; the endpoint decides how many calls are under way. */
  readonly runsAtOnce?: number;
  readonly signal?: AbortSignal;
}

/** What came of one run, as it is told while judging goes on. */
export type JudgeEvent = { readonly runId: string } & JudgedRun;

const RUNS_AT_ONCE = 4;

/**
 * Judges every run of the filter that lacks labels of this judge, or of which requests are open, and stores each reply,
 * then labels and summary of the run. Runs come as they are done. Once money is used up or the endpoint turns everything
 * away, no further run is begun; what is open then stays open for the next call.
 * @throws MastError where the model takes in too little or the taxonomy has no prompts; what `signal` was aborted with
 */
export async function* judge(
  store: Store,
  filter: RunFilter,
  { runsAtOnce = RUNS_AT_ONCE, signal, ...station }: JudgeStation,
): AsyncGenerator<JudgeEvent, void> {
  const leaving = new AbortController();
  const abort = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]);
  const endpoint = askingOnce(station.endpoint, station.options.model);
  const active = new Map<string, Promise<JudgeEvent>>();
  let isOver = false;
  const finished = async (): Promise<JudgeEvent> => {
    const event = await Promise.race(active.values());
    active.delete(event.runId);
    if (event.kind !== "concluded") isOver = true;
    return event;
  };
  try {
    for await (const batch of openRuns(store, filter, station)) {
      for (const run of batch) {
        signal?.throwIfAborted();
        while (active.size >= runsAtOnce) yield await finished();
        if (isOver) break;
        active.set(run.id, judgeStored(store, run, station, endpoint, abort));
      }
      if (isOver) break;
    }
    while (active.size > 0) yield await finished();
  } finally {
    leaving.abort();
    await Promise.allSettled(active.values());
  }
}

/** Runs that this judge has something to do for. */
export function openRuns(
  store: Store,
  filter: RunFilter,
  { taxonomy, options }: Pick<JudgeRequirements, "taxonomy" | "options">,
): AsyncIterable<readonly Run[]> {
  const { kind, id, version } = judgeRef(taxonomy, options);
  return store.judgements.open(`${kind}:${id}@${version}`, filter);
}

/** What the judge's questions about a stored run depend on. */
export async function judgeCaseOf(
  store: Store,
  run: Run,
  { taxonomy, options, tokens }: JudgeRequirements,
): Promise<JudgeCase> {
  const labels = await store.labels(run.id);
  return {
    run,
    labels: labels.filter(({ labeller }) => labeller.kind === "detector"),
    taxonomy,
    options,
    tokens,
  };
}

/** Replies of one run in the store. */
export function keeperOf(store: Store, runId: string): ReplyKeeper {
  const { judgements } = store;
  return {
    find: async (hashes) => {
      const found = await judgements.replies(runId, hashes);
      // What another run got for the same request is this run's from now on, for nothing.
      for (const [hash, { reply, spent }] of found) {
        if (reply !== null && spent.calls === 0) await judgements.keep(runId, hash, { reply, spent });
      }
      return found;
    },
    keep: (hash, got) => judgements.keep(runId, hash, got),
  };
}

/** Stores labels and summary of a run that was judged, however its answers were got. */
export async function storeOutcome(
  store: Store,
  { run, taxonomy, options }: JudgeCase,
  outcome: JudgeOutcome,
  spent: Spent,
): Promise<void> {
  const labeller = judgeRef(taxonomy, options);
  const known = await store.labels(run.id);
  const others = known.filter(
    (label) => label.labeller.kind !== "judge" || label.labeller.id !== labeller.id,
  );
  const summary: JudgeSummary = {
    labeller,
    isComplete: outcome.failures.length === 0,
    spent,
    uncovered: outcome.uncovered,
    droppedQuotes: outcome.droppedQuotes,
    voided: outcome.voided.length,
    failed: outcome.failures.length,
    attribution: outcome.attribution,
  };
  const merged = mergeLabels(run, [...others, ...outcome.labels]);
  const entry = { runId: run.id, contentHash: run.contentHash, labels: outcome.labels, merged };
  await store.judgements.conclude(entry, summary);
}

async function judgeStored(
  store: Store,
  run: Run,
  requirements: JudgeRequirements,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<JudgeEvent> {
  const about = await judgeCaseOf(store, run, requirements);
  const judged = await judgeRun(about, endpoint, keeperOf(store, run.id), signal);
  if (judged.kind === "concluded") await storeOutcome(store, about, judged.outcome, judged.spent);
  return { runId: run.id, ...judged };
}

/** Two runs that are copies put the same request at the same time: the second gets the reply of the first. */
function askingOnce(endpoint: Endpoint, model: string): Endpoint {
  const underWay = new Map<string, ReturnType<Endpoint["ask"]>>();
  return {
    ...{ host: endpoint.host, model: endpoint.model },
    async ask(request, signal) {
      const hash = requestHash(request, model);
      const other = underWay.get(hash);
      if (other !== undefined) return { ...(await other), spent: NOTHING_SPENT };
      const asked = endpoint.ask(request, signal);
      underWay.set(hash, asked);
      try {
        return await asked;
      } finally {
        underWay.delete(hash);
      }
    },
  };
}
