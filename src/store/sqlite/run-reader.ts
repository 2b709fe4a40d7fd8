import type Database from "better-sqlite3";
import type { Run } from "../../core/run.ts";
import type { Selected, Selection } from "./selection.ts";

/** A batch ends after so many runs, or so many characters of them. */
const BATCH_RUNS = 50;
const BATCH_CHARS = 4 << 20;

/** Reads whole runs, a few at a time. */
export class RunReader {
  private readonly selection: Selection;
  private readonly body;

  constructor(db: Database.Database, selection: Selection) {
    this.selection = selection;
    this.body = db.prepare<[number], string>("SELECT json FROM body WHERE version = ?").pluck();
  }

  /** In the order given; versions that were replaced since they were selected are left out. */
  *batches(selected: readonly Selected[]): Generator<readonly Run[]> {
    let batch: Run[] = [];
    let chars = 0;
    for (const { version } of selected) {
      const text = this.body.get(version);
      if (text === undefined) continue;
      const run = JSON.parse(text) as Run;
      run.sources = this.selection.sourcesOf(version);
      batch.push(run);
      chars += text.length;
      if (batch.length < BATCH_RUNS && chars < BATCH_CHARS) continue;
      yield batch;
      batch = [];
      chars = 0;
    }
    if (batch.length > 0) yield batch;
  }
}
