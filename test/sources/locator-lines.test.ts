import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linesOfLocators } from "../../src/sources/locator-lines.ts";

describe("lines of JSON pointers", () => {
  const text = `{
  "messages": [
    {"content": "one"},
    {
      "content": "two, with \\"\\n\\" in it", "a/b~c": [
        7,
        null]
    }
  ],
  "twice": 1,
  "twice": {
    "x": 2 }
}
`;

  test.each([
    ["/messages", 2],
    ["/messages/0", 3],
    ["/messages/1", 4],
    ["/messages/1/content", 5],
    ["/messages/1/a~1b~0c/1", 7],
    // The last one is the one that counts.
    ["/twice", 11],
    ["/twice/x", 12],
  ])("%s stands on line %d", (pointer, line) => {
    expect(linesOfLocators(text, [pointer])).toEqual(new Map([[pointer, line]]));
  });

  test("are left out where nothing stands there", () => {
    expect(linesOfLocators(text, ["/messages/2", "/nothing", "row:3", "line:4", ""])).toEqual(new Map());
  });

  test("are those of any document, whatever its keys", () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(json, (value) => {
        const written = JSON.stringify({ first: [0, 0], value: [value] }, null, 1);
        const expected = written.split("\n").findIndex((line) => line.startsWith(' "value"'));
        expect(linesOfLocators(written, ["/value"]).get("/value")).toBe(expected + 1);
        expect(linesOfLocators(written, ["/value/0"]).get("/value/0")).toBe(expected + 2);
      }),
    );
  });

  test("survive damage and depth", () => {
    expect(linesOfLocators('[\n{"a": NaN},\n{"a": 1', ["/1"])).toEqual(new Map([["/1", 3]]));
    expect(linesOfLocators("[".repeat(1_000_000), ["/0/0/0"]).size).toBeLessThanOrEqual(1);
    expect(linesOfLocators("\u0000\u0001", ["/0"])).toEqual(new Map());
  });
});

describe("lines of spans", () => {
  const text = [
    '{"resourceSpans": [{"scopeSpans": [{"spans": [',
    '{"spanId": "aaaa", "parentSpanId": "bbbb", "links": [{"traceId": "cccc"}]},',
    '{"spanId": "bbbb", "name": "aaaa"}',
    "]}]}]}",
    '"span_id": "0xdddd", "context.span_id": "eeee"',
    '{"object": "trace.span", "id":"span_f", "parent_id": "span_g"}',
    '{"span_id": "aaaabbbb"}',
  ].join("\n");

  test.each([
    ["span:aaaa", 2],
    ["span:bbbb", 3],
    ["span:dddd", 5],
    ["span:eeee", 5],
    ["span:span_f", 6],
    ["span:aaaabbbb", 7],
  ])("%s states its id on line %d", (locator, line) => {
    expect(linesOfLocators(text, [locator])).toEqual(new Map([[locator, line]]));
  });

  test("are left out where others only name it", () => {
    expect(linesOfLocators(text, ["span:cccc", "span:span_g", "span:zzzz"])).toEqual(new Map());
  });
});
