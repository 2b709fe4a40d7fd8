import { basename, resolve } from "node:path";
import { EXIT } from "../../core/errors.ts";
import { sha256Of } from "../../core/hash.ts";
import { readLabelLines } from "../../labels/label-line.ts";
import { importLabels } from "../../pipeline/import-labels.ts";
import { plural } from "../../reporters/layout.ts";
import type { Io } from "../io.ts";
import { readGiven } from "../read-given.ts";
import {
  type ConfigOptions,
  knownFamilies,
  openExistingStore,
  openTaxonomy,
  type StoreOptions,
} from "../session.ts";
import { explainProblems } from "./ingest.ts";

export interface LabelImportFlags extends StoreOptions, ConfigOptions {
  taxonomy?: string;
  strictInput?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

const MOST_PROBLEMS = 5;

/** Labels of people or other tools into the store, in the place of what the same file gave before. */
export async function labelImportCommand(given: string, flags: LabelImportFlags, io: Io): Promise<number> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  const bytes = await readGiven(given, io);
  await using store = await openExistingStore(flags, io);
  const path = resolve(io.cwd, given);
  const file = {
    ...{ path, name: basename(path), contentHash: sha256Of(bytes) },
    content: readLabelLines(bytes.toString("utf8"), "labels", taxonomy),
  };
  const families = await knownFamilies(flags, io);
  const { runs, labels, labellers, retired, problems } = await importLabels(store, file, families);
  if (flags.quiet !== true) {
    const by = labellers.length === 0 ? "" : ` by ${labellers.join(", ")}`;
    const old = retired === 0 ? "" : `, ${plural(retired, "code")} without a mode left out`;
    await io.stderr.write(
      `${plural(labels, "label")} of ${plural(runs, "run")}${by}${old}, ${plural(problems.length, "problem")}\n`,
    );
    await explainProblems(flags.verbose === true ? problems : problems.slice(0, MOST_PROBLEMS), io);
  }
  if (runs === 0) return EXIT.noRuns;
  return flags.strictInput === true && problems.length > 0 ? EXIT.incomplete : EXIT.done;
}
