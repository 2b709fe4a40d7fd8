import { MODE_IDS, type ModeId } from "../../core/finding.ts";
import type { FileProblem } from "../file-problem.ts";
import { baseName, type TaxonomyFiles } from "./taxonomy-files.ts";

/** Whether every mode has its file once, and the version its changelog entry. */
export function* checkTaxonomyFile({ taxonomy, modes }: TaxonomyFiles): Generator<FileProblem> {
  const found = new Map<ModeId, string>();
  for (const file of modes) {
    // A file with mistakes of its own still counts as there.
    const id = file.value?.id ?? MODE_IDS.find((mode) => baseName(file.file).startsWith(`${mode}-`));
    if (id === undefined) continue;
    const other = found.get(id);
    if (other !== undefined) yield file.problem(["id"], `id: ${id} is also the id of ${other}`);
    found.set(id, file.file);
  }
  for (const id of MODE_IDS) {
    if (!found.has(id))
      yield taxonomy.problem([], `modes/ has no file for ${id}; retire a mode, never delete it`);
  }
  if (taxonomy.value === null) return;
  const newest = taxonomy.value.changelog[0]?.version;
  if (newest !== taxonomy.value.version) {
    const message = `version: is ${taxonomy.value.version}, but the newest changelog entry is for ${newest}`;
    yield taxonomy.problem(["version"], message);
  }
}
