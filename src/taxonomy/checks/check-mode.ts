import { categoryOf } from "../../core/mode-info.ts";
import type { CheckedYaml, ValuePath } from "../checked-yaml.ts";
import type { FileProblem } from "../file-problem.ts";
import type { ModeDefinition } from "../schema.ts";
import { baseName, type TaxonomyFiles } from "./taxonomy-files.ts";

const PLACEHOLDER = /\{\{|\b(?:TODO|TBD|FIXME|XXX)\b/;

/** What a mode says of itself and of others: names, versions, near misses, texts left unfilled. */
export function* checkMode(
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
