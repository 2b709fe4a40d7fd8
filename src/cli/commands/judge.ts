import { EXIT, MastError } from "../../core/errors.ts";
import { REDACT_DEFAULTS } from "../../core/private-data.ts";
import type { DetectorSet } from "../../pipeline/detect.ts";
import type { RunFilter } from "../../store/store.ts";
import type { Io } from "../io.ts";
import { type JudgeFlags, optionsOf, planJudge } from "../judge-plan.ts";
import { judgeStored } from "../judge-stored.ts";
import { judgeOffline, type OfflineFolders } from "../offline-judge.ts";
import {
  configuredDetectors,
  type FilterOptions,
  openConfig,
  openExistingStore,
  openStore,
  openTaxonomy,
  runFilter,
} from "../session.ts";
import { detectWithProgress } from "./detect.ts";
import { type IngestFlags, ingestWithProgress } from "./ingest.ts";

export interface JudgeCommandFlags
  extends Omit<IngestFlags, "framework" | "tag">,
    FilterOptions,
    Omit<JudgeFlags, "judge">,
    OfflineFolders {
  taxonomy?: string;
}

/** Who answers offline, where nobody says; a version of its own in labels. */
const SOMEBODY = "offline";
const OFFLINE_CONTEXT = 128_000;

/** Judges stored runs that lack it, or those of the paths; with folders instead of an endpoint where these are given. */
export async function judgeCommand(
  paths: readonly string[],
  flags: JudgeCommandFlags,
  io: Io,
): Promise<number> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  const isOffline = flags.prompts !== undefined || flags.answers !== undefined;
  if (isOffline && flags.dryRun === true) {
    throw new MastError(
      "--dry-run counts what an endpoint would be sent; it does not go with --prompts or --answers",
    );
  }
  const plan = isOffline ? null : await planJudge({ ...flags, judge: "on" }, taxonomy, io);
  if (typeof plan === "string") throw new MastError(plan);
  await using store = paths.length > 0 ? await openStore(flags, io) : await openExistingStore(flags, io);
  const detectors = await configuredDetectors(taxonomy, flags, io);
  const filter = await filterOf(paths, flags, store, detectors, io);
  if (filter.ids?.length === 0) return EXIT.noRuns;
  await detectWithProgress(store, detectors, filter, flags, io);
  if (plan !== null) return await judgeStored(store, filter, plan, taxonomy, flags, io);
  const config = await openConfig(flags, io);
  const set = config?.judge ?? null;
  const options = {
    ...optionsOf(flags, set, config?.redact ?? REDACT_DEFAULTS, taxonomy),
    model: flags.model ?? SOMEBODY,
    contextTokens: set?.contextTokens ?? OFFLINE_CONTEXT,
  };
  return await judgeOffline(store, filter, flags, { taxonomy, options }, io);
}

async function filterOf(
  paths: readonly string[],
  flags: JudgeCommandFlags,
  store: Awaited<ReturnType<typeof openStore>>,
  detectors: DetectorSet,
  io: Io,
): Promise<RunFilter> {
  const { framework: _framework, tag: _tag, ...reading } = flags;
  const filter = runFilter(flags, io);
  if (paths.length === 0) return filter;
  const { sources } = await ingestWithProgress(paths, store, detectors, reading, io);
  return { ...filter, ids: await store.runsOfSources(sources) };
}
