import { isAbsolute, relative, sep } from "node:path";
import type { TraceAdapter } from "../adapters/adapter.ts";
import { ADAPTERS } from "../adapters/registry.ts";
import type { Report } from "../core/report.ts";
import type { Detector } from "../detectors/detector.ts";
import { DETECTORS } from "../detectors/registry.ts";
import { collectReport } from "../report/build-report.ts";
import { openMemoryStore } from "../store/memory.ts";
import type { Store } from "../store/store.ts";
import { loadTaxonomy } from "../taxonomy/load.ts";
import type { Taxonomy } from "../taxonomy/taxonomy.ts";
import { calibrate } from "./calibrate.ts";
import { detect } from "./detect.ts";
import { ingest } from "./ingest.ts";
import { report } from "./report.ts";

export interface AnalyzeOptions {
  /** Absolute; paths are relative to it, and so are those that the report shows. */
  cwd: string;
  /** Keeps what was read for the next call; default: memory, for this call alone. */
  store?: Store;
  /** Default: the one that comes with mast. */
  taxonomy?: Taxonomy;
  /** Default: the built-in ones. */
  adapters?: readonly TraceAdapter[];
  /** Default: the built-in ones; those that the taxonomy switches off do not run. */
  detectors?: readonly Detector[];
  /** Put on every run read. */
  tags?: Record<string, string>;
  signal?: AbortSignal;
}

/** Reads files, folders and globs, labels their runs by rules, and reports exactly on them. For reports larger than memory, take the stations apart. */
export async function analyze(paths: readonly string[], options: AnalyzeOptions): Promise<Report> {
  if (options.store !== undefined) return analyzeInto(options.store, paths, options);
  await using store = openMemoryStore();
  return await analyzeInto(store, paths, options);
}

async function analyzeInto(
  store: Store,
  paths: readonly string[],
  { cwd, adapters = ADAPTERS, detectors: all = DETECTORS, tags = {}, signal, ...given }: AnalyzeOptions,
): Promise<Report> {
  const taxonomy = given.taxonomy ?? (await loadTaxonomy());
  const enabled = all.filter((detector) => taxonomy.isEnabled(detector));
  const set = { detectors: enabled, options: taxonomy.detectorOptions };
  const detectors = calibrate(set, taxonomy.calibration?.detectors ?? []);
  const stop = signal === undefined ? {} : { signal };
  const read = await ingest(paths, store, { cwd, adapters, forced: null, tags, detectors, ...stop });
  const ids = await store.runsOfSources(read.sources);
  await detect(store, detectors, { ids }, stop);
  const { problems, walk } = read;
  const displayUri = (uri: string) => (isAbsolute(uri) ? relative(cwd, uri).replaceAll(sep, "/") : uri);
  return collectReport(
    await report(store, { taxonomy, detectors, filter: { ids }, problems, walk, displayUri }),
  );
}
