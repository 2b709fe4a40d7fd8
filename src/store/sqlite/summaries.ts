import type Database from "better-sqlite3";
import type { RunSummary } from "../../core/summary.ts";
import { JsonColumn } from "./json-column.ts";
import type { Selected } from "./selection.ts";
import { decodeVerdicts } from "./verdicts.ts";

type Row = [
  runId: string,
  framework: string,
  format: string,
  outcome: RunSummary["outcome"],
  taskKey: string | null,
  startedAt: string | null,
  agents: string,
  models: string,
  tags: string,
  verdicts: string | null,
];

/** Reads what tables, rates and gates need, never a body. */
export class SummaryReader {
  private readonly find;
  private readonly names = new JsonColumn((value) => Object.freeze(value as string[]) as string[]);
  private readonly tags = new JsonColumn((value) => Object.freeze(value as Record<string, string>));
  private readonly verdicts = new JsonColumn(decodeVerdicts);

  constructor(db: Database.Database) {
    this.find = db
      .prepare<[number], Row>(
        `SELECT r.run_id, v.framework, v.format, v.outcome, v.task_key, v.started_at, v.agents, v.models, v.tags,
           v.verdicts
         FROM version v JOIN run r ON r.id = v.run WHERE v.id = ?`,
      )
      .raw();
  }

  /** Null where the version was replaced since it was selected. */
  read({ version, source }: Selected): RunSummary | null {
    const row = this.find.get(version);
    if (row === undefined) return null;
    const [id, framework, format, outcome, taskKey, startedAt, agents, models, tags, verdicts] = row;
    return {
      id,
      framework,
      format,
      source,
      agents: this.names.read(agents),
      models: this.names.read(models),
      outcome,
      taskKey,
      startedAt,
      tags: this.tags.read(tags),
      verdicts: this.verdicts.read(verdicts ?? "{}"),
    };
  }
}
