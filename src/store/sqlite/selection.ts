import type Database from "better-sqlite3";
import type { SourceRef } from "../../core/run.ts";
import type { RunFilter } from "../store.ts";
import { isUnder } from "./source-filter.ts";

/** A shown version and the first place that gives it. */
export interface Selected {
  version: number;
  runId: string;
  source: SourceRef;
}

interface Given extends Selected {
  ordinal: number;
}

/** Beyond this many ids one scan over everything is cheaper than a look-up of each. */
const MOST_LOOKUPS = 500;

/** Which source gives which version, once per source; `ordinal` is the place in the source's own order. */
const GIVEN = `(
  SELECT l.version, s.key, l.locator, l.ordinal FROM source s JOIN content_run l ON l.content = s.content
  UNION ALL
  SELECT l.version, s.key, l.locator, l.ordinal FROM source s
    JOIN (SELECT DISTINCT c.content, g.assembly FROM fragment_chunk c JOIN fragment_group g ON g.id = c.fragment_group
          WHERE g.assembly IS NOT NULL) a ON a.content = s.content
    JOIN assembly_run l ON l.assembly = a.assembly)`;

const GIVEN_ONE = `
  SELECT s.key AS key, l.locator AS locator, l.ordinal AS ordinal
    FROM content_run l JOIN source s ON s.content = l.content WHERE l.version = @version
  UNION
  SELECT s.key, l.locator, l.ordinal FROM assembly_run l JOIN fragment_group g ON g.assembly = l.assembly
    JOIN fragment_chunk c ON c.fragment_group = g.id JOIN source s ON s.content = c.content WHERE l.version = @version
  ORDER BY key, ordinal`;

/** Turns filters into lists of versions, always in the same order: by source key, place in the source, run id. */
export class Selection {
  private readonly db: Database.Database;
  private readonly placesOf;
  private readonly runsOfSource;

  constructor(db: Database.Database) {
    this.db = db;
    this.placesOf = db.prepare<[{ version: number }], { key: string; locator: string; ordinal: number }>(
      GIVEN_ONE,
    );
    this.runsOfSource = db
      .prepare<[{ key: string }], string>(
        `SELECT r.run_id FROM source s JOIN content_run l ON l.content = s.content
           JOIN version v ON v.id = l.version JOIN run r ON r.id = v.run WHERE s.key = @key
         UNION
         SELECT r.run_id FROM source s JOIN fragment_chunk c ON c.content = s.content
           JOIN fragment_group g ON g.id = c.fragment_group JOIN assembly_run l ON l.assembly = g.assembly
           JOIN version v ON v.id = l.version JOIN run r ON r.id = v.run WHERE s.key = @key
         ORDER BY 1`,
      )
      .pluck();
  }

  /** The sources that give a version, by key. */
  sourcesOf(version: number): SourceRef[] {
    const byKey = new Map<string, SourceRef>();
    for (const { key, locator } of this.placesOf.all({ version })) {
      if (!byKey.has(key)) byKey.set(key, { uri: key, locator });
    }
    return [...byKey.values()];
  }

  runIdsOf(keys: readonly string[]): string[] {
    return [...new Set(keys.flatMap((key) => this.runsOfSource.all({ key })))];
  }

  /** The whole list at once, so that the caller may write to the store while going through it. */
  list(filter: RunFilter): Selected[] {
    const { ids } = filter;
    if (ids === undefined) return this.scan(filter);
    const wanted = new Set(ids);
    if (wanted.size <= MOST_LOOKUPS) return this.lookUp(wanted, filter);
    return this.scan(filter).filter(({ runId }) => wanted.has(runId));
  }

  private scan(filter: RunFilter): Given[] {
    const { where, values } = conditions(filter);
    const rows = this.db
      .prepare<unknown[], [number, string, string, string, number]>(
        `SELECT v.id, r.run_id, given.key, given.locator, given.ordinal
         FROM ${GIVEN} given JOIN version v ON v.id = given.version JOIN run r ON r.id = v.run
         WHERE v.shown = 1${where} ORDER BY given.key, given.ordinal, r.run_id`,
      )
      .raw()
      .all(...values);
    const seen = new Set<number>();
    const list: Given[] = [];
    for (const [version, runId, uri, locator, ordinal] of rows) {
      if (seen.has(version)) continue;
      seen.add(version);
      list.push({ version, runId, source: { uri, locator }, ordinal });
    }
    return list;
  }

  private lookUp(ids: ReadonlySet<string>, filter: RunFilter): Given[] {
    const { where, values } = conditions(filter);
    const find = this.db
      .prepare<unknown[], number>(
        `SELECT v.id FROM run r JOIN version v ON v.run = r.id AND v.shown = 1 WHERE r.run_id = ?${where}`,
      )
      .pluck();
    const list: Given[] = [];
    for (const runId of ids) {
      const version = find.get(runId, ...values);
      const place = version === undefined ? undefined : this.placesOf.get({ version });
      if (version === undefined || place === undefined) continue;
      list.push({
        version,
        runId,
        source: { uri: place.key, locator: place.locator },
        ordinal: place.ordinal,
      });
    }
    return list.sort(
      (a, b) => compare(a.source.uri, b.source.uri) || a.ordinal - b.ordinal || compare(a.runId, b.runId),
    );
  }
}

/** SQL on `version v`; a run matches a source if any of its versions came from there. */
function conditions(filter: RunFilter): { where: string; values: string[] } {
  const { framework, source, since, tag } = filter;
  const parts: string[] = [];
  const values: string[] = [];
  const add = (sql: string, ...of: string[]): void => {
    parts.push(` AND ${sql}`);
    values.push(...of);
  };
  if (framework !== undefined) add("v.framework = ?", framework);
  if (since !== undefined) add("v.started_at >= ?", since);
  if (tag !== undefined)
    add("EXISTS (SELECT 1 FROM json_each(v.tags) t WHERE t.key = ? AND t.value = ?)", ...tag);
  if (source !== undefined) {
    add(
      `v.run IN (SELECT o.run FROM ${GIVEN} f JOIN version o ON o.id = f.version 
         JOIN (SELECT ? AS path) wanted WHERE ${isUnder("f.key", "wanted.path")})`,
      source,
    );
  }
  return { where: parts.join(""), values };
}

/** As SQLite orders text: by its UTF-8 bytes, which is the order of code points. */
function compare(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
