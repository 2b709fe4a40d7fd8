import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ByteOrigin } from "../../src/sources/byte-origin.ts";
import { ContentSource } from "../../src/sources/content-source.ts";
import { gunzipChunks, gunzipWhole } from "../../src/sources/gzip.ts";
import { DEFAULT_LIMITS } from "../../src/sources/limits.ts";
import { LineSplitter } from "../../src/sources/line-splitter.ts";
import { memorySource } from "../../src/sources/memory-source.ts";
import { probeOrigin } from "../../src/sources/probe-content.ts";
import { ProblemLog } from "../../src/sources/problem-log.ts";
import { Utf8Stream } from "../../src/sources/utf8-stream.ts";
import { chunked, chunkSizes } from "./arbitraries.ts";

/** A content of which the streaming code never sees more than a few bytes at a time. */
class ChunkedOrigin implements ByteOrigin {
  readonly size = null;
  private readonly content: Buffer;
  private readonly sizes: readonly number[];

  constructor(content: Buffer, sizes: readonly number[]) {
    this.content = content;
    this.sizes = sizes;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    yield* chunked(this.content, this.sizes);
  }

  async close(): Promise<void> {}
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const batch of batches) items.push(...batch);
  return items;
}

async function joined(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

const line = fc.oneof(
  fc.json().map((text) => text.replaceAll("\n", " ")),
  fc.constantFrom(
    "",
    "{",
    "}",
    "plain words",
    '{"a":"é\u{1f600}"}',
    '{"a":NaN}',
    '{"a":',
    "[1]",
    "\u0000",
    '"',
  ),
);
const content = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([lines, ending, mark]) => Buffer.from((mark ? "\ufeff" : "") + lines.join(ending)));

test("a stream in small pieces reads as the same content in memory", async () => {
  await fc.assert(
    fc.asyncProperty(content, chunkSizes, async (bytes, sizes) => {
      const log = new ProblemLog("x");
      const origin = new ChunkedOrigin(bytes, sizes);
      const identity = { uri: "x", name: "x", stamp: null, neighbours: null };
      const probed = await probeOrigin(origin, "x", DEFAULT_LIMITS, log);
      const streamed = new ContentSource(identity, origin, probed, DEFAULT_LIMITS, log);
      const inMemory = memorySource(bytes, "x");
      expect(streamed.probe).toEqual(inMemory.probe);
      expect(await all(streamed.records())).toEqual(await all(inMemory.records()));
      expect(await all(streamed.lines())).toEqual(await all(inMemory.lines()));
      expect(await streamed.text()).toBe(await inMemory.text());
      expect(Buffer.from(await streamed.bytes()).equals(bytes)).toBe(true);
      expect(await streamed.contentHash()).toBe(await inMemory.contentHash());
      expect(streamed.problems()).toEqual(inMemory.problems());
    }),
    { numRuns: 300 },
  );
});

test("reading twice gives the same and notes nothing twice", async () => {
  const source = memorySource('{"a":1}\n{"a":\n{"a":NaN}\n');
  const first = [await all(source.records()), source.problems()];
  expect([await all(source.records()), source.problems()]).toEqual(first);
});

test("lines are what is between line ends, whatever the chunks", () => {
  const text = fc
    .array(fc.constantFrom("a", "é", "\n", "\r\n", "\r", " "), { maxLength: 40 })
    .map((p) => p.join(""));
  fc.assert(
    fc.property(text, chunkSizes, (value, sizes) => {
      const splitter = new LineSplitter(DEFAULT_LIMITS, new ProblemLog("x"));
      const lines = [...chunked(Buffer.from(value), sizes)].flatMap((chunk) => splitter.push(chunk));
      lines.push(...splitter.end());
      const expected = value.split("\n").map((one) => (one.endsWith("\r") ? one.slice(0, -1) : one));
      if (value === "" || value.endsWith("\n")) expected.pop();
      expect(lines).toEqual(expected.map((one, i) => ({ line: i + 1, text: one })));
    }),
    { numRuns: 1000 },
  );
});

test("a line above the limit is a problem, the lines after it keep their numbers", () => {
  const log = new ProblemLog("x");
  const splitter = new LineSplitter({ ...DEFAULT_LIMITS, maxRunBytes: 100 }, log);
  const text = `one\n${"x".repeat(300)}\nthree\n`;
  const lines = [...chunked(Buffer.from(text), [50])].flatMap((chunk) => splitter.push(chunk));
  expect(lines).toEqual([
    { line: 1, text: "one" },
    { line: 3, text: "three" },
  ]);
  expect(log.list()).toMatchObject([{ locator: "line:2", code: "line-too-long" }]);
});

