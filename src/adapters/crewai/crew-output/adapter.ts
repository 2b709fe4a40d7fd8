import type { AdapterEvent, FormatDoc, Recognition, TraceAdapter } from "../../adapter.ts";
import type { TraceSource } from "../../source.ts";
import { isCrewOutput, isCutOutput, runOfOutput, runOfTasks } from "./run-of-output.ts";

const FORMAT = "crewai/crew-output";

const DOC: FormatDoc = {
  format: FORMAT,
  title: "CrewAI CrewOutput",
  signs: ["raw", "tasks_output", "token_usage", "expected_output", "agent"],
  writtenBy:
    "crew.kickoff().model_dump_json() or json.dumps(output.model_dump(), default=str); also several as JSON lines or as an array (kickoff_for_each)",
  tested: "crewai 1.15.30, 0.186.1 (without messages: only each task's output)",
  carries: "tasks, roles, each task's messages with tool calls and results, failed tools, outputs",
  loses:
    "times, models, coworkers under a manager, earlier attempts of a task, whether an answer was forced by max_iter; tokens where agents share a model (counted once for each agent)",
  endReasons: {
    "the output exists (a kickoff that raises returns none)": "completed",
    "a file that breaks off before token_usage": "truncated",
  },
};

export const crewaiOutput: TraceAdapter = {
  meta: { id: "crewai-output", version: 3, family: "crewai", formats: [DOC] },

  recognise({ probe }: TraceSource): Recognition | null {
    const found =
      (probe.kind === "json" &&
        (isCrewOutput(probe.value) || isListOfOutputs(probe.value) || isCut(probe))) ||
      (probe.kind === "records" && isCrewOutput(probe.records[0]?.value));
    return found ? { score: 0.95, format: FORMAT, why: "raw, tasks_output and token_usage" } : null;
  },

  async *read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    const { probe } = source;
    if (probe.kind === "json") {
      if (isCut(probe)) {
        yield* eventsOfCut(probe.value, format);
        return;
      }
      const list = Array.isArray(probe.value);
      for (const [index, value] of (Array.isArray(probe.value) ? probe.value : [probe.value]).entries()) {
        const whole = list ? `/${index}` : "";
        yield* eventsOf(value, format, whole, (pointer) => whole + pointer);
      }
      return;
    }
    for await (const batch of source.records()) {
      for (const { value, line } of batch)
        yield* eventsOf(value, format, `line:${line}`, () => `line:${line}`);
    }
  },
};

function isCut(probe: { value: unknown; damage: unknown }): boolean {
  return probe.damage !== null && isCutOutput(probe.value);
}

/** The tasks that stood whole before the place where the file breaks off. */
function* eventsOfCut(value: unknown, format: string): Generator<AdapterEvent> {
  if (!isCutOutput(value)) return;
  const draft = runOfTasks(value.tasks_output, format, {
    whole: "",
    task: (index, pointer) => `/tasks_output/${index}${pointer}`,
    broken: () => {},
  });
  if (draft === null) return;
  draft.endReason = "truncated";
  yield { type: "run", draft };
}

function isListOfOutputs(value: unknown): boolean {
  return Array.isArray(value) && isCrewOutput(value[0]);
}

function* eventsOf(
  value: unknown,
  format: string,
  whole: string,
  part: (pointer: string) => string,
): Generator<AdapterEvent> {
  if (!isCrewOutput(value)) {
    const message = "no CrewOutput: expected raw, tasks_output and token_usage";
    yield { type: "problem", problem: { locator: whole, code: "not-a-crew-output", message } };
    return;
  }
  const broken: string[] = [];
  const draft = runOfOutput(value, format, {
    whole,
    task: (index, pointer) => part(`/tasks_output/${index}${pointer}`),
    broken: (locator) => broken.push(locator),
  });
  for (const locator of broken) {
    const message = "no task output: expected description, agent and raw";
    yield { type: "problem", problem: { locator, code: "not-a-task-output", message } };
  }
  yield { type: "run", draft };
}
