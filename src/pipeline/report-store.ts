import type { ModeId } from "../core/finding.ts";
import type { Report, ReportMode, StreamedReport } from "../core/report.ts";
import type { SuppressionList } from "../core/suppression.ts";
import { buildReport } from "../report/build-report.ts";
import type { Grouping } from "../report/rates.ts";
import type { RunViewOptions } from "../report/report-run.ts";
import type { RunFilter, Store } from "../store/store.ts";

export interface ReportRequest {
  /** Version of mast. */
  mast: string;
  /** `mast@x.y.z`. */
  taxonomy: string;
  /** All modes of the taxonomy in its order, with who can look for each. */
  modes: readonly ReportMode[];
  /** Report only these; absent = all. */
  only?: readonly ModeId[];
  /** Beside the rows by framework, which are always there. */
  by?: readonly Grouping[];
  filter: RunFilter;
  problems: Report["problems"];
  walk: Report["walk"];
  displayUri: RunViewOptions["displayUri"];
  /** Absent = nothing was measured. */
  precisionOf?: RunViewOptions["precisionOf"];
  /** Absent = nothing is suppressed. */
  suppressed?: SuppressionList;
}

/** The report on stored runs; the store is read again while the runs are streamed and must stay open till then. */
export function reportOn(store: Store, request: ReportRequest): Promise<StreamedReport> {
  const { only, filter } = request;
  return buildReport({
    mast: request.mast,
    taxonomy: request.taxonomy,
    modes: only === undefined ? request.modes : request.modes.filter(({ id }) => only.includes(id)),
    allModes: request.modes.map(({ id }) => id),
    by: request.by ?? [],
    summaries: (ids) => store.summaries(ids === undefined ? filter : { ids }),
    prints: (ids) => store.prints(ids),
    runs: (ids) => store.runs({ ids }),
    labels: (runId) => store.labels(runId),
    judgement: (runId) => store.judgements.summary(runId),
    problems: request.problems,
    walk: request.walk,
    displayUri: request.displayUri,
    ...(request.suppressed === undefined ? {} : { suppressed: request.suppressed }),
    ...(request.precisionOf === undefined ? {} : { precisionOf: request.precisionOf }),
  });
}
