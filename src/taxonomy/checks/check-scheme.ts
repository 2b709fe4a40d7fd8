import type { CheckedYaml } from "../checked-yaml.ts";
import type { FileProblem } from "../file-problem.ts";
import type { LabelScheme } from "../schema.ts";
import { normalTitle, OWN_SCHEME } from "../taxonomy.ts";
import { baseName } from "./taxonomy-files.ts";

/** Whether a label scheme is called as its file and names each code and title once. */
export function* checkScheme(file: CheckedYaml<LabelScheme>, scheme: LabelScheme): Generator<FileProblem> {
  if (baseName(file.file) !== `${scheme.scheme}.yaml`) {
    yield file.problem(["scheme"], `the file must be called ${scheme.scheme}.yaml to agree with its scheme`);
  }
  const seen = new Set<string>();
  for (const [index, { code, title, aliases = [] }] of scheme.codes.entries()) {
    for (const key of [code, ...new Set([title, ...aliases].map(normalTitle))]) {
      if (seen.has(key)) yield file.problem(["codes", index], `codes.${index}: "${key}" stands there twice`);
      seen.add(key);
    }
  }
  if (scheme.scheme !== OWN_SCHEME) return;
  for (const [index, { code, mode }] of scheme.codes.entries()) {
    if (mode !== `FM-${code}`) {
      yield file.problem(["codes", index, "mode"], `codes.${index}.mode: mast's own ${code} is FM-${code}`);
    }
  }
}
