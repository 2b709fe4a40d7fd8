import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { MastError } from "../core/errors.ts";
import type { Io } from "./io.ts";

/** Where `mast baseline save` puts its file, and where gates look for one. */
export const BASELINE_FILE = "mast.baseline.json";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
};

/** A file that the command line names. @throws MastError where it cannot be read */
export async function readGiven(file: string, io: Pick<Io, "cwd">): Promise<Buffer> {
  try {
    return await readFile(resolve(io.cwd, file));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
    const isBaseline = code === "ENOENT" && basename(file) === BASELINE_FILE;
    throw new MastError(`cannot read ${file}: ${reason}`, {
      cause: error,
      ...(isBaseline ? { hint: "mast baseline save makes it" } : {}),
    });
  }
}
