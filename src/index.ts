/**
 * mast as a library. The stations of the command line, each a function: read sources into a store, detect, report.
 *
 * @example
 * const taxonomy = await loadTaxonomy();
 * await using store = openMemoryStore();
 * const set = { detectors: DETECTORS, options: taxonomy.detectorOptions };
 * const read = await ingest(["traces/"], store, { cwd: process.cwd(), adapters: ADAPTERS, forced: null, tags: {}, detectors: set });
 * await detect(store, set, {});
 * const report = await collectReport(await reportOn(store, { mast: VERSION, taxonomy: taxonomy.label, modes: reportModes(taxonomy, set), filter: {}, problems: read.problems, walk: read.walk, displayUri: (uri) => uri }));
 */
export type * from "./adapters/adapter.ts";
export { finishRun } from "./adapters/finish-run.ts";
export { mappedAdapter } from "./adapters/mapped/mapped-adapter.ts";
export type { Mapping } from "./adapters/mapped/mapping.ts";
export { ADAPTERS } from "./adapters/registry.ts";
export { RunBuilder } from "./adapters/run-builder.ts";
export type * from "./adapters/source.ts";
export { type Config, loadConfig } from "./config/config.ts";
export type { DetectorCalibration, Measured } from "./core/calibration.ts";
export { EXIT, MastError } from "./core/errors.ts";
export type * from "./core/evaluation.ts";
export * from "./core/finding.ts";
export type * from "./core/report.ts";
export * from "./core/run.ts";
export type * from "./core/summary.ts";
export { VERSION } from "./core/version.ts";
export { type Detector, type DetectorMeta, defineDetector } from "./detectors/detector.ts";
export { PreparedRun } from "./detectors/prepared-run.ts";
export { DETECTORS } from "./detectors/registry.ts";
export { type DetectorOptions, detectorRef, runDetectors } from "./detectors/run-detectors.ts";
export { type EvaluateOptions, evaluate } from "./eval/evaluate.ts";
export type { Blame, Prediction, ScoredRun } from "./eval/scored-run.ts";
export { toCsv } from "./export/csv.ts";
export { type ExportedRun, toJsonLines } from "./export/jsonl.ts";
export { mergeLabels } from "./labels/merge.ts";
export { calibrate, precisionOf } from "./pipeline/calibrate.ts";
export { type DetectOptions, type DetectorSet, detect, labelRun } from "./pipeline/detect.ts";
export { type Examination, type ExamineOptions, examineSource } from "./pipeline/examine-source.ts";
export { exportRuns } from "./pipeline/export-runs.ts";
export { type IngestOptions, type IngestProgress, type IngestResult, ingest } from "./pipeline/ingest.ts";
export { type ReadContext, type ReadPart, readSource } from "./pipeline/read-source.ts";
export { reportModes } from "./pipeline/report-modes.ts";
export { type ReportRequest, reportOn } from "./pipeline/report-store.ts";
export { startReader } from "./pipeline/start-reader.ts";
export { buildReport, collectReport, type ReportInput } from "./report/build-report.ts";
export type { Grouping } from "./report/rates.ts";
export { REPORTERS } from "./reporters/registry.ts";
export type { RenderOptions, Reporter } from "./reporters/reporter.ts";
export { type TimelineOptions, timeline } from "./reporters/timeline.ts";
export { memorySource } from "./sources/memory-source.ts";
export { openSource } from "./sources/open-source.ts";
export { type WalkEvent, walk } from "./sources/walk.ts";
export { openMemoryStore } from "./store/memory.ts";
export { openSqliteStore } from "./store/sqlite/open.ts";
export type * from "./store/store.ts";
export { checkTaxonomy, loadTaxonomy } from "./taxonomy/load.ts";
export { Taxonomy } from "./taxonomy/taxonomy.ts";
