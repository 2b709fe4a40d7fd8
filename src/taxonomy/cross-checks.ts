import { checkDetectors } from "./checks/check-detectors.ts";
import { checkExamples } from "./checks/check-examples.ts";
import { checkMode } from "./checks/check-mode.ts";
import { checkScheme } from "./checks/check-scheme.ts";
import { checkTaxonomyFile } from "./checks/check-taxonomy-file.ts";
import type { TaxonomyFiles } from "./checks/taxonomy-files.ts";
import type { FileProblem } from "./file-problem.ts";
import type { KnownDetector } from "./known-detector.ts";
import { OWN_SCHEME } from "./taxonomy.ts";

/** What no schema of a single file can see: names, references between files, examples, detector options. */
export function* crossChecks(
  files: TaxonomyFiles,
  detectors: readonly KnownDetector[] | null,
): Generator<FileProblem> {
  yield* checkTaxonomyFile(files);
  const namedBy = new Map<string, string>();
  for (const file of files.modes) {
    if (file.value === null) continue;
    yield* checkMode(file, file.value, files);
    yield* checkExamples(file, file.value, detectors);
    yield* checkDetectors(file, file.value, detectors, namedBy);
  }
  for (const file of files.schemes) if (file.value !== null) yield* checkScheme(file, file.value);
  if (!files.schemes.some((file) => file.value === null || file.value.scheme === OWN_SCHEME)) {
    yield files.taxonomy.problem([], `schemes/${OWN_SCHEME}.yaml is missing: mast's own numbering`);
  }
}
