import type Database from "better-sqlite3";
import { MastError } from "../../core/errors.ts";
import { APPLICATION_ID } from "../../sqlite/database.ts";
import { MIGRATIONS } from "./schema.ts";

/**
 * Brings the database to the present layout, in one transaction. Throws a MastError for a database of another program
 * or of a newer mast, and leaves it as it is.
 */
export function migrate(db: Database.Database, file: string, all: readonly string[] = MIGRATIONS): void {
  const missing = (): readonly string[] => all.slice(checkedVersion(db, file, all.length));
  if (missing().length === 0) return;
  db.transaction(() => {
    // Another process may have done it while this one waited for the lock.
    for (const step of missing()) db.exec(step);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${all.length}`);
  }).immediate();
}

function checkedVersion(db: Database.Database, file: string, known: number): number {
  const application = db.pragma("application_id", { simple: true });
  const version = Number(db.pragma("user_version", { simple: true }));
  const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (application !== APPLICATION_ID && !(application === 0 && version === 0 && isEmpty)) {
    throw new MastError(`the store ${file}: it is an SQLite database, but not one of mast`, {
      hint: "name another file with --db FILE",
    });
  }
  if (version > known) {
    throw new MastError(
      `the store ${file}: it was written by a newer mast (layout ${version}, this one knows ${known})`,
      { hint: "update mast, or name another file with --db FILE" },
    );
  }
  return version;
}
