import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HEAD_BYTES } from "../../src/sources/limits.ts";
import { memorySource } from "../../src/sources/memory-source.ts";
import { openSource } from "../../src/sources/open-source.ts";
import { jsonContainer } from "./arbitraries.ts";

/** Messages that are small together, or larger than what the head of a content can show. */
const SIZES: [name: string, count: number][] = [
  ["two messages", 2],
  ["four messages", 4],
  ["more than the head", 400],
];

function messagesOf(count: number): { role: string; content: string }[] {
  return Array.from({ length: count }, (_, i) => ({
    role: `agent ${i % 3}`,
    content: `${i} ${"word ".repeat(60)}`,
  }));
}

const DOCUMENT_LAYOUTS: Record<string, (lines: string[]) => string> = {
  "an array with one member a line": (lines) => `[${lines.join(",\n")}]`,
  "an array with the commas first": (lines) => `[${lines.join("\n,")}\n]`,
  "an array with brackets on their own lines": (lines) => `[\n${lines.join(",\n")}\n]\n`,
  "an array with members after blank lines": (lines) => `[\n\n${lines.join(",\n\n\n")}]\n`,
  "an object whose list has one member a line": (lines) => `{"messages":[\n${lines.join(",\n")}]}`,
  "an object whose list starts on a line of its own": (lines) => `{"messages":\n[${lines.join(",\n")}]}\n`,
  "an object with a line break before the colon": (lines) =>
    `{"messages"\n:\n[\n${lines.join("\n,\n")}\n]\n}\n`,
  "an object whose list is followed by more": (lines) =>
    `{"messages":[${lines.join(",\n")}],\n"meta":\n{"a":[\n[1],\n[2]\n]}}`,
};

const ENVELOPES: Record<string, (text: string) => Buffer> = {
  "UTF-8": (text) => Buffer.from(text),
  "CR LF": (text) => Buffer.from(text.replaceAll("\n", "\r\n")),
  "a byte-order mark": (text) => Buffer.from(`\ufeff${text}`),
  "UTF-16": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  gzip: (text) => gzipSync(text),
};

describe.each(SIZES)("a document of %s is read as that document", (_size, count) => {
  const lines = messagesOf(count).map((message) => JSON.stringify(message));
  const cases = Object.entries(DOCUMENT_LAYOUTS).flatMap(([layout, print]) =>
    Object.entries(ENVELOPES).map(([envelope, wrap]) => [layout, envelope, print, wrap] as const),
  );
  test.each(cases)("%s, %s", (_layout, _envelope, print, wrap) => {
    const text = print(lines);
    const source = memorySource(wrap(text));
    expect(source.probe).toEqual({ kind: "json", value: JSON.parse(text), damage: null });
    expect(source.problems()).toEqual([]);
  });
});

describe.each(SIZES)("a document of %s that breaks off keeps its whole members", (_size, count) => {
  const messages = messagesOf(count);
  const lines = messages.map((message) => JSON.stringify(message));
  test.each([
    ["in the last member", `[${lines.join(",\n").slice(0, -40)}`],
    ["after a comma", `[${lines.slice(0, -1).join(",\n")},\n`],
    ["at the start of a line", `[\n${lines.slice(0, -1).join(",\n")},\n{`],
  ])("%s", (_place, text) => {
    const source = memorySource(text);
    expect(source.probe).toMatchObject({
      kind: "json",
      damage: { message: expect.stringContaining("breaks off") },
    });
    if (source.probe.kind !== "json") return;
    const members = source.probe.value as unknown[];
    expect(members.slice(0, count - 1)).toEqual(messages.slice(0, -1));
    expect(source.problems()).toMatchObject([{ code: "json-damaged" }]);
  });
});

describe.each(SIZES)("%s as records stay records", (_size, count) => {
  const messages = messagesOf(count);
  const lines = messages.map((message) => JSON.stringify(message));
  const record = messages.slice(0, 2);
  test.each<[string, string, unknown[]]>([
    ["JSON lines", lines.join("\n"), messages],
    ["JSON lines with commas", lines.join(",\n"), messages],
    ["indented documents", messages.map((message) => JSON.stringify(message, null, 2)).join("\n"), messages],
    [
      "arrays with one member a line",
      messages.map(() => `[${record.map((one) => JSON.stringify(one)).join(",\n")}]`).join("\n"),
      messages.map(() => record),
    ],
  ])("%s", async (_layout, text, values) => {
    const source = memorySource(text);
    expect(source.probe.kind).toBe("records");
    const read: unknown[] = [];
    for await (const batch of source.records()) read.push(...batch.map(({ value }) => value));
    expect(read).toEqual(values);
    expect(source.problems()).toEqual([]);
  });
});

test("lines after a first one that breaks off are records, however long that is", async () => {
  const lines = messagesOf(300).map((message) => JSON.stringify(message));
  for (const start of ['{"a":[{"b":1},', '{"a":1,', `{"a":"${"x".repeat(2 * HEAD_BYTES)}`, "["]) {
    const source = memorySource(`${start}\n${lines.join("\n")}\n`);
    expect(source.probe.kind, start.slice(0, 20)).toBe("records");
    let count = 0;
    for await (const batch of source.records()) count += batch.length;
    expect(count).toBe(300);
    expect(source.problems()).toMatchObject([{ locator: "line:1", code: "json-broken" }]);
  }
});

