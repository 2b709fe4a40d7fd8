import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import type Database from "better-sqlite3";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SqliteRow, SqliteValue, TraceSource } from "../../src/adapters/source.ts";
import { stampOf } from "../../src/sources/file-stamp.ts";
import { openSource } from "../../src/sources/open-source.ts";
import { APPLICATION_ID, openDatabase } from "../../src/sqlite/database.ts";

let folder = "";
let temporary = "";
let usual: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mast-database-"));
  temporary = join(folder, "tmp");
  mkdirSync(temporary);
  usual = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
});
afterEach(() => {
  if (usual === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usual;
  rmSync(folder, { recursive: true, force: true });
});

function make(name: string, sql: string): string {
  const path = join(folder, name);
  const db = openDatabase(path);
  db.exec(sql);
  db.close();
  return path;
}

const open = (path: string, limits = {}) => openSource({ path, uri: basename(path), explicit: true }, limits);

async function rowsOf(source: TraceSource, sql: string, ...params: SqliteValue[]): Promise<SqliteRow[]> {
  const rows: SqliteRow[] = [];
  for await (const batch of source.query(sql, ...params)) rows.push(...batch);
  return rows;
}

const TWO_ROWS =
  "CREATE TABLE message(id INTEGER PRIMARY KEY, text); INSERT INTO message VALUES (1,'a'),(2,'b')";

describe("a database", () => {
  test("shows its tables and gives its rows", async () => {
    await using source = await open(make("a.db", TWO_ROWS));
    expect(source.probe).toEqual({ kind: "sqlite", tables: { message: ["id", "text"] } });
    expect(await rowsOf(source, "SELECT * FROM message WHERE id > ? ORDER BY id", 1)).toEqual([
      { id: 2, text: "b" },
    ]);
    expect(source.problems()).toEqual([]);
  });

  test("gives every kind of value as it is stored", async () => {
    const path = make("values.db", "CREATE TABLE v(x)");
    const db = openDatabase(path);
    const values = [1, 1.5, 2n ** 53n, -(2n ** 63n), "té\u0000xt", Buffer.from([0, 255]), null, ""];
    for (const value of values) db.prepare("INSERT INTO v VALUES (?)").run(value);
    db.exec("INSERT INTO v VALUES (CAST(x'61ff' AS TEXT)), (CAST(x'eda080' AS TEXT))");
    db.close();
    await using source = await open(path);
    const read = (await rowsOf(source, "SELECT x FROM v ORDER BY rowid")).map(({ x }) => x);
    expect(read.slice(0, values.length)).toEqual(values);
    const texts = read.slice(values.length);
    expect(texts[0]).toBe("a\ufffd");
    expect(texts.every((text) => typeof text === "string" && text.isWellFormed())).toBe(true);
  });

  test("any values come back", async () => {
    const value = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.constant(null),
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 40 }), async (values) => {
        const path = make(`any-${count++}.db`, "CREATE TABLE v(x)");
        const db = openDatabase(path);
        for (const x of values) db.prepare("INSERT INTO v VALUES (?)").run(x);
        db.close();
        await using source = await open(path);
        const read = (await rowsOf(source, "SELECT x FROM v ORDER BY rowid")).map(({ x }) => x);
        const isSmall = (x: bigint) => x === BigInt.asIntN(54, x) && x !== -(2n ** 53n);
        expect(read).toEqual(values.map((x) => (typeof x === "bigint" && isSmall(x) ? Number(x) : x)));
      }),
      { numRuns: 25 },
    );
  });

  test("gives many rows in several batches", async () => {
    const path = make(
      "many.db",
      "CREATE TABLE m(i, t); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 5000) INSERT INTO m SELECT i, hex(randomblob(400)) FROM n",
    );
    await using source = await open(path);
    const sizes: number[] = [];
    for await (const batch of source.query("SELECT i, t FROM m ORDER BY i")) sizes.push(batch.length);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(5000);
  });

  test.each([
    ["packed", (bytes: Buffer) => gzipSync(bytes)],
    ["without an ending", (bytes: Buffer) => bytes],
  ])("reads the same %s", async (_name, pack) => {
    const path = make("plain.db", TWO_ROWS);
    const other = join(folder, "other");
    writeFileSync(other, pack(readFileSync(path)));
    await using source = await open(path);
    await using again = await open(other);
    expect(await rowsOf(again, "SELECT * FROM message")).toEqual(
      await rowsOf(source, "SELECT * FROM message"),
    );
    expect(await again.contentHash()).toBe(await source.contentHash());
  });

  test("reads from standard input", async () => {
    const bytes = readFileSync(make("plain.db", TWO_ROWS));
    await using source = await openSource(
      { path: "-", uri: "-", explicit: true },
      {},
      Readable.from([bytes]),
    );
    expect(await rowsOf(source, "SELECT text FROM message")).toHaveLength(2);
  });
});

