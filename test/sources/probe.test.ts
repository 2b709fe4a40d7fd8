import { expect, test } from "vitest";
import { memorySource } from "../../src/sources/memory-source.ts";

const messages = Array.from({ length: 5 }, (_, i) => ({
  source: `agent_${i}`,
  content: `line one\nline ${i}`,
}));
const pretty = JSON.stringify({ messages, stop_reason: "done" }, null, 2);
const compact = JSON.stringify({ messages, stop_reason: "done" });
const lines = messages.map((message) => JSON.stringify(message));

const KINDS: Record<string, [content: string | Buffer, kind: string]> = {
  "nothing at all": ["", "empty"],
  "white space": [" \n\n\t ", "empty"],
  "a byte-order mark alone": ["\ufeff", "empty"],
  "a document on one line": [compact, "json"],
  "an indented document": [pretty, "json"],
  "a document after blank lines": [`\n\n${pretty}\n\n`, "json"],
  "an empty object": ["{}", "json"],
  "an array with one element a line": [`[\n${lines.join(",\n")}\n]`, "json"],
  "JSON lines": [lines.join("\n"), "records"],
  "JSON lines of which the first is broken": [`{"source":"a","con\n${lines.join("\n")}`, "records"],
  "JSON lines of which the second breaks off": [`${lines[0]}\n${lines[1]?.slice(0, 20)}`, "records"],
  "JSON lines after a banner": [`Starting the server\n${lines.join("\n")}`, "records"],
  "JSON lines after a long banner": [
    `${"Loading one more module\n".repeat(100)}${`${lines.join("\n")}\n`.repeat(200)}`,
    "records",
  ],
  "a long text with JSON lines here and there": [
    `${"Somebody said something.\n".repeat(300)}${lines.join("\n")}\n`.repeat(20),
    "text",
  ],
  "documents one after the other": [`${pretty}\n${pretty}`, "records"],
  "a transcript": ["---------- user ----------\nhello\n", "text"],
  "a log whose lines start with a bracket": [
    "[12:30:01] INFO started\n[12:30:02] INFO done\n".repeat(9),
    "text",
  ],
  "a log with a level in brackets": ['["INFO"] started\n["INFO"] done\n', "text"],
  "Python's repr": ["{'role': 'user', 'content': 'hello'}\n", "text"],
  "a list in Python's repr": ["[{'role': 'user', 'content': 'hello'}]\n", "text"],
  "a log that begins with one JSON object": [`{"a":1}\n${"something happened\n".repeat(50)}`, "text"],
  "terminal output with colours": ["\x1b[32muser\x1b[0m (to bot):\n\nhello\n", "text"],
  numbers: ["1\n2\n3\n", "text"],
  "a database": [Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(4096)]), "sqlite"],
  "a protobuf message": [Buffer.from([0x0a, 0x80, 0x01, 0x0a, 0x12, 0x0a, 0x10, 0x00, 0x61, 0x62]), "binary"],
  NULs: [Buffer.alloc(100), "binary"],
};

test.each(Object.entries(KINDS))("%s", (_name, [content, kind]) => {
  expect(memorySource(content).probe.kind).toBe(kind);
});

test("a document is parsed whole", () => {
  expect(memorySource(pretty).probe).toEqual({
    kind: "json",
    value: { messages, stop_reason: "done" },
    damage: null,
  });
});

test("a document that breaks off keeps what stood whole before the break", () => {
  const cut = pretty.slice(0, pretty.indexOf("line 3") + 3);
  const source = memorySource(cut, "cut.json");
  expect(source.probe).toEqual({
    kind: "json",
    value: { messages: [...messages.slice(0, 3), { source: "agent_3" }] },
    damage: { line: 17, column: 32, message: "the text breaks off inside a string" },
  });
  expect(source.problems()).toMatchObject([{ uri: "cut.json", locator: "line:17", code: "json-damaged" }]);
});

test("an array with one element a line that breaks off stays a document", () => {
  const source = memorySource(`[\n${lines.join(",\n")},\n{"source":"x","con`);
  expect(source.probe).toMatchObject({ kind: "json", value: [...messages, { source: "x" }] });
});

test("a document broken in the middle gives what stands before", () => {
  const source = memorySource(compact.replace('{"source":"agent_2"', '{"source":agent_2'));
  expect(source.probe).toMatchObject({
    kind: "json",
    value: { messages: [...messages.slice(0, 2), {}] },
    damage: { line: 1 },
  });
});

test("what follows a document is damage, the document is whole", () => {
  const source = memorySource(`${pretty}\nTraceback (most recent call last):\n  File "x.py"\n`);
  expect(source.probe).toMatchObject({
    kind: "json",
    value: { messages, stop_reason: "done" },
    damage: { line: pretty.split("\n").length + 1, column: 1 },
  });
});

test("a document nested too deep is refused as text with a problem", () => {
  const source = memorySource(`{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`);
  expect(source.probe.kind).toBe("text");
  expect(source.problems()).toMatchObject([{ code: "json-too-deep", locator: "line:1" }]);
});

test("the head of a text never ends inside a character", () => {
  const source = memorySource(`x${"é".repeat(80_000)}`);
  expect(source.probe).toMatchObject({ kind: "text" });
  if (source.probe.kind === "text") expect(source.probe.head).toMatch(/^xé+$/);
});

test("records are known from the first of them; the rest is not looked at", () => {
  const many = `${lines.join("\n")}\n`.repeat(2000);
  const { probe } = memorySource(many);
  expect(probe.kind).toBe("records");
  if (probe.kind === "records") expect(probe.records.length).toBeLessThan(2000);
});

test("an unclosed array of a million lines is a document that breaks off", () => {
  const source = memorySource(`[\n${'{"a":1},\n'.repeat(1_000_000)}`);
  expect(source.probe).toMatchObject({ kind: "json", damage: { message: "the text breaks off here" } });
});
