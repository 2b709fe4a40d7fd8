import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MastError } from "../../src/core/errors.ts";
import type { Run } from "../../src/core/run.ts";
import { APPLICATION_ID, openDatabase } from "../../src/sqlite/database.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { MIGRATIONS } from "../../src/store/sqlite/schema.ts";
import { SqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { IngestUnit, Store } from "../../src/store/store.ts";
import { fakeRun, idOf } from "../helpers/fake-report.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mast-open-"));
  file = join(folder, "mast.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

function unit(number: number, steps = 3): IngestUnit {
  const key = `/srv/demo/${number}.json`;
  const [first] = fakeRun(number).steps;
  const run = fakeRun(number, {
    steps: Array.from({ length: steps }, () => ({ ...first, text: "x".repeat(4000) })) as [],
  });
  const source = { key, stamp: null, contentHash: `c${number}`, reader: "r", adapter: "autogen" };
  return { source: { ...source, outcome: "read", problems: [] }, runs: [run], fragments: [] };
}

async function idsIn(store: Store): Promise<string[]> {
  const ids: string[] = [];
  for await (const batch of store.runs({})) ids.push(...batch.map(({ id }) => id));
  return ids;
}

/** The error of a call that must fail with advice for a person. */
async function adviceOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MastError)) throw new Error(`no MastError but ${String(error)}`);
  expect(error.hint).not.toBeNull();
  expect(error.exitCode).toBe(2);
  return error.message;
}

/** Opening must fail, say why, and leave the file as it was. */
async function refusal(path: string): Promise<string> {
  const before = readFileSync(path);
  const message = await adviceOf(openSqliteStore(path));
  expect(readFileSync(path).equals(before)).toBe(true);
  return message;
}

