import type Database from "better-sqlite3";
import type { PackedFragments } from "../packed-fragments.ts";
import type { StaleAssembly } from "../store.ts";

/** Adapter of groups in contents that are still being written: it is known when all is read. */
const NOT_YET_KNOWN = "";

/** Staged fragments, and which groups have to be assembled anew. */
export class FragmentTable {
  private readonly putGroup;
  private readonly putChunk;
  private readonly putJoin;
  private readonly homeGroups;
  private readonly homeChunks;
  private readonly homeJoins;
  private readonly touchContent;
  private readonly staleGroups;
  private readonly group;
  private readonly joined;
  private readonly groupsOfKey;
  private readonly chunks;
  private readonly sources;

  constructor(db: Database.Database) {
    this.putGroup = db
      .prepare<[string, string], number>(
        `INSERT INTO fragment_group (adapter, name, touched, assembled) VALUES (?, ?, 1, 0)
         ON CONFLICT (adapter, name) DO UPDATE SET touched = touched + 1 RETURNING id`,
      )
      .pluck();
    this.putChunk = db.prepare<[number, number, Uint8Array]>(
      "INSERT INTO fragment_chunk (content, fragment_group, fragments) VALUES (?, ?, ?)",
    );
    this.putJoin = db.prepare<[string, number, number]>(
      "INSERT OR IGNORE INTO fragment_join (key, fragment_group, content) VALUES (?, ?, ?)",
    );
    this.homeGroups = db.prepare<[string, number]>(
      `INSERT INTO fragment_group (adapter, name, touched, assembled)
       SELECT DISTINCT ?, g.name, 0, 0 FROM fragment_chunk c JOIN fragment_group g ON g.id = c.fragment_group
       WHERE c.content = ? ON CONFLICT DO NOTHING`,
    );
    const home = (table: string): string =>
      `UPDATE ${table} SET fragment_group = (
         SELECT home.id FROM fragment_group g JOIN fragment_group home ON home.name = g.name AND home.adapter = ?
         WHERE g.id = ${table}.fragment_group) WHERE content = ?`;
    this.homeChunks = db.prepare<[string, number]>(home("fragment_chunk"));
    this.homeJoins = db.prepare<[string, number]>(home("fragment_join"));
    // Whatever was assembled together with a touched group may fall apart, so all of it is touched.
    this.touchContent = db.prepare<[{ content: number }]>(
      `UPDATE fragment_group SET touched = touched + 1
       WHERE id IN (SELECT fragment_group FROM fragment_chunk WHERE content = @content)
          OR assembly IN (SELECT g.assembly FROM fragment_chunk c JOIN fragment_group g ON g.id = c.fragment_group
                          WHERE c.content = @content)`,
    );
    this.staleGroups = db
      .prepare<[], number>(
        "SELECT id FROM fragment_group WHERE touched <> assembled AND adapter <> '' ORDER BY adapter, name",
      )
      .pluck();
    this.group = db.prepare<[number], { id: number; adapter: string; name: string; touched: number }>(
      "SELECT id, adapter, name, touched FROM fragment_group WHERE id = ?",
    );
    this.joined = db
      .prepare<[number], string>(
        `SELECT DISTINCT key FROM fragment_join j
         WHERE fragment_group = ? AND EXISTS (SELECT 1 FROM source s WHERE s.content = j.content)`,
      )
      .pluck();
    this.chunks = db.prepare<[number], { content: number; packed: Uint8Array }>(
      `SELECT content, fragments AS packed FROM fragment_chunk c
       WHERE fragment_group = ? AND EXISTS (SELECT 1 FROM source s WHERE s.content = c.content) ORDER BY id`,
    );
    this.sources = db
      .prepare<[number], string>(
        `SELECT DISTINCT s.key FROM fragment_chunk c JOIN source s ON s.content = c.content
         WHERE c.fragment_group = ?`,
      )
      .pluck();
    this.groupsOfKey = db
      .prepare<[string, string], number>(
        `SELECT DISTINCT g.id FROM fragment_join j JOIN fragment_group g ON g.id = j.fragment_group
         WHERE j.key = ? AND g.adapter = ? AND EXISTS (SELECT 1 FROM source s WHERE s.content = j.content)`,
      )
      .pluck();
  }

  /** Stages fragments; until `home` they belong to nothing that could be assembled. */
  put(content: number, fragments: readonly PackedFragments[]): void {
    for (const { group: name, joins, packed } of fragments) {
      const group = this.putGroup.get(NOT_YET_KNOWN, name);
      if (group === undefined) throw new Error(`fragment group ${name} was not stored`);
      this.putChunk.run(content, group, packed);
      for (const key of joins) this.putJoin.run(key, group, content);
    }
  }

  /** Moves the fragments of a content that is whole now to the groups of its adapter. */
  home(content: number, adapter: string): void {
    this.homeGroups.run(adapter, content);
    this.homeChunks.run(adapter, content);
    this.homeJoins.run(adapter, content);
  }

  /** Marks the groups of a content, and what was assembled with them, as changed. */
  touch(content: number): void {
    this.touchContent.run({ content });
  }

  /** Rows of the groups that changed since they were assembled, in a fixed order. */
  stale(): number[] {
    return this.staleGroups.all();
  }

  /**
   * All groups that share a join key with this one, over any number of steps, with their fragments. Every group and
   * every key is visited once. Null where the group has no fragments (it is still being written).
   */
  assemblyOf(start: number, visited: Set<number>): StaleAssembly | null {
    const ids = [start];
    const keys = new Set<string>();
    const groups: StaleAssembly["groups"] = [];
    const fragments: StaleAssembly["fragments"] = [];
    const sources = new Set<string>();
    let adapter = "";
    visited.add(start);
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const group = this.group.get(id);
      if (group === undefined) continue;
      adapter = group.adapter;
      const chunks = this.chunks.all(id);
      if (chunks.length === 0) continue;
      groups.push({ id, name: group.name, touched: group.touched });
      for (const chunk of chunks) fragments.push({ group: group.name, ...chunk });
      for (const key of this.sources.all(id)) sources.add(key);
      for (const key of this.joined.all(id)) {
        if (keys.has(key)) continue;
        keys.add(key);
        for (const other of this.groupsOfKey.all(key, adapter)) {
          if (visited.has(other)) continue;
          visited.add(other);
          ids.push(other);
        }
      }
    }
    if (groups.length === 0) return null;
    return { adapter, groups, sources: [...sources].sort(), fragments };
  }
}