test("records after a broken first one stay readable where all of them are more than the limit", async () => {
  const lines = messagesOf(2000).map((message) => JSON.stringify(message));
  const text = `{"a":"${"x".repeat(2 * HEAD_BYTES)}\n${lines.join("\n")}\n`;
  const source = memorySource(text, "x", "x", { maxRunBytes: 4 * HEAD_BYTES });
  expect(source.probe.kind).toBe("records");
  let count = 0;
  for await (const batch of source.records()) count += batch.length;
  expect(count).toBe(2000);
});

test("a first record that is too deep hides no others, few or many", async () => {
  for (const count of [5, 400]) {
    const lines = messagesOf(count).map((message) => JSON.stringify(message));
    const source = memorySource(`${"[".repeat(600)}${"]".repeat(600)}\n${lines.join("\n")}\n`);
    let read = 0;
    for await (const batch of source.records()) read += batch.length;
    expect(read).toBe(count);
    expect(source.problems()).toMatchObject([{ locator: "line:1", code: "json-too-deep" }]);
  }
});

test("any number of values that break off inside a list leave those after them readable", async () => {
  const broken = Array.from({ length: 200 }, (_, i) => `[{"broken":${i}},\n{"next":${i}}`).join("\n");
  const source = memorySource(`{"first":1}\n${broken}\n[{"a":1},\n{"a":2}]\n`);
  const read: unknown[] = [];
  for await (const batch of source.records()) read.push(...batch.map(({ value }) => value));
  expect(read).toHaveLength(202);
  expect(read.at(-1)).toEqual([{ a: 1 }, { a: 2 }]);
});

test("NaN is noted in a document that only its whole text shows", () => {
  const source = memorySource('[{"a":NaN}\n,{"a":1}]');
  expect(source.probe).toEqual({ kind: "json", value: [{ a: null }, { a: 1 }], damage: null });
  expect(source.problems()).toMatchObject([{ locator: "line:1", code: "json-not-finite" }]);
});

/** Prints with the white space that `gaps` gives in turn between any two tokens. */
function printed(value: unknown, gaps: readonly string[]): string {
  let turn = 0;
  const gap = (): string => gaps[turn++ % gaps.length] ?? "";
  const join = (open: string, parts: string[], close: string): string =>
    `${open}${gap()}${parts.map((part) => `${part}${gap()}`).join(`,${gap()}`)}${close}`;
  const print = (item: unknown): string => {
    if (Array.isArray(item)) return join("[", item.map(print), "]");
    if (typeof item !== "object" || item === null) return JSON.stringify(item);
    const members = Object.entries(item).map(
      ([key, member]) => `${JSON.stringify(key)}${gap()}:${gap()}${print(member)}`,
    );
    return join("{", members, "}");
  };
  return `${gap()}${print(value)}${gap()}`;
}

const gapLists = fc.array(fc.constantFrom("", "", "\n", "\r\n", " ", "\t", "\n  ", " \n", "\n\n"), {
  minLength: 1,
  maxLength: 9,
});

test("any document, in any layout and envelope, small or large, is read as that document", () => {
  const copies = fc.constantFrom(0, 0, 0, 0, 2500);
  const wraps = fc.constantFrom(...Object.values(ENVELOPES).filter((wrap) => wrap !== ENVELOPES["CR LF"]));
  fc.assert(
    fc.property(jsonContainer, gapLists, copies, wraps, (document, gaps, many, wrap) => {
      const value: unknown = JSON.parse(
        JSON.stringify(
          many === 0 ? document : { list: Array.from({ length: many }, (_, i) => ({ i, document })) },
        ),
      );
      const source = memorySource(wrap(printed(value, gaps)));
      expect(source.probe).toEqual({ kind: "json", value, damage: null });
      expect(source.problems()).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test("documents one after the other, each in a printer's layout, are records", async () => {
  const layouts = fc.constantFrom<(value: unknown) => string>(
    (value) => JSON.stringify(value),
    (value) => JSON.stringify(value, null, 2),
    (value) => JSON.stringify(value, null, 2).replaceAll("\n", "\r\n"),
    (value) => `{"list":[\n${JSON.stringify(value)},\n${JSON.stringify(value)}]}`,
    (value) => `[${JSON.stringify(value)},\n${JSON.stringify(value)}]`,
    (value) => `{\n"value":\n${JSON.stringify(value)}\n}`,
  );
  const copies = fc.constantFrom(1, 1, 1, 200);
  await fc.assert(
    fc.asyncProperty(
      jsonContainer,
      fc.array(layouts, { minLength: 2, maxLength: 5 }),
      copies,
      async (value, prints, many) => {
        const texts = Array.from({ length: many }, () => prints.map((print) => print(value))).flat();
        const source = memorySource(texts.join("\n"));
        expect(source.probe.kind).toBe("records");
        const read: unknown[] = [];
        for await (const batch of source.records()) read.push(...batch.map((one) => one.value));
        expect(read).toEqual(texts.map((text) => JSON.parse(text)));
        expect(source.problems()).toEqual([]);
      },
    ),
  );
});

describe("files that are read piece by piece", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "mast-layouts-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Above what is held in memory. */
  const messages = messagesOf(55_000);
  const lines = messages.map((message) => JSON.stringify(message));
  test.each([
    ["one member a line", `[${lines.join(",\n")}]`],
    ["commas first", `[${lines.join("\n,")}]`],
  ])("%s", async (_layout, text) => {
    const path = join(folder, "large.json");
    writeFileSync(path, text);
    await using source = await openSource({ path, uri: "large.json", explicit: true });
    expect(source.probe.kind).toBe("json");
    if (source.probe.kind === "json") expect(source.probe.value).toEqual(messages);
    expect(source.problems()).toEqual([]);
  });
});