describe("opening a store", () => {
  it("makes a database that its owner alone can read, and marks it", async () => {
    {
      await using store = await openSqliteStore(file);
      await store.putSources([unit(1)]);
      if (process.platform !== "win32") {
        for (const part of ["", "-wal", "-shm"]) expect(statSync(file + part).mode & 0o777).toBe(0o600);
      }
    }
    const db = openDatabase(file);
    expect(db.pragma("application_id", { simple: true })).toBe(APPLICATION_ID);
    expect(db.pragma("user_version", { simple: true })).toBe(MIGRATIONS.length);
    expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
    const tables = db
      .prepare("SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite%'")
      .all();
    for (const table of tables) expect(table).toMatchObject({ strict: 1 });
    db.close();
  });

  it("keeps what was stored, and takes an empty file for a new store", async () => {
    writeFileSync(file, "");
    for (const number of [1, 2]) {
      await using store = await openSqliteStore(file);
      await store.putSources([unit(number)]);
    }
    await using store = await openSqliteStore(file);
    expect(await idsIn(store)).toEqual([idOf(1), idOf(2)]);
  });

  it("refuses a folder, a missing folder and a name that cannot be", async () => {
    expect(await adviceOf(openSqliteStore(folder))).toContain("it is a folder");
    expect(await adviceOf(openSqliteStore(join(folder, "none", "mast.db")))).toContain("there is no folder");
    writeFileSync(join(folder, "plain"), "text");
    expect(await adviceOf(openSqliteStore(join(folder, "plain", "mast.db")))).toContain("there is no folder");
    expect(await adviceOf(openSqliteStore(join(folder, "x".repeat(300))))).toContain("too long");
  });

  it.runIf(process.platform === "linux")("refuses what may not be written and what is no file", async () => {
    expect(await adviceOf(openSqliteStore("/sys/mast.db"))).toMatch(/no permission|read-only/);
    expect(await adviceOf(openSqliteStore("/dev/null"))).toContain("no regular file");
  });

  it("refuses files of other kinds and leaves them alone", async () => {
    writeFileSync(file, '{"messages": []}');
    expect(await refusal(file)).toContain("it is not an SQLite database");
    writeFileSync(file, "SQLite format 3\0 and then rubbish");
    expect(await refusal(file)).toMatch(/not an SQLite database|damaged/);
  });

  it("refuses databases of other programs and of a newer mast, and leaves them alone", async () => {
    const db = openDatabase(file);
    db.exec("CREATE TABLE run (id)");
    expect(await refusal(file)).toContain("not one of mast");
    db.exec("DROP TABLE run");
    db.pragma("application_id = 7");
    expect(await refusal(file)).toContain("not one of mast");
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    db.close();
    expect(await refusal(file)).toContain("newer mast");
  });

  it("says that a database is damaged", async () => {
    {
      await using store = await openSqliteStore(file);
      for (let number = 0; number < 20; number++) await store.putSources([unit(number)]);
    }
    truncateSync(file, statSync(file).size / 2);
    const reading = async (): Promise<void> => {
      await using store = await openSqliteStore(file);
      await idsIn(store);
    };
    expect(await adviceOf(reading())).toContain("damaged");
  });

  it("says that someone wrote into it what is no run", async () => {
    await using store = await openSqliteStore(file);
    await store.putSources([unit(1)]);
    const db = openDatabase(file);
    db.exec("UPDATE body SET json = '{'");
    db.close();
    expect(await adviceOf(idsIn(store))).toContain("damaged");
  });

  it("says so when another process holds it for too long", async () => {
    await using store = await openSqliteStore(file, { busyTimeoutMs: 20 });
    const other = openDatabase(file);
    other.exec("BEGIN IMMEDIATE");
    expect(await adviceOf(store.putSources([unit(1)]))).toContain("locked for too long");
    expect(await idsIn(store)).toEqual([]);
    other.exec("ROLLBACK");
    other.close();
    await store.putSources([unit(1)]);
    expect(await idsIn(store)).toEqual([idOf(1)]);
  });

  it("says that the disk is full, keeps what it has, and goes on when there is room", async () => {
    const db = openDatabase(file);
    migrate(db, file);
    await using store = new SqliteStore(db, file);
    await store.putSources([unit(1)]);
    const pages = Number(db.pragma("page_count", { simple: true }));
    db.pragma(`max_page_count = ${pages + 10}`);
    expect(await adviceOf(store.putSources([unit(2, 100)]))).toContain("the disk is full");
    expect(await idsIn(store)).toEqual([idOf(1)]);
    db.pragma("max_page_count = 1000000");
    await store.putSources([unit(2, 100)]);
    expect(await idsIn(store)).toEqual([idOf(1), idOf(2)]);
  });
});

describe("forgetting", () => {
  it("leaves no trace of the words in the file", async () => {
    const words = "the combination of the vault is 4711";
    const { runs, ...rest } = unit(1);
    const secret = runs.map((run) => ({ ...run, task: words }) as Run);
    const fragments = [{ group: "g", key: "s", joins: ["the team of the vault"], body: "{}" }];
    const inFile = (text: string): boolean =>
      ["", "-wal"].some((part) => existsSync(file + part) && readFileSync(file + part).includes(text));
    await using store = await openSqliteStore(file);
    await store.putSources([{ ...rest, runs: secret, fragments }, unit(2)]);
    expect([words, "the team of the vault"].map(inFile)).toEqual([true, true]);
    expect(await store.forget({ source: rest.source.key })).toBe(1);
    expect([words, "the team of the vault"].map(inFile)).toEqual([false, false]);
    expect(await idsIn(store)).toEqual([idOf(2)]);
  });
});

