import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { analyze, DETECTORS, openMemoryStore } from "../../src/index.ts";
import { tempFolder } from "../helpers/mast.ts";

it("reports exactly what the paths gave, with paths as given, and keeps it in a store of the caller's", async () => {
  using folder = tempFolder();
  const chat = (words: string) => JSON.stringify([{ role: "assistant", name: "clerk", content: words }]);
  for (const name of ["a", "b"]) writeFileSync(join(folder.path, `${name}.json`), chat(`Hall ${name}.`));
  await using store = openMemoryStore();
  const options = { cwd: folder.path, store, detectors: DETECTORS.slice(0, 2), tags: { build: "7" } };
  await analyze(["a.json"], options);
  const report = await analyze(["b.json"], options);
  expect(report.runs).toMatchObject([{ source: { uri: "b.json" }, tags: { build: "7" } }]);
  expect(report.modes.flatMap(({ labellers }) => labellers)).toHaveLength(2);
  expect(await store.countSources({})).toMatchObject({ read: 2 });
});
