import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT, MastError } from "../core/errors.ts";
import { hashOf } from "../core/hash.ts";
import type { TaxonomyText } from "./check.ts";
import { type FileProblem, problemLine } from "./file-problem.ts";
import type { KnownDetector } from "./known-detector.ts";
import type { TaxonomyData } from "./schema.ts";
import { Taxonomy } from "./taxonomy.ts";

/** The folder that comes with mast: `src/taxonomy` and `dist/taxonomy` are equally far from it. */
export const BUILT_IN_TAXONOMY: string = fileURLToPath(new URL("../../taxonomy/", import.meta.url));

/** Written by the build; parsing the YAML takes longer than reading some tens of megabytes of traces. */
const SNAPSHOT = fileURLToPath(new URL("../taxonomy/snapshot.json", import.meta.url));

interface Snapshot {
  /** Hash of the files it was made from; after any edit they are read and checked in full. */
  hash: string;
  data: TaxonomyData;
}

export { type FileProblem, problemLine } from "./file-problem.ts";

export interface TaxonomyCheck {
  /** Null where there are problems. */
  taxonomy: Taxonomy | null;
  /** All of them, by file and place. */
  problems: FileProblem[];
}

/**
 * Reads and checks a taxonomy folder. With `detectors`, ids and options in the mode files are checked against them,
 * save for an unedited built-in taxonomy, whose check the build has made.
 * @throws MastError (exit 2) that lists every problem with file, line and column
 */
export async function loadTaxonomy(
  dir: string = BUILT_IN_TAXONOMY,
  detectors: readonly KnownDetector[] | null = null,
): Promise<Taxonomy> {
  const files = await readFiles(dir);
  if (dir === BUILT_IN_TAXONOMY && files.problems.length === 0) {
    const data = await fromSnapshot(hashOfTexts(files.texts));
    if (data !== null) return new Taxonomy(data);
  }
  const { taxonomy, problems } = await check(files, detectors);
  if (taxonomy !== null) return taxonomy;
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  throw new MastError(`the taxonomy has ${count}:\n${problems.map(problemLine).join("\n")}`, {
    exitCode: EXIT.usage,
    hint: "taxonomy/README.md says what each field means",
  });
}

/** The same in full and without throwing, for `mast taxonomy check`. */
export async function checkTaxonomy(
  dir: string = BUILT_IN_TAXONOMY,
  detectors: readonly KnownDetector[] | null = null,
): Promise<TaxonomyCheck> {
  const { taxonomy, problems } = await check(await readFiles(dir), detectors);
  return { taxonomy, problems };
}

/** Keeps the parsed built-in taxonomy beside this module; part of `npm run build`. */
export async function writeSnapshot(): Promise<void> {
  const files = await readFiles(BUILT_IN_TAXONOMY);
  const { data, problems } = await check(files, null);
  if (data === null) {
    throw new MastError(`the taxonomy cannot be built:\n${problems.map(problemLine).join("\n")}`);
  }
  const snapshot: Snapshot = { hash: hashOfTexts(files.texts), data };
  await writeFile(SNAPSHOT, JSON.stringify(snapshot));
}

async function fromSnapshot(hash: string): Promise<TaxonomyData | null> {
  let content: string;
  try {
    content = await readFile(SNAPSHOT, "utf8");
  } catch {
    return null;
  }
  const snapshot = JSON.parse(content) as Snapshot;
  return snapshot.hash === hash ? snapshot.data : null;
}

function hashOfTexts(texts: readonly TaxonomyText[]): string {
  return hashOf(32, ...texts.flatMap(({ place, text }) => [place, text]));
}

/** The YAML parser is loaded only here, since it is not needed where the snapshot holds. */
async function check(
  { texts, problems }: TaxonomyFolder,
  detectors: readonly KnownDetector[] | null,
): Promise<TaxonomyCheck & { data: TaxonomyData | null }> {
  const { checkTexts } = await import("./check.ts");
  const checked = checkTexts(texts, detectors);
  const all = [...problems, ...checked.problems];
  const data = all.length === 0 ? checked.data : null;
  return { data, taxonomy: data === null ? null : new Taxonomy(data), problems: all };
}

interface TaxonomyFolder {
  texts: TaxonomyText[];
  problems: FileProblem[];
}

async function readFiles(dir: string): Promise<TaxonomyFolder> {
  const texts: TaxonomyText[] = [];
  const problems: FileProblem[] = [];
  const complain = (file: string, message: string): void => {
    problems.push({ file, line: 1, column: 1, message });
  };
  const places = ["taxonomy.yaml"];
  // A folder of one's own may have no measurements.
  const names: string[] = await readdir(dir).catch(() => []);
  if (names.includes("calibration.yaml")) places.push("calibration.yaml");
  // Without prompts there is no judge.
  const folders = ["modes", "schemes", ...(names.includes("judge") ? ["judge"] : [])];
  for (const folder of folders) {
    try {
      const names = (await readdir(join(dir, folder))).sort();
      const isRead = (name: string): boolean =>
        name.endsWith(".yaml") || (folder === "judge" && name.endsWith(".md"));
      places.push(...names.filter(isRead).map((name) => `${folder}/${name}`));
      for (const name of names) {
        if (name.endsWith(".yml")) complain(join(dir, folder, name), "not read; rename it to end in .yaml");
      }
    } catch (error) {
      complain(join(dir, folder), `cannot be read: ${reasonOf(error)}`);
    }
  }
  const read = places.map(async (place) => {
    const file = join(dir, place);
    try {
      return { file, place, text: await readFile(file, "utf8") };
    } catch (error) {
      complain(file, `cannot be read: ${reasonOf(error)}`);
      return null;
    }
  });
  for (const text of await Promise.all(read)) if (text !== null) texts.push(text);
  return { texts, problems };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
