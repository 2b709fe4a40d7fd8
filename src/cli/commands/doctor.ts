import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { EXIT, MastError } from "../../core/errors.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { VERSION } from "../../core/version.ts";
import { plural } from "../../reporters/layout.ts";
import type { Io } from "../io.ts";
import { ADAPTERS, detectorSet, openStore, openTaxonomy, type StoreOptions } from "../session.ts";
import { type DoctorFileFlags, examineFile } from "./doctor-file.ts";

export interface DoctorFlags extends StoreOptions, DoctorFileFlags {
  taxonomy?: string;
}

/** Without a file: whether mast can work here. With one: how it is recognised and what reading it gives. */
export async function doctorCommand(file: string | undefined, flags: DoctorFlags, io: Io): Promise<number> {
  return file === undefined ? checkInstallation(flags, io) : examineFile(file, flags, io);
}

async function checkInstallation(flags: DoctorFlags, io: Io): Promise<number> {
  let healthy = true;
  const check = async (name: string, look: () => Promise<string>): Promise<void> => {
    try {
      await io.stdout.write(`ok    ${name}: ${safeLine(await look())}\n`);
    } catch (error) {
      if (!(error instanceof MastError)) throw error;
      healthy = false;
      await io.stdout.write(`FAIL  ${name}: ${safeLine(error.message)}\n`);
      if (error.hint !== null) await io.stdout.write(`      ${safeLine(error.hint)}\n`);
    }
  };
  await check("mast", async () => `${VERSION} on Node ${process.version}`);
  await check("taxonomy", async () => {
    const taxonomy = await openTaxonomy(flags.taxonomy, io);
    const { detectors } = detectorSet(taxonomy);
    return `${taxonomy.label}, ${plural(taxonomy.active.length, "mode")}, ${plural(detectors.length, "detector")}`;
  });
  await check("formats", async () => {
    const formats = ADAPTERS.flatMap(({ meta }) => meta.formats.map(({ format }) => format));
    return formats.join(", ");
  });
  await check("SQLite", async () => {
    await using store = await openStore({ db: flags.db, store: false }, io);
    await store.sources({});
    return "works";
  });
  await check("store", async () => {
    if (!existsSync(resolve(io.cwd, flags.db))) return `${flags.db} does not exist yet`;
    await using store = await openStore(flags, io);
    const sources = await store.sources({});
    const problems = sources.reduce((sum, source) => sum + source.problems.length, 0);
    return `${flags.db}: ${plural(sources.length, "source")}, ${plural(problems, "problem")}`;
  });
  return healthy ? EXIT.done : EXIT.usage;
}