describe("a database that somebody writes to", () => {
  /** Open for writing, its rows still in the log. */
  function live(name = "live.db"): { path: string; db: Database.Database } {
    const path = join(folder, name);
    const db = openDatabase(path);
    db.pragma("journal_mode = WAL");
    db.pragma("wal_autocheckpoint = 0");
    db.exec(TWO_ROWS);
    return { path, db };
  }

  test("is read with the rows that are only in its log, and stays as it is", async () => {
    const { path, db } = live();
    const before = [readFileSync(path), readFileSync(`${path}-wal`)];
    {
      await using source = await open(path);
      expect(await rowsOf(source, "SELECT text FROM message")).toEqual([{ text: "a" }, { text: "b" }]);
      await source.contentHash();
    }
    expect([readFileSync(path), readFileSync(`${path}-wal`)]).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual(["live.db", "live.db-shm", "live.db-wal", "tmp"]);
    expect(readdirSync(temporary)).toEqual([]);
    db.close();
  });

  test("has another stamp and hash with every committed row", async () => {
    const { path, db } = live();
    const stamp = await stampOf(path);
    await using first = await open(path);
    expect(first.stamp).toBe(stamp);
    db.exec("INSERT INTO message VALUES (3,'c')");
    expect(await stampOf(path)).not.toBe(stamp);
    await using second = await open(path);
    expect(await second.contentHash()).not.toBe(await first.contentHash());
    expect(await rowsOf(first, "SELECT text FROM message")).toHaveLength(2);
    expect(await rowsOf(second, "SELECT text FROM message")).toHaveLength(3);
    db.close();
  });

  test("is read without the rows of an open transaction, whose hash is not another", async () => {
    const { path, db } = live();
    await using before = await open(path);
    db.exec("BEGIN; INSERT INTO message VALUES (3,'c')");
    await using during = await open(path);
    expect(await rowsOf(during, "SELECT text FROM message")).toHaveLength(2);
    expect(await during.contentHash()).toBe(await before.contentHash());
    db.exec("ROLLBACK");
    db.close();
  });

  test("is found through a symbolic link, with its log", async () => {
    const { path, db } = live();
    const link = join(temporary, "link.db");
    symlinkSync(path, link);
    await using source = await open(link);
    expect(source.stamp).toBe(await stampOf(link));
    expect(await rowsOf(source, "SELECT text FROM message")).toHaveLength(2);
    db.close();
  });

  test("leaves a rollback journal alone, which could name any file to delete", async () => {
    const path = make("old.db", TWO_ROWS);
    const db = openDatabase(path);
    db.pragma("cache_size = 1");
    db.exec("BEGIN");
    for (let i = 3; i < 3000; i++) db.prepare("INSERT INTO message VALUES (?, ?)").run(i, "x".repeat(100));
    await expect(open(path)).rejects.toMatchObject({ code: "database-unfinished" });
    db.exec("ROLLBACK");
    db.close();
    expect(readdirSync(temporary)).toEqual([]);
    await using source = await open(path);
    expect(await rowsOf(source, "SELECT text FROM message")).toHaveLength(2);
  });
});

