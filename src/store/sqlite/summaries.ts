import type Database from "better-sqlite3";
import type { RunPrints } from "../../core/run-prints.ts";
import type { RunSummary } from "../../core/summary.ts";
import { decodeVerdicts } from "../verdicts.ts";
import { JsonColumn } from "./json-column.ts";
import type { Selected } from "./selection.ts";

type Row = [
  version: number,
  framework: string,
  format: string,
  outcome: RunSummary["outcome"],
  taskKey: string | null,
  startedAt: string | null,
  endedAt: string | null,
  agents: string,
  models: string,
  tags: string,
  verdicts: string | null,
];

/** Summaries handed out at a time. */
const BATCH = 1000;

/** Reads what tables, rates and gates need, never a body. */
export class SummaryReader {
  private readonly find;
  private readonly findPrints;
  private readonly names = new JsonColumn((value) => Object.freeze(value as string[]) as string[]);
  private readonly tags = new JsonColumn((value) => Object.freeze(value as Record<string, string>));
  private readonly verdicts = new JsonColumn(decodeVerdicts);

  constructor(db: Database.Database) {
    this.find = db
      .prepare<[string], Row>(
        `SELECT v.id, framework, format, outcome, task_key, started_at, ended_at, agents, models, tags, verdicts
         FROM json_each(?) wanted JOIN version v ON v.id = wanted.value ORDER BY wanted.key`,
      )
      .raw();
    this.findPrints = db
      .prepare<[string], [runId: string, prints: Uint8Array]>(
        `SELECT r.run_id, v.prints FROM run r JOIN version v ON v.run = r.id AND v.shown = 1
         WHERE v.prints IS NOT NULL AND r.run_id IN (SELECT value FROM json_each(?))`,
      )
      .raw();
  }

  /** By run id. */
  prints(runIds: readonly string[]): Map<string, RunPrints> {
    if (runIds.length === 0) return new Map();
    return new Map(
      this.findPrints.all(JSON.stringify(runIds)).map(([runId, bytes]) => [runId, numbersOf(bytes)]),
    );
  }

  /** In the order given, without versions that were replaced since they were selected. */
  *batches(selected: readonly Selected[]): Generator<readonly RunSummary[], void> {
    for (let at = 0; at < selected.length; at += BATCH) yield this.read(selected.slice(at, at + BATCH));
  }

  private read(selected: readonly Selected[]): RunSummary[] {
    const rows = this.find.all(JSON.stringify(selected.map(({ version }) => version)));
    let next = 0;
    return selected.flatMap(({ version, runId: id, source }) => {
      const row = rows[next];
      if (row?.[0] !== version) return [];
      next++;
      const [, framework, format, outcome, taskKey, startedAt, endedAt, agents, models, tags, verdicts] = row;
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
        endedAt,
        tags: this.tags.read(tags),
        verdicts: this.verdicts.read(verdicts ?? "{}"),
      };
    });
  }
}

/** Copied, since a number must stand at a multiple of its length. */
function numbersOf(bytes: Uint8Array): RunPrints {
  const numbers = new Uint32Array(bytes.length / Uint32Array.BYTES_PER_ELEMENT);
  new Uint8Array(numbers.buffer).set(bytes);
  return numbers;
}
