import type Database from "better-sqlite3";
import type { Fragment } from "../../adapters/adapter.ts";
import { type PackedFragments, packFragments } from "../packed-fragments.ts";
import type { IngestUnit, SourceRecord } from "../store.ts";
import type { AssemblyTable } from "./assemblies.ts";
import type { FragmentTable } from "./fragments.ts";
import type { RunTable } from "./runs.ts";
import { isUnder } from "./source-filter.ts";

interface SourceRow {
  key: string;
  content: number;
  stamp: string | null;
  outcome: SourceRecord["outcome"];
  problems: string;
  hash: string;
  reader: string;
  adapter: string | null;
}

/** What was read of a source, with its fragments ready to be stored. */
export interface PackedPart {
  runs: IngestUnit["runs"];
  fragments: PackedFragments[];
}

export function packPart({ runs, fragments }: Pick<IngestUnit, "runs" | "fragments">): PackedPart {
  const packed: PackedFragments[] = [];
  const loose: Fragment[] = [];
  for (const one of fragments) {
    if ("packed" in one) packed.push(one);
    else loose.push(one);
  }
  return { runs, fragments: [...packed, ...packFragments(loose)] };
}

/**
 * Sources and the contents they point at. Every method runs inside the caller's transaction and adds the rows of the
 * runs that have to be settled at its end to `touched`.
 */
export class ContentTable {
  private readonly runs: RunTable;
  private readonly fragments: FragmentTable;
  private readonly assemblies: AssemblyTable;
  private readonly findSource;
  private readonly findUnder;
  private readonly countUnder;
  private readonly findSame;
  private readonly putSource;
  private readonly dropSource;
  private readonly findContent;
  private readonly beginContent;
  private readonly endContent;
  private readonly dropContent;
  private readonly isUsed;
  private readonly runsOf;
  private readonly groupsOf;
  private readonly putLink;
  private readonly nextOrdinal;
  private readonly unfinished;

  constructor(db: Database.Database, runs: RunTable, fragments: FragmentTable, assemblies: AssemblyTable) {
    this.runs = runs;
    this.fragments = fragments;
    this.assemblies = assemblies;
    const columns = "s.key, s.content, s.stamp, s.outcome, s.problems, c.hash, c.reader, c.adapter";
    this.findSource = db.prepare<[string], SourceRow>(
      `SELECT ${columns} FROM source s JOIN content c ON c.id = s.content WHERE s.key = ?`,
    );
    this.findUnder = db.prepare<[{ under: string }], SourceRow>(
      `SELECT ${columns} FROM source s JOIN content c ON c.id = s.content
       WHERE ${isUnder("s.key", "@under")} ORDER BY s.key`,
    );
    this.countUnder = db
      .prepare<[{ under: string }], [SourceRecord["outcome"], number]>(
        `SELECT outcome, count(*) FROM source WHERE ${isUnder("key", "@under")} GROUP BY outcome`,
      )
      .raw();
    this.findSame = db.prepare<[string, string], SourceRow>(
      `SELECT ${columns} FROM content c JOIN source s ON s.content = c.id
       WHERE c.hash = ? AND c.reader = ? ORDER BY s.key LIMIT 1`,
    );
    this.putSource = db.prepare<[string, number, string | null, string, string]>(
      `INSERT INTO source (key, content, stamp, outcome, problems) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET content = excluded.content, stamp = excluded.stamp,
         outcome = excluded.outcome, problems = excluded.problems`,
    );
    this.dropSource = db.prepare<[string]>("DELETE FROM source WHERE key = ?");
    this.findContent = db
      .prepare<[string, string], number>("SELECT id FROM content WHERE hash = ? AND reader = ?")
      .pluck();
    this.beginContent = db.prepare<[string]>("INSERT INTO content (writer) VALUES (?)");
    this.endContent = db.prepare<[string, string, string | null, number]>(
      "UPDATE content SET hash = ?, reader = ?, adapter = ?, writer = NULL WHERE id = ?",
    );
    this.dropContent = db.prepare<[number]>("DELETE FROM content WHERE id = ?");
    this.isUsed = db.prepare<[number], number>("SELECT 1 FROM source WHERE content = ? LIMIT 1").pluck();
    this.runsOf = db
      .prepare<[number], number>(
        "SELECT DISTINCT v.run FROM content_run l JOIN version v ON v.id = l.version WHERE l.content = ?",
      )
      .pluck();
    this.groupsOf = db
      .prepare<[number], number>("SELECT DISTINCT fragment_group FROM fragment_chunk WHERE content = ?")
      .pluck();
    this.putLink = db.prepare<[number, number, number, string]>(
      "INSERT INTO content_run (content, ordinal, version, locator) VALUES (?, ?, ?, ?)",
    );
    this.nextOrdinal = db
      .prepare<[number], number>("SELECT coalesce(max(ordinal) + 1, 0) FROM content_run WHERE content = ?")
      .pluck();
    this.unfinished = db.prepare<[], { id: number; writer: string }>(
      "SELECT id, writer FROM content WHERE writer IS NOT NULL",
    );
  }

