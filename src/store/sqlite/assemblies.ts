import type Database from "better-sqlite3";
import type { AssembledRuns } from "../store.ts";
import type { RunTable } from "./runs.ts";

/** Runs made of fragments, and the groups that they were made of. Every method runs inside the caller's transaction. */
export class AssemblyTable {
  private readonly runs: RunTable;
  private readonly add;
  private readonly putLink;
  private readonly joinGroup;
  private readonly assemblyOf;
  private readonly runsOf;
  private readonly groupsOf;
  private readonly isUsed;
  private readonly drop;
  private readonly leave;
  private readonly hasFragments;
  private readonly dropGroup;

  constructor(db: Database.Database, runs: RunTable) {
    this.runs = runs;
    this.add = db.prepare<[string]>("INSERT INTO assembly (problems) VALUES (?)");
    this.putLink = db.prepare<[number, number, number, string]>(
      "INSERT INTO assembly_run (assembly, ordinal, version, locator) VALUES (?, ?, ?, ?)",
    );
    this.joinGroup = db.prepare<[number, number, number]>(
      "UPDATE fragment_group SET assembly = ?, assembled = ? WHERE id = ?",
    );
    this.assemblyOf = db
      .prepare<[number], number | null>("SELECT assembly FROM fragment_group WHERE id = ?")
      .pluck();
    this.runsOf = db
      .prepare<[number], number>(
        "SELECT DISTINCT v.run FROM assembly_run l JOIN version v ON v.id = l.version WHERE l.assembly = ?",
      )
      .pluck();
    this.isUsed = db
      .prepare<[number], number>("SELECT 1 FROM fragment_group WHERE assembly = ? LIMIT 1")
      .pluck();
    this.groupsOf = db.prepare<[number], number>("SELECT id FROM fragment_group WHERE assembly = ?").pluck();
    this.drop = db.prepare<[number]>("DELETE FROM assembly WHERE id = ?");
    this.leave = db.prepare<[number]>("UPDATE fragment_group SET assembly = NULL WHERE assembly = ?");
    this.hasFragments = db
      .prepare<[number], number>("SELECT 1 FROM fragment_chunk WHERE fragment_group = ? LIMIT 1")
      .pluck();
    this.dropGroup = db.prepare<[number]>("DELETE FROM fragment_group WHERE id = ?");
  }

  /**
   * Puts the runs in place of all that was made of these groups. `touched` of a group is its state when its fragments
   * were read: what came since stays to be assembled.
   */
  put({ groups, runs, problems }: AssembledRuns, touchedRuns: Set<number>): void {
    const assembly = Number(this.add.run(JSON.stringify(problems)).lastInsertRowid);
    for (const [ordinal, run] of runs.entries()) {
      const stored = this.runs.put(run);
      if (stored === null) continue;
      this.putLink.run(assembly, ordinal, stored.version, stored.locator);
      touchedRuns.add(stored.run);
    }
    const earlier = new Set<number>();
    for (const { id, touched } of groups) {
      const before = this.assemblyOf.get(id);
      if (before === undefined) continue;
      if (before !== null) earlier.add(before);
      this.joinGroup.run(assembly, touched, id);
    }
    for (const id of [...earlier, assembly])
      if (this.isUsed.get(id) === undefined) this.dissolve(id, touchedRuns);
  }

  /** Drops these groups where they have no fragments left, and the assemblies of which nothing remains. */
  dropEmpty(groups: readonly number[], touchedRuns: Set<number>): void {
    for (const group of groups) {
      if (this.hasFragments.get(group) !== undefined) continue;
      const assembly = this.assemblyOf.get(group);
      if (assembly !== undefined && assembly !== null && !this.haveFragments(this.groupsOf.all(assembly))) {
        this.dissolve(assembly, touchedRuns);
      }
      this.dropGroup.run(group);
    }
  }

  /**
   * Takes out what was assembled; its groups stay. Returns them with the runs that were made of them. Where the groups
   * keep fragments, whoever calls this has touched them, so that they are assembled anew.
   */
  dissolve(assembly: number, touchedRuns: Set<number>): { groups: number[]; runs: number[] } {
    const groups = this.groupsOf.all(assembly);
    const runs = this.runsOf.all(assembly);
    for (const run of runs) touchedRuns.add(run);
    this.leave.run(assembly);
    this.drop.run(assembly);
    return { groups, runs };
  }

  /** Whether any of these groups still has fragments. */
  haveFragments(groups: readonly number[]): boolean {
    return groups.some((group) => this.hasFragments.get(group) !== undefined);
  }
}
