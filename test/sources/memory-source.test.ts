import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { JsonRecord } from "../../src/adapters/source.ts";
import { memorySource } from "../../src/sources/memory-source.ts";

const LINES = '{"a":"é"}\n{"a":2}\r\n\n{"a":3}\n';

async function recordsOf(content: string | Uint8Array): Promise<JsonRecord[]> {
  const records: JsonRecord[] = [];
  for await (const batch of memorySource(content).records()) records.push(...batch);
  return records;
}

test.each<[string, string | Uint8Array]>([
  ["UTF-8", LINES],
  ["a byte-order mark", `\ufeff${LINES}`],
  ["UTF-16", Buffer.from(`\ufeff${LINES}`, "utf16le")],
  ["UTF-16, big end first", Buffer.from(`\ufeff${LINES}`, "utf16le").swap16()],
  ["gzip", gzipSync(LINES)],
  ["two gzip members", Buffer.concat([gzipSync(LINES.slice(0, 5)), gzipSync(LINES.slice(5))])],
])("records are the same whatever the envelope: %s", async (_name, content) => {
  expect(memorySource(content).probe.kind).toBe("records");
  expect(await recordsOf(content)).toEqual([
    { line: 1, value: { a: "é" } },
    { line: 2, value: { a: 2 } },
    { line: 4, value: { a: 3 } },
  ]);
});

test("a broken line is a problem with its place and keeps its neighbours", async () => {
  const source = memorySource('{"a":1}\n{"a":\n{"a":3}\n', "x.jsonl", "dir/x.jsonl");
  const lines: number[] = [];
  for await (const batch of source.records()) lines.push(...batch.map((record) => record.line));
  expect(lines).toEqual([1, 3]);
  expect(source.problems()).toMatchObject([{ uri: "dir/x.jsonl", locator: "line:2", code: "json-broken" }]);
});

test("documents written one after the other are records with the line they start on", async () => {
  const text = `${JSON.stringify({ a: "}{" }, null, 2)}\n${JSON.stringify({ b: 2 }, null, 2)}\n`;
  expect(await recordsOf(text)).toEqual([
    { line: 1, value: { a: "}{" } },
    { line: 4, value: { b: 2 } },
  ]);
});

test("bare NaN and Infinity are read as null, inside strings they stay", async () => {
  expect(memorySource('{"a": NaN, "b": -Infinity, "c": "NaN"}').probe).toEqual({
    kind: "json",
    value: { a: null, b: null, c: "NaN" },
    damage: null,
  });
});
