import { ADAPTERS } from "../../src/adapters/registry.ts";
import type { ModeId } from "../../src/core/finding.ts";
import type { ReportFinding } from "../../src/core/report.ts";
import { VERSION } from "../../src/core/version.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { detect } from "../../src/pipeline/detect.ts";
import { ingest } from "../../src/pipeline/ingest.ts";
import { reportModes } from "../../src/pipeline/report-modes.ts";
import { reportOn } from "../../src/pipeline/report-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { Taxonomy } from "../../src/taxonomy/taxonomy.ts";
import type { FoundRef } from "./draw-findings.ts";

export interface Found {
  ref: FoundRef;
  finding: ReportFinding;
}

/**
 * Every finding of every detector in what the paths hold, candidates too, at the tier that the detector gave it: what was
 * measured before must not bear on what is measured now.
 */
export async function findAll(paths: readonly string[], store: Store, taxonomy: Taxonomy): Promise<Found[]> {
  const detectors = DETECTORS.filter((detector) => taxonomy.isEnabled(detector));
  const set = { detectors, options: taxonomy.detectorOptions };
  const { problems, walk } = await ingest(paths, store, {
    ...{ cwd: process.cwd(), adapters: ADAPTERS, forced: null, tags: {}, detectors: set },
  });
  await detect(store, set, {});
  const report = await reportOn(store, {
    ...{ mast: VERSION, taxonomy: taxonomy.label, modes: reportModes(taxonomy, set), filter: {} },
    ...{ problems, walk, displayUri: (uri: string) => uri },
  });
  const versions = new Map(detectors.map(({ meta }) => [meta.id, meta.version]));
  const found: Found[] = [];
  for await (const view of report.runs()) {
    for (const [mode, label] of Object.entries(view.labels)) {
      for (const finding of [...label.findings, ...label.candidates]) {
        const detector = finding.source.slice(0, finding.source.lastIndexOf("@"));
        const version = versions.get(detector);
        if (version === undefined) continue;
        const { id, tier } = finding;
        const about = { run: view.id, finding: id, mode: mode as ModeId, framework: view.framework };
        found.push({ ref: { ...about, detector, version, tier }, finding });
      }
    }
  }
  return found;
}
