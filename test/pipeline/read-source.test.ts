import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Problem } from "../../src/adapters/adapter.ts";
import { ADAPTERS } from "../../src/adapters/registry.ts";
import { readSource } from "../../src/pipeline/read-source.ts";
import type { SourceLimits } from "../../src/sources/limits.ts";
import { memorySource } from "../../src/sources/memory-source.ts";

async function refused(content: string | Uint8Array, limits: Partial<SourceLimits> = {}): Promise<Problem[]> {
  await using source = memorySource(content, "x", "x", limits);
  const reading = readSource(source, "x", { adapters: ADAPTERS, forced: null, tags: {} });
  const { value, done } = await reading.next();
  if (done !== true) throw new Error("something was read");
  expect(value).toMatchObject({ outcome: "refused", adapter: null });
  return value.problems;
}

const DEEP = `${"[".repeat(600)}{"a":1}${"]".repeat(600)}`;

test("what the source itself says about why it cannot be read is said once", async () => {
  expect(await refused(DEEP)).toEqual([
    { uri: "x", locator: "line:1", code: "json-too-deep", message: "nested deeper than 512 levels" },
  ]);
  const limits = { maxRunBytes: 100_000 };
  const large = JSON.stringify({ content: "x".repeat(200_000) }, null, 2);
  expect(await refused(large, limits)).toMatchObject([{ uri: "x", code: "source-too-large" }]);
  expect(await refused(gzipSync(large), limits)).toMatchObject([{ uri: "x", code: "source-too-large" }]);
});

test("any other content is refused with what it is", async () => {
  expect(await refused("")).toMatchObject([{ code: "empty-source" }]);
  expect(await refused("a shopping list\n")).toMatchObject([
    { code: "unknown-format", message: expect.stringMatching(/^text in no/) },
  ]);
  expect(await refused('{"schema":"mast-report/1","runs":[]}')).toMatchObject([
    { code: "unknown-format", message: expect.stringMatching(/^a report of mast and no trace/) },
  ]);
  expect(await refused('{"a":{"b":1}')).toMatchObject([{ code: "json-damaged" }, { code: "unknown-format" }]);
});
