import { ADAPTERS } from "../../src/adapters/registry.ts";
import type { Report } from "../../src/core/report.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { detect } from "../../src/pipeline/detect.ts";
import { ingest } from "../../src/pipeline/ingest.ts";
import { reportOn } from "../../src/pipeline/report-store.ts";
import { collectReport } from "../../src/report/build-report.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";

const taxonomy = await loadTaxonomy();
const set = { detectors: DETECTORS, options: taxonomy.detectorOptions };

/** The report of all detectors on what the paths give, relative to `cwd`; nothing is kept. */
export async function reportOnPaths(
  paths: string[],
  cwd: string,
  displayUri: (uri: string) => string,
): Promise<Report> {
  await using store = openMemoryStore();
  const result = await ingest(paths, store, {
    cwd,
    adapters: ADAPTERS,
    forced: null,
    tags: {},
    detectors: set,
  });
  await detect(store, set, {});
  return await collectReport(
    await reportOn(store, {
      mast: "0.0.0",
      taxonomy: taxonomy.label,
      modes: taxonomy.infos.map((info) => ({ ...info, labellers: [] })),
      filter: {},
      problems: result.problems,
      walk: result.walk,
      displayUri,
    }),
  );
}
