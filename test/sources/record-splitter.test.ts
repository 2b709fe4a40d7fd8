import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonRecord } from "../../src/adapters/source.ts";
import { DEFAULT_LIMITS, type SourceLimits } from "../../src/sources/limits.ts";
import { ProblemLog } from "../../src/sources/problem-log.ts";
import { RecordSplitter } from "../../src/sources/record-splitter.ts";
import { chunked, chunkSizes, jsonContainer } from "./arbitraries.ts";

interface Split {
  records: JsonRecord[];
  problems: string[];
}

function split(
  content: string | Buffer,
  sizes: readonly number[] = [],
  limits: Partial<SourceLimits> = {},
): Split {
  const log = new ProblemLog("x");
  const splitter = new RecordSplitter({ ...DEFAULT_LIMITS, ...limits }, log);
  const records: JsonRecord[] = [];
  for (const chunk of chunked(Buffer.from(content), sizes)) records.push(...splitter.push(chunk));
  records.push(...splitter.end());
  return { records, problems: log.list().map(({ locator, code }) => `${locator} ${code}`) };
}

const values = fc.array(jsonContainer, { minLength: 1, maxLength: 6 });
const LAYOUTS: Record<string, (items: unknown[]) => string> = {
  "JSON lines": (items) => items.map((item) => JSON.stringify(item)).join("\n"),
  "JSON lines with CR LF and blank lines": (items) =>
    `${items.map((item) => JSON.stringify(item)).join("\r\n\r\n")}\r\n`,
  "indented documents": (items) => items.map((item) => JSON.stringify(item, null, 2)).join("\n"),
  "documents indented by tabs": (items) =>
    `${items.map((item) => JSON.stringify(item, null, "\t")).join("\n\n")}\n`,
  "documents with CR LF": (items) =>
    items.map((item) => JSON.stringify(item, null, 2).replaceAll("\n", "\r\n")).join("\r\n"),
  "documents without a break between": (items) => items.map((item) => JSON.stringify(item)).join(""),
  "indented documents without a break between": (items) =>
    items.map((item) => JSON.stringify(item, null, 1)).join(""),
  "separated by commas": (items) => items.map((item) => JSON.stringify(item)).join(",\n"),
  "record separators": (items) => items.map((item) => `\x1e${JSON.stringify(item)}\n`).join(""),
};

test.each(Object.entries(LAYOUTS))("all values come out, whatever the chunks: %s", (_name, layout) => {
  fc.assert(
    fc.property(values, chunkSizes, (items, sizes) => {
      const { records, problems } = split(layout(items), sizes);
      expect(records.map((record) => record.value)).toEqual(JSON.parse(JSON.stringify(items)));
      expect(problems).toEqual([]);
    }),
  );
});

test("records carry the line they start on", () => {
  fc.assert(
    fc.property(values, chunkSizes, (items, sizes) => {
      const texts = items.map((item) => JSON.stringify(item, null, 2));
      let line = 1;
      const lines: number[] = [];
      for (const text of texts) {
        lines.push(line);
        line += text.split("\n").length;
      }
      expect(split(texts.join("\n"), sizes).records.map((record) => record.line)).toEqual(lines);
    }),
  );
});

test("chunk boundaries never change the outcome, also of broken content", () => {
  const piece = fc.constantFrom(
    ...'{}[]",:\\\n\n \tu',
    "\\ud83d",
    "NaN",
    "{\n",
    "[\n",
    '"a":',
    "1",
    "é",
    "\r\n",
    "\x00",
  );
  const broken = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(broken, chunkSizes, (text, sizes) => {
      expect(split(text, sizes)).toEqual(split(text));
    }),
    { numRuns: 2000 },
  );
});