test("UTF-16 of both byte orders becomes the UTF-8 it means, whatever the chunks", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.boolean(), chunkSizes, (text, swapped, sizes) => {
      const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
      const log = new ProblemLog("x");
      const stream = new Utf8Stream(log);
      const parts = [...chunked(swapped ? utf16.swap16() : utf16, sizes)].map((chunk) => stream.push(chunk));
      expect(Buffer.concat([...parts, stream.end()]).toString("utf8")).toBe(text);
      expect(log.list()).toEqual([]);
    }),
  );
});

test.each([
  [
    "an odd number of bytes",
    Buffer.concat([Buffer.from("\ufeffab", "utf16le"), Buffer.from([0x63])]),
    "ab\ufffd",
  ],
  ["a high surrogate at the end", Buffer.from("\ufeffab\ud83d", "utf16le"), "ab\ufffd"],
  ["a low surrogate alone", Buffer.from("\ufeffa\ude00b", "utf16le"), "a\ufffdb"],
])("half characters in UTF-16 are replaced and noted: %s", async (_name, bytes, text) => {
  for (const size of [1, 2, 3, 100]) {
    const log = new ProblemLog("x");
    const stream = new Utf8Stream(log);
    const parts = [...chunked(bytes, [size])].map((chunk) => stream.push(chunk));
    expect(Buffer.concat([...parts, stream.end()]).toString("utf8")).toBe(text);
    expect(log.list()).toMatchObject([{ code: "utf16-invalid" }]);
  }
});

const plain = Buffer.from(
  Array.from({ length: 3000 }, (_, i) => JSON.stringify({ i, text: `step ${i * 7919}` })).join("\n"),
);
const packed = Buffer.concat([gzipSync(plain.subarray(0, 20_000)), gzipSync(plain.subarray(20_000))]);

test("all members of a gzip stream are unpacked, in memory and in pieces", async () => {
  const log = new ProblemLog("x");
  expect(gunzipWhole(packed, 1e6, log)?.equals(plain)).toBe(true);
  const chunks = () => new ChunkedOrigin(packed, [1000, 1, 77]).chunks();
  expect((await joined(gunzipChunks(chunks, DEFAULT_LIMITS, log))).equals(plain)).toBe(true);
  expect(log.list()).toEqual([]);
});

test("gzip cut or damaged anywhere gives what came before and a problem, both ways the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 20, max: packed.length - 1 }), fc.boolean(), async (at, cut) => {
      const spoiled = Buffer.from(cut ? packed.subarray(0, at) : packed);
      if (!cut) spoiled[at] = (spoiled[at] ?? 0) ^ 0xff;
      const [log, streamLog] = [new ProblemLog("x"), new ProblemLog("x")];
      const whole = gunzipWhole(spoiled, 1e6, log) ?? Buffer.alloc(0);
      const streamed = await joined(
        gunzipChunks(() => new ChunkedOrigin(spoiled, [4096]).chunks(), DEFAULT_LIMITS, streamLog),
      );
      expect(streamed.equals(whole)).toBe(true);
      if (cut) expect(plain.subarray(0, whole.length).equals(whole)).toBe(true);
      expect(streamLog.list()).toEqual(log.list());
    }),
    { numRuns: 60 },
  );
});

test("what follows the last gzip member costs nothing of it", async () => {
  for (const tail of ["garbage", "\0\0\0\0", "x".repeat(10_000)]) {
    const log = new ProblemLog("x");
    const bytes = Buffer.concat([packed, Buffer.from(tail)]);
    const streamed = await joined(
      gunzipChunks(() => new ChunkedOrigin(bytes, [5000]).chunks(), DEFAULT_LIMITS, log),
    );
    expect(streamed.equals(plain)).toBe(true);
    expect(gunzipWhole(bytes, 1e6, log)?.equals(plain)).toBe(true);
  }
});

test("a gzip bomb is stopped", async () => {
  const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024));
  const log = new ProblemLog("x");
  const limits = { ...DEFAULT_LIMITS, maxRunBytes: 4 * 1024 * 1024 };
  let out = 0;
  for await (const chunk of gunzipChunks(() => new ChunkedOrigin(bomb, []).chunks(), limits, log))
    out += chunk.length;
  expect(out).toBeLessThan(30 * 1024 * 1024);
  expect(log.list()).toMatchObject([{ code: "gzip-bomb" }]);
  const inMemory = memorySource(bomb, "bomb.gz", "bomb.gz", limits);
  expect(inMemory.probe.kind).toBe("empty");
  expect(inMemory.problems()).toMatchObject([{ code: "source-too-large" }]);
});
