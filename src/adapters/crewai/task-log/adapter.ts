import type { AdapterEvent, FormatDoc, Problem, Recognition, TraceAdapter } from "../../adapter.ts";
import type { TraceSource } from "../../source.ts";
import { isJsonEntry, readJsonEntries } from "./json-entries.ts";
import { runOfEntries, splitKickoffs } from "./run-of-entries.ts";
import { isTextLog, readTextEntries } from "./text-entries.ts";

const JSON_FORMAT = "crewai/task-log-json";
const TEXT_FORMAT = "crewai/task-log-text";

const END_REASONS: FormatDoc["endReasons"] = {
  "every started task has its completed entry": "completed",
  "a started task has no completed entry (an exception, a kill or a crew still at work look the same)":
    "truncated",
};
const LOSES =
  "model calls, tool calls, tokens, retries, errors and coworkers under a manager: none of them is in the log; the time zone";

export const crewaiTaskLog: TraceAdapter = {
  meta: {
    id: "crewai-task-log",
    version: 1,
    family: "crewai",
    formats: [
      {
        format: JSON_FORMAT,
        title: "CrewAI output_log_file, JSON",
        signs: ["task_name", "task", "agent", "status", "timestamp"],
        writtenBy: 'Crew(..., output_log_file="log.json"); every kickoff appends to the same array',
        tested: "crewai 1.15.30, 0.186.1",
        carries: "tasks, the role that each was given to, their outputs, local times",
        loses: LOSES,
        endReasons: END_REASONS,
      },
      {
        format: TEXT_FORMAT,
        title: "CrewAI output_log_file, text",
        signs: ["task_name=", "agent=", "status="],
        writtenBy: "Crew(..., output_log_file=True) → logs.txt, or any name that does not end in .json",
        tested: "crewai 1.15.30, 0.186.1",
        carries: "the same as the JSON form, unescaped",
        loses: `${LOSES}; an output that imitates a whole pair of entries cannot be told from real ones`,
        endReasons: END_REASONS,
      },
    ],
  },

  recognise(source: TraceSource): Recognition | null {
    const { probe } = source;
    if (probe.kind === "json" && Array.isArray(probe.value) && probe.value.some(isJsonEntry)) {
      return { score: 0.95, format: JSON_FORMAT, why: "an array of task_name, task, agent, status" };
    }
    if (probe.kind === "text" && isTextLog(probe.head)) {
      return { score: 0.95, format: TEXT_FORMAT, why: 'begins with a time and task_name="…", task="…"' };
    }
    return null;
  },

  async *read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    const problems: Omit<Problem, "uri">[] = [];
    const report = (problem: Omit<Problem, "uri">): void => {
      problems.push(problem);
    };
    const entries =
      format === TEXT_FORMAT
        ? readTextEntries(await source.text(), report)
        : readJsonEntries(jsonItems(source), report);
    for (const problem of problems) yield { type: "problem", problem };
    const kickoffs = splitKickoffs(entries);
    for (const kickoff of kickoffs) {
      yield { type: "run", draft: runOfEntries(kickoff, format, kickoffs.length > 1) };
    }
  },
};

function jsonItems(source: TraceSource): readonly unknown[] {
  return source.probe.kind === "json" && Array.isArray(source.probe.value) ? source.probe.value : [];
}
