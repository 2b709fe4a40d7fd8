import { EXIT } from "../../core/errors.ts";
import type { Grouping } from "../../report/rates.ts";
import type { Io } from "../io.ts";
import type { OutputPairs } from "../outputs.ts";
import type { ConfigOptions, FilterOptions, StoreOptions } from "../session.ts";
import { openStoreToRead } from "../store-to-read.ts";
import { reportOnStored } from "../stored-report.ts";
import { checkFormats, keepStore, type RenderFlags, writeReports } from "../write-reports.ts";
import { showCommandFor } from "./analyze.ts";

export interface ReportFlags extends StoreOptions, FilterOptions, ConfigOptions, RenderFlags {
  mode?: string[];
  by?: Grouping[];
  format: OutputPairs;
}

/** Reports on stored runs: all of them, or what the filters leave. */
export async function reportCommand(flags: ReportFlags, io: Io): Promise<number> {
  const outputs = flags.format.pairs("table");
  keepStore(outputs, flags.db, io.cwd);
  await checkFormats(outputs, flags, io);
  await using store = await openStoreToRead(flags, io);
  const report = await reportOnStored(store, flags, io);
  await writeReports(report, outputs, flags, { showCommand: showCommandFor(flags.db), store }, io);
  return report.head.rates.length === 0 ? EXIT.noRuns : EXIT.done;
}
