import { EXIT, MastError } from "../../core/errors.ts";
import { modeListPage, modePage } from "../../reporters/mode-page.ts";
import { detectorDocs } from "../../taxonomy/detector-docs.ts";
import type { ModeDefinition } from "../../taxonomy/schema.ts";
import type { Io } from "../io.ts";
import { allDetectors, type ConfigOptions, openTaxonomy, parseMode } from "../session.ts";
import { wantsColor } from "../write-reports.ts";

export interface ModesFlags extends ConfigOptions {
  taxonomy?: string;
  color: boolean;
}

/** All modes with who looks for each, or one mode in full. */
export async function modesCommand(text: string | undefined, flags: ModesFlags, io: Io): Promise<number> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  const options = { width: io.stdout.columns, color: wantsColor(flags.color, io) };
  const detectors = await allDetectors(flags, io);
  const docsOf = (mode: ModeDefinition) => detectorDocs(mode, detectors);
  if (text === undefined) {
    await io.stdout.write(modeListPage(taxonomy, docsOf, options));
    return EXIT.done;
  }
  const mode = taxonomy.byId(parseMode(text, taxonomy));
  if (mode === null) throw new MastError(`no mode "${text}"`);
  await io.stdout.write(modePage(mode, docsOf(mode), options));
  return EXIT.done;
}