describe("migrations", () => {
  const steps = ["CREATE TABLE one (a) STRICT", "ALTER TABLE one ADD COLUMN b TEXT"].map((sql) =>
    sql.replace("(a)", "(a TEXT)"),
  );

  it("does what is missing and nothing twice", () => {
    const db = openDatabase(file);
    migrate(db, file, steps.slice(0, 1));
    db.exec("INSERT INTO one VALUES ('kept')");
    migrate(db, file, steps);
    migrate(db, file, steps);
    expect(db.prepare("SELECT * FROM one").all()).toEqual([{ a: "kept", b: null }]);
    expect(db.pragma("user_version", { simple: true })).toBe(2);
    db.close();
  });

  it("leaves the database as it was when a step fails", () => {
    const db = openDatabase(file);
    migrate(db, file, steps.slice(0, 1));
    expect(() => migrate(db, file, [...steps, "CREATE TABLE one (again)"])).toThrow("already exists");
    expect(db.prepare("SELECT name FROM pragma_table_info('one')").pluck().all()).toEqual(["a"]);
    expect(db.pragma("user_version", { simple: true })).toBe(1);
    db.close();
  });

  it("keeps the labels of a store in which each label had a row", async () => {
    const db = openDatabase(file);
    migrate(db, file, MIGRATIONS.slice(0, 3));
    db.exec(`
      INSERT INTO run VALUES (1, '${idOf(1)}');
      INSERT INTO version (id, run, content_hash, shown, steps, framework, format, outcome, agents, models, tags)
        VALUES (1, 1, 'c1', 1, 3, 'autogen', 'autogen/x', 'unknown', '[]', '[]', '{}');
      INSERT INTO label VALUES
        (1, 'detector', 'loop', 'FM-1.3', '2', 'present', 'high', 'because', 1, 0, '[{"steps":[1]}]'),
        (1, 'human', 'ann', 'FM-1.3', '1', 'absent', 'certain', '', 1, 1, '[]'),
        (1, 'detector', 'stop', 'FM-1.5', '1', 'unknown', NULL, 'no end', 0, 0, '[]');`);
    db.close();
    await using store = await openSqliteStore(file);
    expect(
      (await store.labels(idOf(1))).map(({ labeller, verdict, tier, why, examined, findings }) => [
        ...[labeller.kind, labeller.id, labeller.version, verdict, tier, why, examined],
        findings.length,
      ]),
    ).toEqual([
      ["detector", "loop", "2", "present", "high", "because", true, 1],
      ["human", "ann", "1", "absent", "certain", "", true, 0],
      ["detector", "stop", "1", "unknown", null, "no end", false, 0],
    ]);
  });

  it("keeps who labelled what of a store in which each run said it for itself", async () => {
    const db = openDatabase(file);
    migrate(db, file, MIGRATIONS.slice(0, 6));
    const labelled = (number: number, by: string | null) =>
      db.exec(`
        INSERT INTO run VALUES (${number}, '${idOf(number)}');
        INSERT INTO source VALUES (${number}, '/srv/demo/${number}.json', ${number}, NULL, 'read', '[]');
        INSERT INTO content VALUES (${number}, 'c${number}', 'r', 'autogen', NULL);
        INSERT INTO version (id, run, content_hash, shown, steps, framework, format, outcome, agents, models, tags, labelled_by)
          VALUES (${number}, ${number}, 'c${number}', 1, 3, 'autogen', 'autogen/x', 'unknown', '[]', '[]', '{}', ${by});
        INSERT INTO body VALUES (${number}, '${JSON.stringify(fakeRun(number))}');
        INSERT INTO content_run VALUES (${number}, 0, ${number}, '');`);
    db.pragma("foreign_keys = OFF");
    labelled(1, `'["detector:loop@2"]'`);
    labelled(2, `'["detector:loop@2"]'`);
    labelled(3, `'["detector:loop@1"]'`);
    labelled(4, "NULL");
    db.close();
    await using store = await openSqliteStore(file);
    const open: string[] = [];
    for await (const batch of store.unlabelled(["loop@2"], {})) open.push(...batch.map(({ id }) => id));
    expect(open).toEqual([idOf(3), idOf(4)]);
  });
});
