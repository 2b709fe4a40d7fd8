import type { CheckedYaml, ValuePath } from "../checked-yaml.ts";
import type { FileProblem } from "../file-problem.ts";
import { type KnownDetector, unknownDetector } from "../known-detector.ts";
import type { ModeDefinition } from "../schema.ts";
import { baseName } from "./taxonomy-files.ts";

/** Whether the detectors of a mode exist, look for it, and take the options set here. */
export function* checkDetectors(
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
