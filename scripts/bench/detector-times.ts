import type { Run } from "../../src/core/run.ts";
import { PreparedRun } from "../../src/detectors/prepared-run.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { runDetectors } from "../../src/detectors/run-detectors.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";

export interface DetectorTimes {
  /** What detectors share: computed once per run, by whichever asks first. */
  preparationMs: number;
  byDetector: { id: string; ms: number }[];
  /** All of it as the pipeline does it, with checks of needs, language and quotes. */
  allMs: number;
}

/**
 * Times each detector over all runs of a store, in this process. A first call on a run pays for what it is the first to
 * ask of the shared preparation; a second on the same prepared run costs the detector alone.
 */
export async function timeDetectors(file: string): Promise<DetectorTimes> {
  await using store = await openSqliteStore(file);
  const times = new Map(DETECTORS.map(({ meta }) => [meta.id, 0]));
  let firstMs = 0;
  let allMs = 0;
  for await (const batch of store.runs({})) {
    for (const run of batch) {
      allMs += timed(() => runDetectors(run, DETECTORS));
      const prepared = new PreparedRun(run);
      firstMs += timed(() => prepared.english);
      for (const detector of DETECTORS) firstMs += timed(() => detectWith(detector, run, prepared));
      for (const detector of DETECTORS) {
        const ms = timed(() => detectWith(detector, run, prepared));
        times.set(detector.meta.id, (times.get(detector.meta.id) ?? 0) + ms);
      }
    }
  }
  const byDetector = [...times].map(([id, ms]) => ({ id, ms }));
  const alone = byDetector.reduce((sum, { ms }) => sum + ms, 0);
  return { preparationMs: Math.max(0, firstMs - alone), byDetector, allMs };
}

function detectWith(detector: (typeof DETECTORS)[number], run: Run, prepared: PreparedRun): unknown {
  return detector.detect(run, prepared, detector.meta.options.parse({}));
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
