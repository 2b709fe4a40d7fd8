import type { z } from "zod";
import { CheckedYaml, type FileProblem } from "./checked-yaml.ts";
import { crossChecks, type KnownDetector } from "./cross-checks.ts";
import { modeSchema, schemeSchema, type TaxonomyData, taxonomySchema } from "./schema.ts";

export type { FileProblem } from "./checked-yaml.ts";
export type { KnownDetector } from "./cross-checks.ts";

/** One file of a taxonomy folder: the path as messages print it, and its place in the folder (`modes/FM-1.1-….yaml`). */
export interface TaxonomyText {
  file: string;
  place: string;
  text: string;
}

/** Reads and checks the files of a taxonomy folder; all problems, by file and place. Pure. */
export function checkTexts(
  texts: readonly TaxonomyText[],
  detectors: readonly KnownDetector[] | null,
): { data: TaxonomyData | null; problems: FileProblem[] } {
  const main = texts.find(({ place }) => place === "taxonomy.yaml");
  const parsed = <T>(folder: string, schema: z.ZodType<T>): CheckedYaml<T>[] =>
    texts
      .filter(({ place }) => place.startsWith(folder))
      .map(({ file, text }) => new CheckedYaml(file, text, schema));
  const modes = parsed("modes/", modeSchema);
  const schemes = parsed("schemes/", schemeSchema);
  const problems = [...modes, ...schemes].flatMap((file) => file.problems);
  if (main === undefined) return { data: null, problems };
  const taxonomy = new CheckedYaml(main.file, main.text, taxonomySchema);
  problems.push(...taxonomy.problems, ...crossChecks({ taxonomy, modes, schemes }, detectors));
  problems.sort(byPlace);
  if (problems.length > 0 || taxonomy.value === null) return { data: null, problems };
  const values = <T>(files: readonly CheckedYaml<T>[]): T[] => files.flatMap(({ value }) => value ?? []);
  return { data: { file: taxonomy.value, modes: values(modes), schemes: values(schemes) }, problems };
}

/** `file:line:column: message` */
export function problemLine({ file, line, column, message }: FileProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}

function byPlace(a: FileProblem, b: FileProblem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
