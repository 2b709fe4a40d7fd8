import { resolve } from "node:path";
import { EXIT, MastError } from "../../core/errors.ts";
import { evaluate } from "../../eval/evaluate.ts";
import type { ScoredRun } from "../../eval/scored-run.ts";
import { type WayOfJudging, waysText } from "../../reporters/evaluation/ways-of-judging.ts";
import type { Io } from "../io.ts";
import { displayUri } from "../paths.ts";
import { openTaxonomy, parseMode } from "../session.ts";
import { openStoreToRead } from "../store-to-read.ts";
import { writeOutputs } from "../write-reports.ts";
import { type EvalFlags, explainUnmatched, readLines, SEED, scoredRuns } from "./eval.ts";

/**
 * Scores the verdicts of several stores, in which the same runs were judged in different ways, against the same labels,
 * with what each way cost. Only runs that all of them have are scored, so that figures can be compared.
 */
export async function evalStoresCommand(
  stores: readonly string[],
  flags: EvalFlags,
  io: Io,
): Promise<number> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  const only = flags.mode?.map((mode) => parseMode(mode, taxonomy));
  const labels = await readLines(flags.labels, "labels", taxonomy, io);
  const scored: { db: string; runs: ScoredRun[] }[] = [];
  for (const db of stores) {
    const { runs, pairing } = await scoredRuns([], labels, null, taxonomy, { ...flags, db }, io);
    await explainUnmatched(pairing, flags, io);
    scored.push({ db, runs });
  }
  const modes = taxonomy.active.map(({ id }) => id).filter((id) => only === undefined || only.includes(id));
  const { resamples, minPositives } = flags;
  const ways: WayOfJudging[] = [];
  const idsByStore = scored.map(({ runs }) => new Set(runs.map(({ id }) => id)));
  for (const { db, runs } of scored) {
    const common = runs.filter(({ id }) => idsByStore.every((ids) => ids.has(id)));
    if (common.length === 0) {
      throw new MastError("no run that the labels name is in all of these stores", { exitCode: EXIT.noRuns });
    }
    const { rows } = evaluate(common, { modes, resamples, seed: SEED, minPositives });
    const all = rows.find(({ of }) => of === "all") ?? rows.at(-1);
    if (all === undefined) throw new MastError("no mode is labelled", { exitCode: EXIT.noRuns });
    const cost = await costOf(db, common, io);
    const store = displayUri(io.cwd)(resolve(io.cwd, db));
    const { unknownAsAbsent: scores, coverage } = all;
    ways.push({ store, runs: common.length, scores, coverage, ...cost });
  }
  await writeOutputs(flags.format.pairs("table"), (format) => [waysText(ways, format)], io);
  return EXIT.done;
}

async function costOf(
  db: string,
  runs: readonly ScoredRun[],
  io: Io,
): Promise<Pick<WayOfJudging, "judges" | "calls" | "tokens" | "usd">> {
  await using store = await openStoreToRead({ db }, io);
  const judges = new Set<string>();
  const tokens = { input: 0, cached: 0, output: 0 };
  let calls = 0;
  let usd = 0;
  for (const { id } of runs) {
    const summary = await store.judgements.summary(id);
    if (summary === null) continue;
    const { labeller, spent } = summary;
    judges.add(`${labeller.id}@${labeller.version}`);
    calls += spent.calls;
    usd += spent.usd;
    tokens.input += spent.usage.input;
    tokens.cached += spent.usage.cached;
    tokens.output += spent.usage.output;
  }
  return { judges: [...judges].sort(), calls, tokens, usd: Math.round(usd * 1e6) / 1e6 };
}
