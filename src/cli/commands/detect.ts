import { EXIT } from "../../core/errors.ts";
import { CostMeter } from "../../detectors/cost-meter.ts";
import { type DetectorSet, detect } from "../../pipeline/detect.ts";
import { plural } from "../../reporters/layout.ts";
import type { RunFilter, Store } from "../../store/store.ts";
import type { Io } from "../io.ts";
import { startProgress } from "../progress.ts";
import {
  type ConfigOptions,
  configuredDetectors,
  type FilterOptions,
  openExistingStore,
  openTaxonomy,
  runFilter,
  type StoreOptions,
} from "../session.ts";

export interface DetectFlags extends StoreOptions, FilterOptions, ConfigOptions {
  taxonomy?: string;
  /** Print what each detector cost. */
  profile?: boolean;
  quiet?: boolean;
  progress?: boolean;
}

export async function detectCommand(flags: DetectFlags, io: Io): Promise<number> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  await using store = await openExistingStore(flags, io);
  const meter = flags.profile === true ? new CostMeter(() => performance.now()) : undefined;
  const detectors = await configuredDetectors(taxonomy, flags, io);
  const labelled = await detectWithProgress(store, detectors, runFilter(flags, io), flags, io, meter);
  if (flags.quiet !== true) await io.stderr.write(`${plural(labelled, "run")} labelled\n`);
  if (meter !== undefined) {
    const { costTable } = await import("../../reporters/cost-table.ts");
    await io.stdout.write(costTable(meter.costs, labelled));
  }
  return EXIT.done;
}

export async function detectWithProgress(
  store: Store,
  detectors: DetectorSet,
  filter: RunFilter,
  flags: { quiet?: boolean; progress?: boolean },
  io: Io,
  meter?: CostMeter,
): Promise<number> {
  const progress = await startProgress("detecting", flags, io);
  try {
    return await detect(store, detectors, filter, {
      signal: io.signal,
      onProgress: (done) => progress.update(done, null, ""),
      ...(meter === undefined ? {} : { meter }),
    });
  } finally {
    progress.stop();
  }
}
