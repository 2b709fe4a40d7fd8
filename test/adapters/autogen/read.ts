import { ADAPTERS } from "../../../src/adapters/registry.ts";
import { readContent, readFile } from "../../helpers/read-runs.ts";

/** Reads content as the pipeline does, by the adapter that is surest; throws where nobody reads it or a run is invalid. */
export async function openSample(content: string | Uint8Array) {
  return accepted(await readContent(content, ADAPTERS));
}

/** The same of a file; databases need one. */
export async function openSampleFile(path: string) {
  return accepted(await readFile(path, ADAPTERS));
}

function accepted(read: Awaited<ReturnType<typeof readContent>>) {
  const spoilt = read.problems.find(({ code }) => code === "invalid-run");
  if (read.adapter === null || spoilt !== undefined) {
    throw new Error(spoilt?.message ?? JSON.stringify(read.problems));
  }
  return read;
}
