import type { z } from "zod";
import { calibrationSchema } from "./calibration-schema.ts";
import { checkJudge } from "./check-judge.ts";
import { CheckedYaml } from "./checked-yaml.ts";
import { crossChecks } from "./cross-checks.ts";
import { byPlace, type FileProblem } from "./file-problem.ts";
import type { KnownDetector } from "./known-detector.ts";
import { modeSchema, schemeSchema, type TaxonomyData, taxonomySchema } from "./schema.ts";

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
  const calibrations = parsed("calibration.yaml", calibrationSchema);
  const problems = [...modes, ...schemes, ...calibrations].flatMap((file) => file.problems);
  const { judge, problems: judgeProblems } = checkJudge(texts, main?.file ?? "taxonomy.yaml");
  problems.push(...judgeProblems);
  if (main === undefined) return { data: null, problems };
  const taxonomy = new CheckedYaml(main.file, main.text, taxonomySchema);
  problems.push(...taxonomy.problems, ...crossChecks({ taxonomy, modes, schemes }, detectors));
  problems.sort(byPlace);
  if (problems.length > 0 || taxonomy.value === null) return { data: null, problems };
  const values = <T>(files: readonly CheckedYaml<T>[]): T[] => files.flatMap(({ value }) => value ?? []);
  const [calibration = null] = values(calibrations);
  const data = { file: taxonomy.value, modes: values(modes), schemes: values(schemes), calibration, judge };
  return { data, problems };
}
