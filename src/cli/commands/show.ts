import type { ModeId } from "../../core/finding.ts";
import { VERSION } from "../../core/version.ts";
import { precisionOf } from "../../pipeline/calibrate.ts";
import { reportModes } from "../../pipeline/report-modes.ts";
import { reportOn } from "../../pipeline/report-store.ts";
import { timeline } from "../../reporters/timeline.ts";
import type { Io } from "../io.ts";
import { openSuppressions } from "../open-suppressions.ts";
import { displayUri } from "../paths.ts";
import {
  type ConfigOptions,
  configuredDetectors,
  findRun,
  openTaxonomy,
  type StoreOptions,
} from "../session.ts";
import { openStoreToRead } from "../store-to-read.ts";
import { wantsColor } from "../write-reports.ts";

export interface ShowFlags extends StoreOptions, ConfigOptions {
  taxonomy?: string;
  full?: boolean;
  format: "text" | "json";
  color: boolean;
}

/** One run as a timeline with its findings in place, or as JSON: the run's report and its steps. */
export async function showCommand(text: string, flags: ShowFlags, io: Io): Promise<number> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  await using store = await openStoreToRead(flags, io);
  const { id } = await findRun(text, store);
  const run = await store.run(id);
  const detectors = await configuredDetectors(taxonomy, flags, io);
  const modes = reportModes(taxonomy, detectors);
  const report = await reportOn(store, {
    mast: VERSION,
    taxonomy: taxonomy.label,
    modes,
    filter: { ids: [id] },
    problems: [],
    walk: { read: 0, skipped: 0, refused: 0 },
    displayUri: displayUri(io.cwd),
    precisionOf: precisionOf(detectors),
    suppressed: await openSuppressions(flags, io),
  });
  for await (const view of report.runs()) {
    if (run === null) break;
    if (flags.format === "json") {
      await io.stdout.write(`${JSON.stringify({ ...view, timeline: run.steps }, null, 2)}\n`);
      break;
    }
    const options = {
      width: io.stdout.columns,
      color: wantsColor(flags.color, io),
      full: flags.full === true,
      modes,
      remediationOf: (mode: ModeId) => taxonomy.byId(mode)?.remediation ?? [],
    };
    for (const chunk of timeline(run, view, options)) await io.stdout.write(chunk);
  }
  return 0;
}