test("a folder that may only be read, with a database in WAL mode", async () => {
  const path = join(folder, "readonly", "a.db");
  mkdirSync(join(folder, "readonly"));
  const db = openDatabase(path);
  db.pragma("journal_mode = WAL");
  db.exec(TWO_ROWS);
  db.close();
  chmodSync(path, 0o444);
  chmodSync(join(folder, "readonly"), 0o555);
  await using source = await open(path);
  expect(await rowsOf(source, "SELECT text FROM message")).toHaveLength(2);
  expect(readdirSync(join(folder, "readonly"))).toEqual(["a.db"]);
  chmodSync(join(folder, "readonly"), 0o755);
});

describe("a damaged database", () => {
  const MANY =
    "CREATE TABLE m(t); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 3000) INSERT INTO m SELECT hex(randomblob(200)) FROM n";

  test("with a broken page gives the rows before it", async () => {
    const path = make("broken.db", MANY);
    const bytes = readFileSync(path);
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 8192);
    writeFileSync(path, bytes);
    await using source = await open(path);
    const rows = await rowsOf(source, "SELECT t FROM m");
    expect(rows.length).toBeGreaterThan(500);
    expect(rows.length).toBeLessThan(3000);
    expect(source.problems()).toMatchObject([{ uri: "broken.db", code: "database-damaged" }]);
  });

  test("that breaks off is a problem of its source", async () => {
    const path = make("cut.db", MANY);
    truncateSync(path, 40_960);
    await expect(open(path)).rejects.toMatchObject({ name: "SourceError", code: "database-damaged" });
  });

  test("whose header is all there is", async () => {
    const path = join(folder, "header.db");
    writeFileSync(path, Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(4096)]));
    await expect(open(path)).rejects.toMatchObject({ name: "SourceError", code: "database-damaged" });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("with any bytes overwritten never crashes", async () => {
    const sound = readFileSync(make("sound.db", `${TWO_ROWS}; CREATE INDEX i ON message(text)`));
    const place = fc.tuple(fc.nat(sound.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 20 }), async (places) => {
        const bytes = Buffer.from(sound);
        for (const [at, byte] of places) if (at >= 16) bytes[at] = byte;
        const path = join(folder, "broken.db");
        writeFileSync(path, bytes);
        try {
          await using source = await open(path);
          await rowsOf(source, "SELECT id, text FROM message ORDER BY text");
        } catch (error) {
          expect(error).toMatchObject({ name: "SourceError" });
        }
      }),
      { numRuns: 60 },
    );
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe("a hostile schema", () => {
  test("a view under the name of a table is no table", async () => {
    const endless =
      "CREATE VIEW message AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i AS id, i AS text FROM n";
    await using source = await open(make("view.db", `CREATE TABLE other(a); ${endless}`));
    expect(source.probe).toEqual({ kind: "sqlite", tables: { other: ["a"] } });
    await expect(rowsOf(source, "SELECT id FROM message")).rejects.toMatchObject({ code: "table-missing" });
    await expect(rowsOf(source, 'SELECT a FROM other JOIN "message"')).rejects.toMatchObject({
      code: "table-missing",
    });
  });

  test.each([
    "type = 'table'",
    "type = 'table', name = 'a2', tbl_name = 'a2', rootpage = 2",
    "type = 'table', rootpage = 3",
  ])("a view that passes itself off as a table (%s) is none", async (forgery) => {
    const path = make("forged.db", "CREATE TABLE a(x); CREATE VIEW messages AS SELECT 1 AS x");
    const db = openDatabase(path);
    db.unsafeMode(true);
    db.pragma("writable_schema = ON");
    db.exec(`UPDATE sqlite_schema SET ${forgery} WHERE name = 'messages'`);
    db.close();
    try {
      await using source = await open(path);
      expect(source.probe).toEqual({ kind: "sqlite", tables: { a: ["x"] } });
    } catch (error) {
      expect(error).toMatchObject({ code: "database-damaged" });
    }
  });

  test("computed columns and impossible names are left out and reported", async () => {
    const sql =
      'CREATE TABLE big(a, b GENERATED ALWAYS AS (zeroblob(100000000))); CREATE TABLE proto("__proto__"); CREATE TABLE "constructor"(a); INSERT INTO big VALUES (1)';
    await using source = await open(make("computed.db", sql));
    expect(source.probe).toEqual({ kind: "sqlite", tables: { constructor: ["a"] } });
    expect(source.probe.kind === "sqlite" && "toString" in source.probe.tables).toBe(false);
    expect(source.problems()).toMatchObject([{ code: "table-left-out" }]);
    expect(source.problems()[0]?.message).toContain("big, proto");
  });

  test("triggers do not fire and nothing can be written", async () => {
    const path = make(
      "trigger.db",
      `${TWO_ROWS}; CREATE TRIGGER t AFTER INSERT ON message BEGIN DELETE FROM message; END`,
    );
    await using source = await open(path);
    expect(await rowsOf(source, "SELECT * FROM message")).toHaveLength(2);
    await expect(rowsOf(source, "DELETE FROM message RETURNING id")).rejects.toThrow();
    expect(await rowsOf(source, "SELECT * FROM message")).toHaveLength(2);
  });

  test("a value above the limit is refused, not read", async () => {
    const path = make("giant.db", "CREATE TABLE m(t); INSERT INTO m VALUES (zeroblob(3000000))");
    await expect(open(path, { maxRunBytes: 1_000_000 })).rejects.toMatchObject({ code: "source-too-large" });
    await using source = await open(path, { maxRunBytes: 10_000_000 });
    expect(await rowsOf(source, "SELECT length(t) AS n FROM m")).toEqual([{ n: 3_000_000 }]);
  });

  test("a column that is not there is the file's fault", async () => {
    await using source = await open(make("a.db", TWO_ROWS));
    await expect(rowsOf(source, "SELECT sender FROM message")).rejects.toMatchObject({
      code: "database-unreadable",
    });
  });
});

test("a store of mast is named as such", async () => {
  const path = make("results.sqlite", `CREATE TABLE runs(id); PRAGMA application_id = ${APPLICATION_ID}`);
  await expect(open(path)).rejects.toMatchObject({ code: "own-store" });
});

test("nothing stays in the temporary folder while a database is open or when the process is killed", async () => {
  const path = make("a.db", TWO_ROWS);
  const code = `
    const { openSource } = await import(${JSON.stringify(new URL("../../src/sources/open-source.ts", import.meta.url).href)});
    const source = await openSource({ path: ${JSON.stringify(path)}, uri: "a.db", explicit: true });
    for await (const batch of source.query("SELECT * FROM message")) process.kill(process.pid, "SIGKILL");`;
  try {
    execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], { stdio: "pipe" });
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ signal: "SIGKILL" });
  }
  expect(readdirSync(temporary).filter((name) => name.startsWith("mast-"))).toEqual([]);
});

test("a source that is no database has no rows", async () => {
  const path = join(folder, "a.json");
  writeFileSync(path, "{}");
  await using source = await open(path);
  await expect(rowsOf(source, "SELECT 1")).rejects.toMatchObject({ code: "no-database" });
});

test("two databases can be asked in turn, and one twice at a time", async () => {
  const path = make("a.db", TWO_ROWS);
  copyFileSync(path, join(folder, "b.db"));
  await using a = await open(path);
  await using b = await open(join(folder, "b.db"));
  for await (const outer of a.query("SELECT id FROM message ORDER BY id")) {
    for (const { id } of outer) {
      const texts = await rowsOf(a, "SELECT text FROM message WHERE id = ?", id ?? null);
      expect(await rowsOf(b, "SELECT text FROM message WHERE id = ?", id ?? null)).toEqual(texts);
    }
  }
  const left = b.query("SELECT id FROM message")[Symbol.asyncIterator]();
  await left.next();
});
