import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ADAPTERS } from "../../src/adapters/registry.ts";
import { ingest } from "../../src/pipeline/ingest.ts";
import { inlineReader } from "../../src/pipeline/source-reader.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import { tempFolder } from "../helpers/mast.ts";

it("reads a file again that was written to while it was read, also if it is as before", async () => {
  using folder = tempFolder();
  const text = JSON.stringify([
    { role: "user", content: "Which berth?" },
    { role: "assistant", content: "4." },
  ]);
  writeFileSync(join(folder.path, "a.json"), text);
  const store = openMemoryStore();
  const options = { cwd: folder.path, adapters: ADAPTERS, forced: null, tags: {}, detectors: null };
  await ingest(["a.json"], store, {
    ...options,
    startReader: (own) => {
      const reader = inlineReader(own);
      return {
        ...reader,
        open: async (entry) => ({
          ...(await reader.open(entry)),
          async *parts() {
            yield { runs: [], fragments: [], labelled: [] };
            const problem = { uri: entry.path, locator: "", code: "file-changed", message: "mixed" };
            return { adapter: null, outcome: "refused" as const, problems: [problem] };
          },
        }),
      };
    },
  });
  const again = await ingest(["a.json"], store, options);
  expect(again).toMatchObject({ walk: { read: 1, refused: 0 }, problems: [], unchanged: 0 });
  expect(await store.runsOfSources(again.sources)).toHaveLength(1);
});
