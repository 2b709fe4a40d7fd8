import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MastError } from "../../src/core/errors.ts";
import { openDatabase } from "../../src/sqlite/database.ts";
import { tempFolder } from "../helpers/mast.ts";

test("a native module that this Node.js does not take is named with the remedy", () => {
  using folder = tempFolder();
  const nativeBinding = join(folder.path, "other.node");
  writeFileSync(nativeBinding, "built for another engine");
  const open = () => openDatabase(":memory:", { nativeBinding });
  expect(open).toThrow(MastError);
  expect(open).toThrow(`better-sqlite3 cannot be loaded by Node.js ${process.version}`);
});

test("what the database itself objects to stays its own error", () => {
  expect(() => openDatabase("/nowhere/at/all.db")).not.toThrow(MastError);
  expect(() => openDatabase("/nowhere/at/all.db")).toThrow(/directory does not exist/);
});
