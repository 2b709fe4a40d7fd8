import type { ModeId } from "../core/finding.ts";
import type { StreamedReport } from "../core/report.ts";
import { report } from "../pipeline/report.ts";
import type { Grouping } from "../report/rates.ts";
import type { Store } from "../store/store.ts";
import type { Io } from "./io.ts";
import { openSuppressions } from "./open-suppressions.ts";
import { displayUri } from "./paths.ts";
import {
  type ConfigOptions,
  configuredDetectors,
  type FilterOptions,
  openTaxonomy,
  parseMode,
  runFilter,
} from "./session.ts";

export interface StoredReportFlags extends FilterOptions, ConfigOptions {
  taxonomy?: string;
  mode?: string[];
  by?: readonly Grouping[];
}

/** The report on stored runs: all of them, or what the filters leave. */
export async function reportOnStored(
  store: Store,
  flags: StoredReportFlags,
  io: Io,
): Promise<StreamedReport> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  const only: ModeId[] | undefined = flags.mode?.map((mode) => parseMode(mode, taxonomy));
  const filter = runFilter(flags, io);
  const under = filter.source === undefined ? {} : { source: filter.source };
  const counts = await store.countSources(under);
  const keys = filter.source === undefined ? undefined : (await store.sources(under)).map(({ key }) => key);
  return report(store, {
    taxonomy,
    detectors: await configuredDetectors(taxonomy, flags, io),
    ...(only === undefined ? {} : { only }),
    by: flags.by ?? [],
    filter,
    problems: await store.problems(keys),
    walk: { read: counts.read, skipped: 0, refused: counts.refused },
    displayUri: displayUri(io.cwd),
    suppressed: await openSuppressions(flags, io),
  });
}
