import type { CheckedYaml } from "../checked-yaml.ts";
import type { LabelScheme, ModeDefinition, TaxonomyFile } from "../schema.ts";

/** The files of a taxonomy folder that parsed and fit their schemas. */
export interface TaxonomyFiles {
  taxonomy: CheckedYaml<TaxonomyFile>;
  modes: readonly CheckedYaml<ModeDefinition>[];
  schemes: readonly CheckedYaml<LabelScheme>[];
}

/** The last part of a path of either kind. */
export function baseName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