test("a damaged line never hides another one", () => {
  const damage = fc.constantFrom<(line: string) => string>(
    (line) => line.slice(0, -1),
    (line) => line.slice(0, line.length / 2),
    (line) => line.slice(1),
    (line) => `${line.slice(0, -1)},`,
    (line) => `{"a":"${line}`,
    () => "Traceback (most recent call last):",
    () => "[",
    () => "{",
    () => "\x00\x00",
  );
  fc.assert(
    fc.property(values, values, damage, chunkSizes, (before, after, spoil, sizes) => {
      const line = (item: unknown): string => JSON.stringify({ item });
      const text = [...before.map(line), spoil(line("x")), ...after.map(line)].join("\n");
      const { records, problems } = split(text, sizes);
      const intact = records.filter((record) => record.line !== before.length + 1);
      expect(intact.map((record) => record.value)).toEqual(
        JSON.parse(JSON.stringify([...before, ...after].map((item) => ({ item })))),
      );
      expect(problems.length).toBeGreaterThan(0);
      expect(problems[0]).toMatch(new RegExp(`^line:${before.length + 1} `));
    }),
  );
});

test("an indented document that breaks off does not swallow the next one", () => {
  const whole = JSON.stringify({ a: { b: [1, 2] } }, null, 2);
  const cut = whole.slice(0, 20);
  expect(split(`${whole}\n${cut}\n${whole}\n`)).toEqual({
    records: [
      { line: 1, value: { a: { b: [1, 2] } } },
      { line: 12, value: { a: { b: [1, 2] } } },
    ],
    problems: ["line:9 json-broken"],
  });
});

test("a record above the limit is a problem, the next ones are read", () => {
  const text = `{"a":1}\n{"b":"${"x".repeat(5000)}"}\n{"c":3}\n`;
  const { records, problems } = split(text, [100], { maxRunBytes: 1000 });
  expect(records.map((record) => record.line)).toEqual([1, 3]);
  expect(problems).toEqual(["line:2 record-too-large"]);
});

test("nesting beyond the limit is refused, a million levels too", () => {
  const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  expect(split(deep(600)).problems).toEqual(["line:1 json-too-deep"]);
  expect(split(`${deep(1e6)}\n{"a":1}`).records).toEqual([{ line: 2, value: { a: 1 } }]);
  expect(split("[".repeat(1e6)).problems).toEqual(["line:1 json-broken"]);
  expect(split('{"a":'.repeat(1e5)).problems).toEqual(["line:1 json-broken"]);
});

test("what is no JSON but clear is read; what became null is noted once with a count", () => {
  const log = new ProblemLog("x");
  const splitter = new RecordSplitter(DEFAULT_LIMITS, log);
  const text =
    '{"a":NaN}\n{"a":-Infinity,"b":"NaN"}\n{"a":"\\ud800","b":"\\ud83d\\ude00","c":"\\\\ud800"}\n{"a":"\x1b[1m"}\n';
  const records = [...splitter.push(Buffer.from(text)), ...splitter.end()];
  expect(records.map((record) => record.value)).toEqual([
    { a: null },
    { a: null, b: "NaN" },
    { a: "\ufffd", b: "\u{1f600}", c: "\\ud800" },
    { a: "\x1b[1m" },
  ]);
  expect(log.list()).toMatchObject([
    { locator: "line:1", code: "json-not-finite", message: expect.stringContaining("2 places") },
  ]);
});

test("bytes that are not UTF-8 are noted with their line", () => {
  const text = Buffer.concat([
    Buffer.from('{"a":1}\n{"a":"'),
    Buffer.from([0xff, 0xc3]),
    Buffer.from('"}\n{"a":3}\n'),
  ]);
  const { records, problems } = split(text);
  expect(records[1]?.value).toEqual({ a: "\ufffd\ufffd" });
  expect(problems).toEqual(["line:2 utf8-invalid"]);
});

test("many truncated documents of flat layout end in linear time", () => {
  const text = "[\n{\n".repeat(50_000);
  const { problems } = split(text);
  expect(problems.length).toBeGreaterThan(0);
});

test("__proto__ stays a plain key", () => {
  const { records } = split('{"__proto__":{"polluted":true}}\n{"a":1}');
  expect(records).toHaveLength(2);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});
