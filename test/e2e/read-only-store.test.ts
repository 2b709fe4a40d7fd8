import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/sqlite/database.ts";
import { mast, SAMPLES, tempFolder } from "../helpers/mast.ts";

/** Root may write everywhere, so that there the tests run as somebody else. */
const SOMEBODY = process.getuid?.() === 0 ? { uid: 65_534 } : {};
const TRACE = join(SAMPLES, "crewai", "wells-limit.events.jsonl");

/** A folder with a store in which nobody may write, entered and left as its owner. */
async function readOnlyStore(
  prepare: (store: string) => void = () => {},
): Promise<Disposable & { path: string; temporary: string }> {
  const folder = tempFolder();
  const path = join(folder.path, "kept");
  const temporary = join(folder.path, "tmp");
  for (const made of [path, temporary]) mkdirSync(made);
  await mast(["analyze", TRACE, "-q"], { cwd: path });
  const store = join(path, "mast.db");
  prepare(store);
  for (const name of readdirSync(path)) chmodSync(join(path, name), 0o444);
  chmodSync(folder.path, 0o755);
  chmodSync(path, 0o555);
  chmodSync(temporary, 0o777);
  return {
    ...{ path, temporary },
    [Symbol.dispose]() {
      chmodSync(path, 0o755);
      folder[Symbol.dispose]();
    },
  };
}

describe.skipIf(process.platform === "win32")("a store that may not be written to", () => {
  it("is read by every command that changes nothing, and nothing is left behind", async () => {
    using kept = await readOnlyStore();
    const env = { TMPDIR: kept.temporary };
    for (const args of [
      ["report"],
      ["export", "--format", "csv"],
      ["show", "2559f6905814"],
      ["gate", "--max-rate", "any=1"],
      ["diff", "mast.db", "mast.db"],
      ["baseline", "save", "-o", join(kept.temporary, "b.json")],
      ["doctor"],
    ]) {
      const { code, stderr } = await mast([...args, "-q"], { cwd: kept.path, env, ...SOMEBODY });
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
    }
    expect(readdirSync(kept.path)).toEqual(["mast.db"]);
    expect(readdirSync(kept.temporary)).toEqual(["b.json"]);
  });

  it("is read with what stands in its log only", async () => {
    using kept = await readOnlyStore((store) => {
      const db = openDatabase(store);
      db.pragma("wal_autocheckpoint = 0");
      db.pragma("foreign_keys = OFF");
      db.exec("DELETE FROM version");
      for (const ending of ["", "-wal"]) copyFileSync(`${store}${ending}`, `${store}.copy${ending}`);
      db.close();
      for (const ending of ["", "-wal"]) copyFileSync(`${store}.copy${ending}`, `${store}${ending}`);
    });
    expect(existsSync(join(kept.path, "mast.db-wal"))).toBe(true);
    const before = readFileSync(join(kept.path, "mast.db-wal"));
    // The log says that the run is gone.
    const { code } = await mast(["report"], { cwd: kept.path, ...SOMEBODY });
    expect(code).toBe(3);
    expect(readFileSync(join(kept.path, "mast.db-wal"))).toEqual(before);
  });

  it("is refused with its name where a command has to write", async () => {
    using kept = await readOnlyStore();
    for (const args of [
      ["analyze", TRACE],
      ["forget", "2559f6905814"],
    ]) {
      const { code, stderr } = await mast(args, { cwd: kept.path, ...SOMEBODY });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: the store .*mast\.db: /);
      expect(stderr).toContain("hint: check the rights of the file and its folder");
    }
  });
});
