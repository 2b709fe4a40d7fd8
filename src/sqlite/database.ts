import { version } from "node:process";
import Database from "better-sqlite3";
import { MastError } from "../core/errors.ts";
import { systemCode } from "../core/system-error.ts";

/** "mast" in ASCII, in the header of every database of ours; tells them from other programs' SQLite files. */
export const APPLICATION_ID = 0x6d617374;

/**
 * From Node 24.19 on, objects of a native module that was compiled against Node's own headers abort the process when the
 * garbage collector takes them (nodejs/node#65446). Ready-made binaries of better-sqlite3 were compiled against earlier
 * headers, but who compiles it meets this, and nothing tells the two apart.
 */
const COLLECTION_ABORTS = /^v24\.(?:19|[2-9]\d)\./.test(version);

/** What must not be collected; small, since closing a database frees what its statements hold. */
const kept: object[] = [];

/**
 * The only place that opens databases.
 * @throws MastError where better-sqlite3 was built for another Node.js, as after a change of versions
 */
export function openDatabase(file: string, options: Database.Options = {}): Database.Database {
  const db = opened(file, options);
  if (COLLECTION_ABORTS) keepAll(db);
  return db;
}

function opened(file: string, options: Database.Options): Database.Database {
  try {
    return new Database(file, options);
  } catch (error) {
    // The native module is there, and this engine does not take it.
    if (systemCode(error) !== "ERR_DLOPEN_FAILED") throw error;
    throw new MastError(
      `better-sqlite3 cannot be loaded by Node.js ${version}: it was built for another one`,
      {
        hint: "npm rebuild better-sqlite3, in the folder that mast is installed in",
        cause: error,
      },
    );
  }
}

/** Keeps the database, its statements and their iterators until the process ends, and makes nothing that cannot be kept. */
function keepAll(db: Database.Database): void {
  kept.push(db);
  const prepare = db.prepare.bind(db) as (sql: string) => Database.Statement;
  const keepStatement = (sql: string): Database.Statement => {
    const statement = prepare(sql);
    kept.push(statement);
    const iterate = statement.iterate.bind(statement);
    statement.iterate = (...values) => {
      const rows = iterate(...values);
      kept.push(rows);
      return rows;
    };
    return statement;
  };
  db.prepare = keepStatement as typeof db.prepare;
  db.pragma = (source, { simple = false } = {}) => {
    const statement = keepStatement(`PRAGMA ${source}`);
    if (!statement.reader) statement.run();
    else return simple ? statement.pluck().get() : statement.all();
  };
}
