import type { StreamedReport } from "../core/report.ts";
import { VERSION } from "../core/version.ts";
import type { Store } from "../store/store.ts";
import type { Taxonomy } from "../taxonomy/taxonomy.ts";
import { precisionOf } from "./calibrate.ts";
import type { DetectorSet } from "./detect.ts";
import { reportModes } from "./report-modes.ts";
import { type ReportRequest, reportOn } from "./report-store.ts";

/** What is reported, and whose labels it rests on; what is left out has its default. */
export interface ReportOptions
  extends Partial<Omit<ReportRequest, "mast" | "taxonomy" | "modes" | "precisionOf">> {
  taxonomy: Taxonomy;
  /** The detectors that labelled the runs, calibrated where precisions are to be shown. */
  detectors: DetectorSet;
}

/** The report on stored runs, all of them or what `filter` leaves; its runs stream by, so that it may be larger than memory. */
export async function report(
  store: Store,
  { taxonomy, detectors, ...request }: ReportOptions,
): Promise<StreamedReport> {
  return reportOn(store, {
    ...{
      filter: {},
      problems: [],
      walk: { read: 0, skipped: 0, refused: 0 },
      displayUri: (uri: string) => uri,
    },
    ...request,
    ...{ mast: VERSION, taxonomy: taxonomy.label, modes: reportModes(taxonomy, detectors) },
    precisionOf: precisionOf(detectors),
  });
}
