import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { MastError } from "../core/errors.ts";
import type { Io } from "./io.ts";

/** A file that the command line names. @throws MastError where it cannot be read */
export async function readGiven(file: string, io: Pick<Io, "cwd">): Promise<Buffer> {
  try {
    return await readFile(resolve(io.cwd, file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MastError(`cannot read ${file}: ${reason}`, { cause: error });
  }
}
