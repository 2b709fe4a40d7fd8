import type Database from "better-sqlite3";
import type { Problem } from "../../adapters/adapter.ts";

/** Problems of sources and of the assemblies that they contribute to. */
export class ProblemReader {
  private readonly keys;
  private readonly ofSource;
  private readonly ofAssemblies;
  private readonly ofAllAssemblies;

  constructor(db: Database.Database) {
    this.keys = db.prepare<[], string>("SELECT key FROM source WHERE problems <> '[]' ORDER BY key").pluck();
    this.ofSource = db.prepare<[string], string>("SELECT problems FROM source WHERE key = ?").pluck();
    this.ofAssemblies = db.prepare<[string], { id: number; problems: string }>(
      `SELECT DISTINCT a.id, a.problems FROM source s JOIN fragment_chunk c ON c.content = s.content
         JOIN fragment_group g ON g.id = c.fragment_group JOIN assembly a ON a.id = g.assembly
       WHERE s.key = ? AND a.problems <> '[]' ORDER BY a.problems`,
    );
    this.ofAllAssemblies = db
      .prepare<[], string>("SELECT problems FROM assembly WHERE problems <> '[]' ORDER BY problems")
      .pluck();
  }

  of(sourceKeys: readonly string[] | undefined): Problem[] {
    const sources = sourceKeys === undefined ? this.keys.all() : [...new Set(sourceKeys)].sort();
    const texts = sources.map((key) => this.ofSource.get(key) ?? "[]");
    if (sourceKeys === undefined) texts.push(...this.ofAllAssemblies.all());
    else {
      const assemblies = sources.flatMap((key) => this.ofAssemblies.all(key));
      texts.push(...new Map(assemblies.map(({ id, problems }) => [id, problems])).values());
    }
    return texts.flatMap((text) => JSON.parse(text) as Problem[]);
  }
}
