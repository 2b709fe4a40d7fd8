import type Database from "better-sqlite3";
import type { Run } from "../../core/run.ts";
import { type EncodedRun, encodeRun } from "../encode-run.ts";

/** A row of `version` that came to be or was written again. */
export interface StoredVersion {
  version: number;
  /** Row of `run`. */
  run: number;
}

/**
 * Runs and their versions. Which version is shown is settled at the end of a transaction: of those that a source or an
 * assembly still gives, the one with the most steps, then the smallest content hash, so that the order of ingest does
 * not matter.
 */
export class RunTable {
  private readonly addRun;
  private readonly findRun;
  private readonly isForgotten;
  private readonly putVersion;
  private readonly putBody;
  private readonly versionsOf;
  private readonly show;
  private readonly hide;
  private readonly dropVersion;
  private readonly dropDetectorLabels;
  private readonly dropJudgeLabels;
  private readonly dropJudgeReplies;
  private readonly dropJudgeSummaries;
  private readonly dropRun;

  constructor(db: Database.Database) {
    this.addRun = db.prepare<[string]>("INSERT OR IGNORE INTO run (run_id) VALUES (?)");
    this.findRun = db.prepare<[string], number>("SELECT id FROM run WHERE run_id = ?").pluck();
    this.isForgotten = db.prepare<[number], number>("SELECT 1 FROM forgotten WHERE run = ? LIMIT 1").pluck();
    this.putVersion = db
      .prepare<unknown[], number>(
        `INSERT INTO version (run, content_hash, shown, steps, framework, format, outcome, task_key, started_at, agents,
           models, tags, prints, ended_at) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (run, content_hash) DO UPDATE SET steps = excluded.steps, framework = excluded.framework,
           format = excluded.format, outcome = excluded.outcome, task_key = excluded.task_key,
           started_at = excluded.started_at, agents = excluded.agents, models = excluded.models, tags = excluded.tags,
           prints = excluded.prints, ended_at = excluded.ended_at
         RETURNING id`,
      )
      .pluck();
    this.putBody = db.prepare<[number, Uint8Array]>(
      "INSERT OR REPLACE INTO body (version, json) VALUES (?, CAST(? AS TEXT))",
    );
    // A version that only an unfinished content gives is neither shown nor dropped.
    this.versionsOf = db.prepare<[number], { id: number; shown: number; given: number; linked: number }>(
      `SELECT id, shown,
         EXISTS (SELECT 1 FROM content_run l JOIN source s ON s.content = l.content WHERE l.version = v.id)
           OR EXISTS (SELECT 1 FROM assembly_run l WHERE l.version = v.id) AS given,
         EXISTS (SELECT 1 FROM content_run l WHERE l.version = v.id) AS linked
       FROM version v WHERE run = ? ORDER BY steps DESC, content_hash`,
    );
    this.hide = db.prepare<[number]>("UPDATE version SET shown = 0 WHERE run = ? AND shown = 1");
    this.show = db.prepare<[number]>(
      "UPDATE version SET shown = 1, labelling = NULL, verdicts = NULL WHERE id = ?",
    );
    this.dropVersion = db.prepare<[number]>("DELETE FROM version WHERE id = ?");
    this.dropDetectorLabels = db.prepare<[number]>("DELETE FROM detector_labels WHERE run = ?");
    this.dropJudgeLabels = db.prepare<[number]>("DELETE FROM label WHERE run = ? AND kind = 'judge'");
    this.dropJudgeReplies = db.prepare<[number]>("DELETE FROM judge_replies WHERE run = ?");
    this.dropJudgeSummaries = db.prepare<[number]>("DELETE FROM judge_summary WHERE run = ?");
    this.dropRun = db.prepare<[{ run: number }]>(
      `DELETE FROM run WHERE id = @run AND NOT EXISTS (SELECT 1 FROM version WHERE run = @run)
         AND NOT EXISTS (SELECT 1 FROM label WHERE run = @run) AND NOT EXISTS (SELECT 1 FROM forgotten WHERE run = @run)`,
    );
  }

  /** Stores the version without showing it; null where a person took the run out. */
  put(given: Run | EncodedRun): (StoredVersion & { locator: string }) | null {
    const encoded = "body" in given ? given : encodeRun(given);
    const isNew = this.addRun.run(encoded.id).changes > 0;
    const run = this.findRun.get(encoded.id);
    if (run === undefined) throw new Error(`run ${encoded.id} was not stored`);
    if (!isNew && this.isForgotten.get(run) !== undefined) return null;
    const version = this.putVersion.get(
      run,
      encoded.contentHash,
      encoded.steps,
      encoded.framework,
      encoded.format,
      encoded.outcome,
      encoded.taskKey,
      encoded.startedAt,
      encoded.agents,
      encoded.models,
      encoded.tags,
      new Uint8Array(encoded.prints.buffer),
      encoded.endedAt,
    );
    if (version === undefined) throw new Error(`run ${encoded.id} was not stored`);
    this.putBody.run(version, encoded.body);
    return { version, run, locator: encoded.locator };
  }

  /**
   * Chooses the shown version of each run and drops what nothing gives any more. Another version shown means another
   * content: labels of detectors and judges go, those of people and foreign tools stay, the verdicts are to be merged
   * anew. Labels of people also outlive the run itself, for the day its source gives it again.
   */
  settle(runs: Iterable<number>): void {
    for (const run of runs) {
      const versions = this.versionsOf.all(run);
      const best = versions.find((version) => version.given === 1);
      if (best === undefined || best.shown === 0) {
        this.hide.run(run);
        this.dropDetectorLabels.run(run);
        this.dropJudgeLabels.run(run);
        this.dropJudgeReplies.run(run);
        this.dropJudgeSummaries.run(run);
        if (best !== undefined) this.show.run(best.id);
      }
      for (const { id, given, linked } of versions) if (given === 0 && linked === 0) this.dropVersion.run(id);
      if (versions.length === 0 || best === undefined) this.dropRun.run({ run });
    }
  }
}