  known(key: string): SourceRecord | null {
    const row = this.findSource.get(key);
    return row === undefined ? null : toRecord(row);
  }

  /** By key. */
  knownOf(keys: readonly string[]): Map<string, SourceRecord> {
    return new Map(keys.flatMap((key) => this.known(key) ?? []).map((record) => [record.key, record]));
  }

  under(path: string): SourceRecord[] {
    return this.findUnder.all({ under: path }).map(toRecord);
  }

  countsUnder(path: string): Record<SourceRecord["outcome"], number> {
    return { read: 0, skipped: 0, refused: 0, ...Object.fromEntries(this.countUnder.all({ under: path })) };
  }

  same(hash: string, reader: string): SourceRecord | null {
    const row = this.findSame.get(hash, reader);
    return row === undefined ? null : toRecord(row);
  }

  /** Stores the source; the same content read by the same reader is stored once, whoever gives it. */
  put(source: SourceRecord, part: PackedPart, touched: Set<number>): void {
    if (this.pointAtStored(source, touched)) return;
    const content = this.begin("");
    this.fill(content, part, touched);
    this.finish(content, source, touched);
  }

  /** Points the source at content that is stored already; false where it is not. */
  pointAtStored(source: SourceRecord, touched: Set<number>): boolean {
    const content = this.findContent.get(source.contentHash, source.reader);
    if (content === undefined) return false;
    this.point(source, content, touched);
    return true;
  }

  /** A content that no source points at yet; `writer` tells later who was writing it. */
  begin(writer: string): number {
    return Number(this.beginContent.run(writer).lastInsertRowid);
  }

  /** Adds a part of what was read. */
  fill(content: number, part: PackedPart, touched: Set<number>): void {
    let ordinal = this.nextOrdinal.get(content) ?? 0;
    for (const run of part.runs) {
      const stored = this.runs.put(run);
      if (stored !== null) {
        this.putLink.run(content, ordinal, stored.version, stored.locator);
        touched.add(stored.run);
      }
      ordinal++;
    }
    this.fragments.put(content, part.fragments);
  }

  /** Makes the content what its source gives, in place of all that the source gave before. */
  finish(content: number, source: SourceRecord, touched: Set<number>): void {
    if (this.pointAtStored(source, touched)) {
      this.drop(content, touched);
      return;
    }
    this.endContent.run(source.contentHash, source.reader, source.adapter, content);
    // Before the earlier content goes, so that what both have in common is not dropped and labelled anew.
    this.homeFragments(content, source.adapter, touched);
    this.point(source, content, touched);
    for (const run of this.runsOf.all(content)) touched.add(run);
  }

  /** Drops a content with its links and fragments; the runs that only it gave go when they are settled. */
  drop(content: number, touched: Set<number>): void {
    for (const run of this.runsOf.all(content)) touched.add(run);
    const groups = this.groupsOf.all(content);
    this.fragments.touch(content);
    this.dropContent.run(content);
    this.assemblies.dropEmpty(groups, touched);
  }

  /** Takes the source out; returns false where it is not known. */
  remove(key: string, touched: Set<number>): boolean {
    const row = this.findSource.get(key);
    if (row === undefined) return false;
    this.dropSource.run(key);
    if (this.isUsed.get(row.content) === undefined) this.drop(row.content, touched);
    return true;
  }

  /** Contents that were begun and never finished, with who was writing them. */
  begun(): { id: number; writer: string }[] {
    return this.unfinished.all();
  }

  private homeFragments(content: number, adapter: string | null, touched: Set<number>): void {
    const groups = this.groupsOf.all(content);
    if (groups.length === 0) return;
    if (adapter === null) throw new Error("fragments need the adapter that assembles them");
    this.fragments.home(content, adapter);
    this.assemblies.dropEmpty(groups, touched);
    this.fragments.touch(content);
  }

  private point(source: SourceRecord, content: number, touched: Set<number>): void {
    const earlier = this.findSource.get(source.key)?.content;
    this.putSource.run(source.key, content, source.stamp, source.outcome, JSON.stringify(source.problems));
    if (earlier === undefined || earlier === content || this.isUsed.get(earlier) !== undefined) return;
    this.drop(earlier, touched);
  }
}

function toRecord(row: SourceRow): SourceRecord {
  return {
    key: row.key,
    stamp: row.stamp,
    contentHash: row.hash,
    reader: row.reader,
    adapter: row.adapter,
    outcome: row.outcome,
    problems: row.problems === "[]" ? [] : (JSON.parse(row.problems) as SourceRecord["problems"]),
  };
}
