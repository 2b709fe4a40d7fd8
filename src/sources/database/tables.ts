import type Database from "better-sqlite3";
import type { ProblemLog } from "../problem-log.ts";

interface SchemaRow {
  name: string;
  sql: string | null;
}

interface ColumnRow {
  name: string;
  /** 0 an ordinary column, 2 one that is computed whenever it is read, 3 one that was computed when it was written. */
  hidden: number;
}

const COMPUTED_ON_READING = 2;

/**
 * The ordinary tables with their columns. Whoever made the file may have put anything into its schema: a view with the
 * name of a table, a column that computes a gigabyte for each row. So only what its definition says is a stored table
 * counts; SQLite's own list of tables is not asked, since it compiles the views.
 */
export function ordinaryTables(
  db: Database.Database,
  log: ProblemLog,
): Readonly<Record<string, readonly string[]>> {
  // Without a prototype: `"constructor" in tables` must say what the file says.
  const tables: Record<string, readonly string[]> = Object.create(null);
  const leftOut: string[] = [];
  const columnsOf = db.prepare("SELECT name, hidden FROM pragma_table_xinfo(?)");
  const rows = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  for (const { name, sql } of rows as SchemaRow[]) {
    if (sql === null || name.startsWith("sqlite_") || !declaresTable(sql, name)) continue;
    const columns = columnsOf.all(name) as ColumnRow[];
    const names = columns.map((column) => column.name);
    if (
      columns.some(({ hidden }) => hidden === COMPUTED_ON_READING) ||
      [name, ...names].includes("__proto__")
    ) {
      leftOut.push(name);
      continue;
    }
    tables[name] = names;
  }
  if (leftOut.length > 0) {
    log.lost(0, "table-left-out", `tables with computed columns or impossible names: ${leftOut.join(", ")}`);
  }
  return tables;
}

/** SQLite stores a definition as it was typed, but always begins it this way, the name right after it. */
function declaresTable(sql: string, name: string): boolean {
  const [begin] = /^CREATE TABLE\s+/.exec(sql) ?? [];
  if (begin === undefined) return false;
  const rest = sql.slice(begin.length);
  const quoted = [`"${name.replaceAll('"', '""')}"`, `[${name}]`, `\`${name}\``, `'${name}'`];
  if (quoted.some((form) => rest.startsWith(form))) return true;
  return rest.startsWith(name) && !/^[\w$\u0080-\uffff]/.test(rest.slice(name.length));
}
