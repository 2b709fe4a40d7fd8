import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { EXIT, MastError } from "../core/errors.ts";
import { CheckedYaml, type FileProblem } from "./checked-yaml.ts";
import { crossChecks, type KnownDetector } from "./checks.ts";
import { modeSchema, schemeSchema, taxonomySchema } from "./schema.ts";
import { Taxonomy } from "./taxonomy.ts";

/** The folder that comes with mast: `src/taxonomy` and `dist/taxonomy` are equally far from it. */
export const BUILT_IN_TAXONOMY: string = fileURLToPath(new URL("../../taxonomy/", import.meta.url));

export interface TaxonomyCheck {
  /** Null where there are problems. */
  taxonomy: Taxonomy | null;
  /** All of them, by file and place. */
  problems: FileProblem[];
}

/**
 * Reads and checks a taxonomy folder. With `detectors`, the ids and options in the mode files are checked against them.
 * @throws MastError (exit 2) that lists every problem with file, line and column
 */
export async function loadTaxonomy(
  dir: string = BUILT_IN_TAXONOMY,
  detectors: readonly KnownDetector[] | null = null,
): Promise<Taxonomy> {
  const { taxonomy, problems } = await checkTaxonomy(dir, detectors);
  if (taxonomy !== null) return taxonomy;
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  throw new MastError(`the taxonomy has ${count}:\n${problems.map(problemLine).join("\n")}`, {
    exitCode: EXIT.usage,
    hint: "taxonomy/README.md says what each field means",
  });
}

/** The same without throwing, for `mast taxonomy check` and editors. */
export async function checkTaxonomy(
  dir: string = BUILT_IN_TAXONOMY,
  detectors: readonly KnownDetector[] | null = null,
): Promise<TaxonomyCheck> {
  const problems: FileProblem[] = [];
  const taxonomy = await readYaml(join(dir, "taxonomy.yaml"), taxonomySchema, problems);
  const modes = await readFolder(join(dir, "modes"), modeSchema, problems);
  const schemes = await readFolder(join(dir, "schemes"), schemeSchema, problems);
  if (taxonomy === null) return { taxonomy: null, problems };
  problems.push(...crossChecks({ taxonomy, modes, schemes }, detectors));
  problems.sort(byPlace);
  if (problems.length > 0 || taxonomy.value === null) return { taxonomy: null, problems };
  const values = <T>(files: readonly CheckedYaml<T>[]): T[] => files.flatMap(({ value }) => value ?? []);
  return { taxonomy: new Taxonomy(taxonomy.value, values(modes), values(schemes)), problems };
}

/** `file:line:column: message` */
export function problemLine({ file, line, column, message }: FileProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}

async function readFolder<T>(
  dir: string,
  schema: z.ZodType<T>,
  problems: FileProblem[],
): Promise<CheckedYaml<T>[]> {
  let names: string[];
  try {
    names = (await readdir(dir)).sort();
  } catch (error) {
    problems.push(unreadable(dir, error));
    return [];
  }
  const files: CheckedYaml<T>[] = [];
  for (const name of names) {
    if (name.endsWith(".yml")) {
      const message = "would not be read; rename it to end in .yaml";
      problems.push({ file: join(dir, name), line: 1, column: 1, message });
    }
    if (!name.endsWith(".yaml")) continue;
    const file = await readYaml(join(dir, name), schema, problems);
    if (file !== null) files.push(file);
  }
  return files;
}

async function readYaml<T>(
  path: string,
  schema: z.ZodType<T>,
  problems: FileProblem[],
): Promise<CheckedYaml<T> | null> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (error) {
    problems.push(unreadable(path, error));
    return null;
  }
  const file = new CheckedYaml(path, content, schema);
  problems.push(...file.problems);
  return file;
}

function unreadable(file: string, error: unknown): FileProblem {
  const reason = error instanceof Error ? error.message : String(error);
  return { file, line: 1, column: 1, message: `cannot be read: ${reason}` };
}

function byPlace(a: FileProblem, b: FileProblem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
