import { resolve } from "node:path";
import { EXIT } from "../../core/errors.ts";
import { safeText } from "../../core/terminal-text.ts";
import { plural } from "../../reporters/layout.ts";
import { BUILT_IN_TAXONOMY, checkTaxonomy, problemLine } from "../../taxonomy/load.ts";
import type { Io } from "../io.ts";
import { allDetectors, type ConfigOptions } from "../session.ts";

/** Checks a taxonomy folder, every example in it included; each problem with file, line and column. */
export async function taxonomyCheckCommand(
  folder: string | undefined,
  flags: ConfigOptions,
  io: Io,
): Promise<number> {
  const path = folder === undefined ? BUILT_IN_TAXONOMY : resolve(io.cwd, folder);
  const { taxonomy, problems } = await checkTaxonomy(path, await allDetectors(flags, io));
  for (const problem of problems) await io.stderr.write(`${safeText(problemLine(problem))}\n`);
  if (taxonomy === null) {
    await io.stderr.write(`${plural(problems.length, "problem")}\n`);
    return EXIT.usage;
  }
  await io.stdout.write(`${taxonomy.label}: ${plural(taxonomy.active.length, "mode")}, no problems\n`);
  return EXIT.done;
}
