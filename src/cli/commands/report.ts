import { EXIT } from "../../core/errors.ts";
import { VERSION } from "../../core/version.ts";
import { precisionOf } from "../../pipeline/calibrate.ts";
import { reportModes } from "../../pipeline/report-modes.ts";
import { reportOn } from "../../pipeline/report-store.ts";
import type { Grouping } from "../../report/rates.ts";
import type { Io } from "../io.ts";
import type { OutputPairs } from "../outputs.ts";
import { displayUri } from "../paths.ts";
import {
  detectorSet,
  type FilterOptions,
  openExistingStore,
  openTaxonomy,
  parseMode,
  runFilter,
  type StoreOptions,
} from "../session.ts";
import { keepStore, wantsColor, writeReports } from "../write-reports.ts";
import { showCommandFor } from "./analyze.ts";

export interface ReportFlags extends StoreOptions, FilterOptions {
  taxonomy?: string;
  mode?: string[];
  by?: Grouping[];
  format: OutputPairs;
  color: boolean;
}

/** Reports on stored runs: all of them, or what the filters leave. */
export async function reportCommand(flags: ReportFlags, io: Io): Promise<number> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  const only = flags.mode?.map((mode) => parseMode(mode, taxonomy));
  const outputs = flags.format.pairs("table");
  keepStore(outputs, flags.db, io.cwd);
  await using store = await openExistingStore(flags, io);
  const filter = runFilter(flags, io);
  const under = filter.source === undefined ? {} : { source: filter.source };
  const counts = await store.countSources(under);
  const keys = filter.source === undefined ? undefined : (await store.sources(under)).map(({ key }) => key);
  const walk = { read: counts.read, skipped: 0, refused: counts.refused };
  const report = await reportOn(store, {
    mast: VERSION,
    taxonomy: taxonomy.label,
    modes: reportModes(taxonomy, detectorSet(taxonomy)),
    ...(only === undefined ? {} : { only }),
    by: flags.by ?? [],
    filter,
    problems: await store.problems(keys),
    walk,
    displayUri: displayUri(io.cwd),
    precisionOf: precisionOf(detectorSet(taxonomy)),
  });
  const color = wantsColor(flags.color, io);
  await writeReports(report, outputs, { color, showCommand: showCommandFor(flags.db) }, io);
  return report.head.rates.length === 0 ? EXIT.noRuns : EXIT.done;
}
