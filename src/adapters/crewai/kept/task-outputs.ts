import { toIsoTime } from "../../../core/time.ts";
import type { AdapterEvent, FormatDoc, Recognition, TraceAdapter } from "../../adapter.ts";
import { embeddedJson } from "../../json-text.ts";
import type { TraceSource } from "../../source.ts";
import { runOfTasks } from "../crew-output/run-of-output.ts";

const FORMAT = "crewai/task-outputs-db";
const TABLE = "latest_kickoff_task_outputs";

const DOC: FormatDoc = {
  format: FORMAT,
  title: "CrewAI latest kickoff's task outputs",
  signs: ["latest_kickoff_task_outputs"],
  writtenBy:
    "every kickoff, into latest_kickoff_task_outputs.db of the user's data folder (CREWAI_STORAGE_DIR); the next one empties it",
  tested: "crewai 1.15.30",
  carries: "finished tasks, roles, each task's messages with tool calls and results, outputs",
  loses:
    "tasks that did not finish, tokens, models, coworkers under a manager, earlier attempts of a task, how the kickoff ended",
  endReasons: { "every kickoff (only tasks that finished are kept)": "unknown" },
};

export const crewaiTaskOutputs: TraceAdapter = {
  meta: { id: "crewai-task-outputs", version: 1, family: "crewai", formats: [DOC] },

  recognise({ probe }: TraceSource): Recognition | null {
    const columns = probe.kind === "sqlite" ? (probe.tables[TABLE] ?? []) : [];
    if (!columns.includes("task_id") || !columns.includes("output")) return null;
    return { score: 1, format: FORMAT, why: `a table ${TABLE}` };
  },

  async *read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    const tasks: unknown[] = [];
    const places: string[] = [];
    let endedAt: string | null = null;
    const sql = `SELECT task_id, output, timestamp FROM ${TABLE} ORDER BY task_index, rowid`;
    for await (const rows of source.query(sql)) {
      for (const { task_id: id, output, timestamp } of rows) {
        tasks.push(typeof output === "string" ? embeddedJson(output) : output);
        places.push(`${TABLE}:${String(id)}/output`);
        endedAt = toIsoTime(timestamp) ?? endedAt;
      }
    }
    const broken: string[] = [];
    const draft = runOfTasks(tasks, format, {
      whole: "",
      task: (index, pointer) => `${places[index] ?? ""}${pointer}`,
      broken: (locator) => broken.push(locator),
    });
    for (const locator of broken) {
      const message = "no task output: expected JSON with description, agent and raw";
      yield { type: "problem", problem: { locator, code: "not-a-task-output", message } };
    }
    if (draft !== null) yield { type: "run", draft: { ...draft, endedAt } };
  },
};
