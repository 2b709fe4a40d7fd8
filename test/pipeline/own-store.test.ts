import { join } from "node:path";
import { expect, it } from "vitest";
import { ADAPTERS } from "../../src/adapters/registry.ts";
import { ingest } from "../../src/pipeline/ingest.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { tempFolder } from "../helpers/mast.ts";

it("skips stores of mast in a folder, whatever they are called, and refuses one that is named", async () => {
  using folder = tempFolder();
  const other = await openSqliteStore(join(folder.path, "last-week.sqlite"));
  const options = { cwd: folder.path, adapters: ADAPTERS, forced: null, tags: {}, detectors: null };
  const found = await ingest(["."], openMemoryStore(), options);
  expect(found).toMatchObject({ problems: [], walk: { read: 0, refused: 0 } });
  expect(found.walk.skipped).toBeGreaterThan(0);
  const named = await ingest(["last-week.sqlite"], openMemoryStore(), options);
  expect(named.problems).toMatchObject([{ code: "own-store" }]);
  await other[Symbol.asyncDispose]();
});
