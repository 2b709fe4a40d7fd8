import { EXIT, MastError } from "../../core/errors.ts";
import { isStopped } from "../../gate/gate.ts";
import { report as reportOn } from "../../pipeline/report.ts";
import type { Grouping } from "../../report/rates.ts";
import type { Store } from "../../store/store.ts";
import type { Taxonomy } from "../../taxonomy/taxonomy.ts";
import { asksForGate, type GateFlags, planGate, withGate } from "../gate-plan.ts";
import type { Io } from "../io.ts";
import { type JudgeFlags, planJudge } from "../judge-plan.ts";
import { openSuppressions } from "../open-suppressions.ts";
import type { OutputPairs } from "../outputs.ts";
import { displayUri } from "../paths.ts";
import { configuredDetectors, openStore, openTaxonomy, parseMode } from "../session.ts";
import { checkFormats, keepStore, type RenderFlags, writeReports } from "../write-reports.ts";
import { detectWithProgress } from "./detect.ts";
import { explainProblems, explainSkipped, type IngestFlags, ingestWithProgress } from "./ingest.ts";

export interface AnalyzeFlags extends IngestFlags, GateFlags, RenderFlags, JudgeFlags {
  store: boolean;
  mode?: string[];
  by?: Grouping[];
  gate?: boolean;
  format: OutputPairs;
}

/** The main job: ingest, detect, report on exactly the runs read from the paths. */
export async function analyze(paths: readonly string[], flags: AnalyzeFlags, io: Io): Promise<number> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  const only = flags.mode?.map((mode) => parseMode(mode, taxonomy));
  const outputs = flags.format.pairs("table");
  keepStore(outputs, flags.db, io.cwd);
  await checkFormats(outputs, flags, io);
  const plan = asksForGate(flags) ? await planGate(flags, io) : null;
  const uncounted = plan?.rules.find(({ mode }) => only?.some((one) => one === mode) === false);
  if (uncounted !== undefined)
    throw new MastError(`--mode leaves out ${uncounted.mode}, which a rule of the gate is about`);
  const judging = await planJudge(flags, taxonomy, io);
  await using store = await openStore(flags, io);
  const detectors = await configuredDetectors(taxonomy, flags, io);
  const result = await ingestWithProgress(paths, store, detectors, flags, io);
  const ids = await store.runsOfSources(result.sources);
  await detectWithProgress(store, detectors, { ids }, flags, io);
  const judged = await judgeIfPlanned(judging, store, ids, taxonomy, flags, io);
  if (flags.dryRun === true) return ids.length === 0 ? EXIT.noRuns : judged;
  const counted = await reportOn(store, {
    taxonomy,
    detectors,
    ...(only === undefined ? {} : { only }),
    by: [...new Set([...(flags.by ?? []), ...(plan?.by ?? [])])],
    filter: { ids },
    problems: result.problems,
    walk: result.walk,
    displayUri: displayUri(io.cwd),
    suppressed: await openSuppressions(flags, io),
  });
  const report = plan === null ? counted : await withGate(counted, plan);
  const showCommand = flags.store ? showCommandFor(flags.db) : null;
  await writeReports(report, outputs, flags, { showCommand, store }, io);
  if (flags.verbose === true) await explainProblems(result.problems, io);
  await explainSkipped(result, ids, flags, io);
  if (ids.length === 0) return EXIT.noRuns;
  if (report.head.gate !== null && isStopped(report.head.gate)) return EXIT.gateFailed;
  return flags.strictInput === true && result.problems.length > 0 ? EXIT.incomplete : judged;
}

/** The exit code of judging alone. */
async function judgeIfPlanned(
  plan: Awaited<ReturnType<typeof planJudge>>,
  store: Store,
  ids: readonly string[],
  taxonomy: Taxonomy,
  flags: AnalyzeFlags,
  io: Io,
): Promise<number> {
  if (plan === null) return EXIT.done;
  if (typeof plan !== "string") {
    const { judgeStored } = await import("../judge-stored.ts");
    return await judgeStored(store, { ids }, plan, taxonomy, flags, io);
  }
  if (flags.quiet !== true) await io.stderr.write(`not judged: ${plan}\n`);
  return EXIT.done;
}

export function showCommandFor(db: string): (runId: string) => string {
  const option = db === "mast.db" ? "" : ` --db ${/^[\w./-]+$/.test(db) ? db : JSON.stringify(db)}`;
  return (runId) => `mast show ${runId.slice(0, 12)}${option}`;
}
