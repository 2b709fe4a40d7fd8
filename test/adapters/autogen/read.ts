import { ADAPTERS } from "../../../src/adapters/registry.ts";
import { readContent } from "../../helpers/read-runs.ts";

/** Reads content as the pipeline does, by the adapter that is surest; throws where nobody reads it or a run is invalid. */
export async function openSample(content: string | Uint8Array) {
  const read = await readContent(content, ADAPTERS);
  const spoilt = read.problems.find(({ code }) => code === "invalid-run");
  if (read.adapter === null || spoilt !== undefined) {
    throw new Error(spoilt?.message ?? JSON.stringify(read.problems));
  }
  return read;
}
