import type { CheckedYaml, ValuePath } from "../checked-yaml.ts";
import type { FileProblem } from "../file-problem.ts";
import { type KnownDetector, unknownDetector } from "../known-detector.ts";
import { expandMiniRun, MiniRunError } from "../mini-run.ts";
import type { Example, ModeDefinition } from "../schema.ts";

/** Whether a mode has examples of both kinds whose expectations can be met. */
export function* checkExamples(
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
