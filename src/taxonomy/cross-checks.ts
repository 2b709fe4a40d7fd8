import type { z } from "zod";
import { MODE_IDS, type ModeId } from "../core/finding.ts";
import { categoryOf } from "../core/mode-info.ts";
import { nearestOf } from "../core/nearest.ts";
import type { CheckedYaml, ValuePath } from "./checked-yaml.ts";
import type { FileProblem } from "./file-problem.ts";
import { expandMiniRun, MiniRunError } from "./mini-run.ts";
import type { Example, LabelScheme, ModeDefinition, TaxonomyFile } from "./schema.ts";
import { normalTitle, OWN_SCHEME } from "./taxonomy.ts";

/** What the taxonomy needs to know of a detector to check the mode files; every `Detector` has this shape. */
export interface KnownDetector {
  readonly meta: { readonly id: string; readonly mode: ModeId; readonly options: z.ZodType };
}

/** The files of a taxonomy folder that parsed and fit their schemas. */
export interface TaxonomyFiles {
  taxonomy: CheckedYaml<TaxonomyFile>;
  modes: readonly CheckedYaml<ModeDefinition>[];
  schemes: readonly CheckedYaml<LabelScheme>[];
}

const PLACEHOLDER = /\{\{|\b(?:TODO|TBD|FIXME|XXX)\b/;

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

function* checkTaxonomyFile({ taxonomy, modes }: TaxonomyFiles): Generator<FileProblem> {
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

function* checkMode(
  file: CheckedYaml<ModeDefinition>,
  mode: ModeDefinition,
  files: TaxonomyFiles,
): Generator<FileProblem> {
  const expectedName = `${mode.id}-${mode.slug}.yaml`;
  if (baseName(file.file) !== expectedName) {
    yield file.problem(["slug"], `the file must be called ${expectedName} to agree with its id and slug`);
  }
  if (mode.category !== categoryOf(mode.id)) {
    yield file.problem(
      ["category"],
      `category: expected ${categoryOf(mode.id)} for ${mode.id}, got ${mode.category}`,
    );
  }
  const taxonomy = files.taxonomy.value;
  if (taxonomy !== null) {
    if (!taxonomy.categories.some(({ id }) => id === mode.category)) {
      yield file.problem(
        ["category"],
        `category: ${mode.category} is not among the categories of taxonomy.yaml`,
      );
    }
    for (const [path, version] of [
      [["since"], mode.since] as const,
      ...mode.changelog.map((entry, index) => [["changelog", index, "version"], entry.version] as const),
    ]) {
      if (isNewer(version, taxonomy.version)) {
        yield file.problem(
          path,
          `${path.join(".")}: ${version} is newer than the taxonomy, ${taxonomy.version}`,
        );
      }
    }
  }
  for (const [index, miss] of mode.not_this.entries()) {
    const target = files.modes.find((other) => other.value?.id === miss.instead)?.value;
    const path = ["not_this", index, "instead"];
    if (miss.instead === mode.id) yield file.problem(path, `${path.join(".")}: points to the mode itself`);
    else if (target?.status === "retired")
      yield file.problem(path, `${path.join(".")}: ${target.id} is retired`);
  }
  for (const [path, words] of textsOf(mode, [])) {
    const placeholder = PLACEHOLDER.exec(words)?.[0];
    if (placeholder !== undefined) {
      yield file.problem(path, `${path.join(".")}: "${placeholder}" looks like an unfilled placeholder`);
    }
  }
}

function* checkExamples(
  file: CheckedYaml<ModeDefinition>,
  mode: ModeDefinition,
  detectors: readonly KnownDetector[] | null,
): Generator<FileProblem> {
  const names = new Set<string>();
  for (const side of ["positive", "negative"] as const) {
    const examples = mode.examples[side];
    if (mode.status === "active" && examples.length === 0) {
      yield file.problem(
        ["examples", side],
        `examples.${side}: expected at least one example of an active mode`,
      );
    }
    for (const [index, example] of examples.entries()) {
      const path = ["examples", side, index];
      if (names.has(example.name)) {
        yield file.problem([...path, "name"], `${path.join(".")}.name: "${example.name}" is used twice`);
      }
      names.add(example.name);
      yield* checkExample(file, example, side, path, detectors);
    }
  }
}

function* checkExample(
  file: CheckedYaml<ModeDefinition>,
  example: Example,
  side: "positive" | "negative",
  path: ValuePath,
  detectors: readonly KnownDetector[] | null,
): Generator<FileProblem> {
  const named = path.join(".");
  let agents: readonly string[] = [];
  let steps = 0;
  try {
    const run = expandMiniRun(example.run);
    agents = run.agents.map(({ id }) => id);
    steps = run.steps.length;
  } catch (error) {
    if (!(error instanceof MiniRunError)) throw error;
    const place = [...path, "run", ...error.path];
    yield file.keyProblem(place, `${[named, "run", ...error.path.slice(0, 2)].join(".")}: ${error.message}`);
    return;
  }
  const verdicts: string[] = [];
  for (const [labeller, wanted] of Object.entries(example.expect)) {
    const place = [...path, "expect", labeller];
    const told = (message: string): FileProblem =>
      file.keyProblem(place, `${named}.expect.${labeller}: ${message}`);
    if (labeller !== "judge" && detectors !== null && !detectors.some(({ meta }) => meta.id === labeller)) {
      yield told(unknownDetector(labeller, detectors));
    }
    const full = typeof wanted === "string" ? { verdict: wanted } : wanted;
    verdicts.push(full.verdict);
    if (full.agent !== undefined && !agents.includes(full.agent)) {
      yield told(`the run has no agent "${full.agent}"; it has ${agents.join(", ")}`);
    }
    const beyond = full.steps?.find((step) => step >= steps);
    if (beyond !== undefined)
      yield told(`the run has no step ${beyond}; it has ${steps} steps, counted from 0`);
  }
  if (side === "positive" && !verdicts.includes("present")) {
    yield file.problem([...path, "expect"], `${named}.expect: a positive example needs one "present"`);
  }
  if (side === "negative" && (verdicts.length === 0 || verdicts.includes("present"))) {
    yield file.problem(
      [...path, "expect"],
      `${named}.expect: a negative example needs verdicts, none "present"`,
    );
  }
}

function* checkDetectors(
  file: CheckedYaml<ModeDefinition>,
  mode: ModeDefinition,
  detectors: readonly KnownDetector[] | null,
  namedBy: Map<string, string>,
): Generator<FileProblem> {
  for (const [index, entry] of mode.detectors.entries()) {
    const path: ValuePath = ["detectors", index];
    const named = path.join(".");
    const other = namedBy.get(entry.id);
    if (other !== undefined)
      yield file.problem([...path, "id"], `${named}.id: ${entry.id} is also set in ${other}`);
    namedBy.set(entry.id, baseName(file.file));
    if (detectors === null) continue;
    const detector = detectors.find(({ meta }) => meta.id === entry.id);
    if (detector === undefined) {
      yield file.problem([...path, "id"], `${named}.id: ${unknownDetector(entry.id, detectors)}`);
      continue;
    }
    if (detector.meta.mode !== mode.id) {
      yield file.problem(
        [...path, "id"],
        `${named}.id: ${entry.id} looks for ${detector.meta.mode}, not ${mode.id}`,
      );
    }
    const options = detector.meta.options.safeParse(entry.options, { reportInput: true });
    if (!options.success) {
      yield* file.issueProblems(options.error.issues, detector.meta.options, [...path, "options"]);
    }
  }
}

function* checkScheme(file: CheckedYaml<LabelScheme>, scheme: LabelScheme): Generator<FileProblem> {
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

function unknownDetector(id: string, detectors: readonly KnownDetector[]): string {
  const known = detectors.map(({ meta }) => meta.id);
  const nearest = nearestOf(id, known);
  return nearest === null
    ? `there is no detector "${id}"; known: ${known.join(", ")}`
    : `there is no detector "${id}"; did you mean "${nearest}"?`;
}

/** All texts of a mode but its examples, whose traces may well hold a placeholder. */
function* textsOf(value: unknown, path: ValuePath): Generator<[ValuePath, string]> {
  if (typeof value === "string") yield [path, value];
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (path.length === 0 && key === "examples") continue;
      yield* textsOf(item, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  }
}

function isNewer(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  for (const [index, part] of (a ?? []).entries()) {
    const other = b?.[index] ?? 0;
    if (part !== other) return part > other;
  }
  return false;
}

function baseName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
