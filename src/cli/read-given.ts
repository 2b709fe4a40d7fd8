import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { MastError } from "../core/errors.ts";
import { READ_REASONS, systemCode } from "../core/system-error.ts";
import type { Io } from "./io.ts";

/** Where `mast baseline save` puts its file, and where gates look for one. */
export const BASELINE_FILE = "mast.baseline.json";

/** A file that the command line names. @throws MastError where it cannot be read */
export async function readGiven(file: string, io: Pick<Io, "cwd">): Promise<Buffer> {
  try {
    return await readFile(resolve(io.cwd, file));
  } catch (error) {
    const code = systemCode(error) ?? "";
    const reason = READ_REASONS[code] ?? (error instanceof Error ? error.message : String(error));
    const isBaseline = code === "ENOENT" && basename(file) === BASELINE_FILE;
    throw new MastError(`cannot read ${file}: ${reason}`, {
      cause: error,
      ...(isBaseline ? { hint: "mast baseline save makes it" } : {}),
    });
  }
}
