import type Database from "better-sqlite3";
import type { AssemblyTable } from "./assemblies.ts";
import type { ContentTable } from "./contents.ts";
import type { RunTable } from "./runs.ts";

/**
 * Takes out what a person no longer wants stored. A forgotten run is remembered by its id alone, so that neither the
 * unchanged source nor a copy brings it back; it may return once every source that gave it has been forgotten as well.
 */
export class Forgetting {
  private readonly runs: RunTable;
  private readonly contents: ContentTable;
  private readonly assemblies: AssemblyTable;
  private readonly findRun;
  private readonly remember;
  private readonly assembliesOfRun;
  private readonly unlinkContents;
  private readonly unlinkAssemblies;
  private readonly isBarren;
  private readonly dropChunks;
  private readonly dropJoins;
  private readonly dropLabels;
  private readonly runsOfSource;
  private readonly assembliesOfSource;
  private readonly remembered;
  private readonly pardon;
  private readonly hasVersion;

  constructor(db: Database.Database, runs: RunTable, contents: ContentTable, assemblies: AssemblyTable) {
    this.runs = runs;
    this.contents = contents;
    this.assemblies = assemblies;
    this.findRun = db
      .prepare<[string], number>(
        "SELECT r.id FROM run r JOIN version v ON v.run = r.id AND v.shown = 1 WHERE r.run_id = ?",
      )
      .pluck();
    this.remember = db.prepare<[{ run: number }]>(
      `INSERT OR IGNORE INTO forgotten (run, source_key)
       SELECT v.run, s.key FROM version v JOIN content_run l ON l.version = v.id
         JOIN source s ON s.content = l.content WHERE v.run = @run
       UNION
       SELECT v.run, s.key FROM version v JOIN assembly_run l ON l.version = v.id
         JOIN fragment_group g ON g.assembly = l.assembly JOIN fragment_chunk c ON c.fragment_group = g.id
         JOIN source s ON s.content = c.content WHERE v.run = @run`,
    );
    this.assembliesOfRun = db
      .prepare<[number], number>(
        "SELECT DISTINCT l.assembly FROM assembly_run l JOIN version v ON v.id = l.version WHERE v.run = ?",
      )
      .pluck();
    const versions = "(SELECT id FROM version WHERE run = ?)";
    this.unlinkContents = db.prepare<[number]>(`DELETE FROM content_run WHERE version IN ${versions}`);
    this.unlinkAssemblies = db.prepare<[number]>(`DELETE FROM assembly_run WHERE version IN ${versions}`);
    this.isBarren = db
      .prepare<[number], number>("SELECT NOT EXISTS (SELECT 1 FROM assembly_run WHERE assembly = ?)")
      .pluck();
    const groups = "(SELECT id FROM fragment_group WHERE assembly = ?)";
    this.dropChunks = db.prepare<[number]>(`DELETE FROM fragment_chunk WHERE fragment_group IN ${groups}`);
    this.dropJoins = db.prepare<[number]>(`DELETE FROM fragment_join WHERE fragment_group IN ${groups}`);
    this.dropLabels = db.prepare<[number]>("DELETE FROM label WHERE run = ?");
    this.runsOfSource = db
      .prepare<[{ key: string }], number>(
        `SELECT DISTINCT v.run FROM source s JOIN content_run l ON l.content = s.content
           JOIN version v ON v.id = l.version WHERE s.key = @key
         UNION
         SELECT v.run FROM source s JOIN fragment_chunk c ON c.content = s.content
           JOIN fragment_group g ON g.id = c.fragment_group JOIN assembly_run l ON l.assembly = g.assembly
           JOIN version v ON v.id = l.version WHERE s.key = @key`,
      )
      .pluck();
    this.assembliesOfSource = db
      .prepare<[string], number>(
        `SELECT DISTINCT g.assembly FROM source s JOIN fragment_chunk c ON c.content = s.content
           JOIN fragment_group g ON g.id = c.fragment_group
         WHERE s.key = ? AND g.assembly IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM source o WHERE o.content = s.content AND o.key <> s.key)`,
      )
      .pluck();
    this.remembered = db.prepare<[string], number>("SELECT run FROM forgotten WHERE source_key = ?").pluck();
    this.pardon = db.prepare<[string]>("DELETE FROM forgotten WHERE source_key = ?");
    this.hasVersion = db.prepare<[number], number>("SELECT 1 FROM version WHERE run = ? LIMIT 1").pluck();
  }

  /** Inside the caller's transaction; returns 1, or 0 for an id that is not stored. */
  run(runId: string): number {
    const run = this.findRun.get(runId);
    if (run === undefined) return 0;
    const assemblies = this.assembliesOfRun.all(run);
    const touched = new Set([run]);
    this.remember.run({ run });
    this.unlinkContents.run(run);
    this.unlinkAssemblies.run(run);
    this.dropLabels.run(run);
    for (const assembly of assemblies) {
      // Its fragments are the run once more; where other runs were made of them too, they are needed.
      if (this.isBarren.get(assembly) !== 1) continue;
      this.dropJoins.run(assembly);
      this.dropChunks.run(assembly);
      this.assemblies.dropEmpty(this.assemblies.dissolve(assembly, touched).groups, touched);
    }
    this.runs.settle(touched);
    return 1;
  }

  /**
   * Inside the caller's transaction; returns how many runs went. Runs assembled from this and other sources are taken
   * out until the next assembly makes them anew without it.
   */
  source(key: string): number {
    const pardoned = this.remembered.all(key);
    this.pardon.run(key);
    const given = this.runsOfSource.all({ key });
    const touched = new Set([...pardoned, ...given]);
    const dissolved = this.assembliesOfSource.all(key).map((one) => this.assemblies.dissolve(one, touched));
    this.contents.remove(key, touched);
    this.runs.settle(touched);
    const remade = new Set(
      dissolved.filter(({ groups }) => this.assemblies.haveFragments(groups)).flatMap(({ runs }) => runs),
    );
    let gone = 0;
    for (const run of given) {
      if (this.hasVersion.get(run) !== undefined || remade.has(run)) continue;
      this.dropLabels.run(run);
      gone++;
    }
    this.runs.settle(given);
    return gone;
  }
}
