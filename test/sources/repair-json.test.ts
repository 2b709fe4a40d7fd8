import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "../../src/sources/parse-json.ts";
import { repairJson } from "../../src/sources/repair-json.ts";
import { jsonContainer } from "./arbitraries.ts";

/** Whether `part` is what is left of `whole` when it is cut at one place: the last parts may be missing. */
function isBeginningOf(part: unknown, whole: unknown): boolean {
  if (typeof part !== "object" || part === null) return Object.is(part, whole);
  if (typeof whole !== "object" || whole === null || Array.isArray(part) !== Array.isArray(whole))
    return false;
  const parts = Object.entries(part);
  const wholes = Object.entries(whole);
  return parts.every(([key, item], i) => {
    const other = wholes[i];
    if (other === undefined || other[0] !== key) return false;
    return i < parts.length - 1
      ? JSON.stringify(item) === JSON.stringify(other[1])
      : isBeginningOf(item, other[1]);
  });
}

// Number-like keys are reordered by every JavaScript object, and a repeated one is overwritten.
const keyed = fc.array(fc.record({ name: fc.string(), items: fc.array(fc.jsonValue({ maxDepth: 1 })) }), {
  minLength: 1,
  maxLength: 3,
});

test("cut anywhere, what stood whole before the cut is saved", () => {
  fc.assert(
    fc.property(keyed, fc.nat(), fc.constantFrom(0, 2), (value, at, indent) => {
      const text = JSON.stringify(value, null, indent);
      const cut = text.slice(0, at % text.length);
      const { value: saved, damage, state } = parseJson(cut);
      expect(state).toBe("breaksOff");
      expect(damage).not.toBeNull();
      if (cut.startsWith("[")) expect(isBeginningOf(saved, JSON.parse(text))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("every complete element before the cut is there", () => {
  const text = '[{"a":1,"b":[1,2]},{"a":2,"b":[3,4';
  expect(parseJson(text).value).toEqual([
    { a: 1, b: [1, 2] },
    { a: 2, b: [3] },
  ]);
});

test("accepts exactly what JSON.parse accepts, apart from the repairs", () => {
  const piece = fc.constantFrom(
    ...'{}[]",:\\ \n1-.e',
    "true",
    "null",
    "nul",
    '"a"',
    "\\u00e9",
    "\\x",
    "0",
    "//",
    "/*",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      const { state, text: saved } = repairJson(text);
      expect(state === "whole").toBe(valid);
      if (saved !== "") expect(() => JSON.parse(saved)).not.toThrow();
    }),
    { numRuns: 5000 },
  );
});

test("a valid text comes back as it is", () => {
  fc.assert(
    fc.property(jsonContainer, (value) => {
      const text = JSON.stringify(value);
      expect(repairJson(text)).toEqual({ text, state: "whole", damage: null, notFinite: false });
    }),
  );
});

test.each([
  ['{"a":1,"b":tru', '{"a":1}', "breaksOff"],
  ['{"a":1,"b":-', '{"a":1}', "breaksOff"],
  ['{"a":12', "{}", "breaksOff"],
  ['{"a":"x\\', "{}", "breaksOff"],
  ['{"a":1,}', '{"a":1}', "broken"],
  ['{"a":1,"b":None}', '{"a":1}', "broken"],
  ['{"a":1} tail', '{"a":1}', "trailing"],
  ['[NaN,{"a":Infinity},-Infinity]', '[null,{"a":null},null]', "whole"],
  ['{"a":NaN,"b":NaN', '{"a":null,"b":null}', "breaksOff"],
  ["no JSON", "", "broken"],
])("%s", (text, saved, state) => {
  expect(repairJson(text)).toMatchObject({ text: saved, state });
});

test("a million open brackets are closed without recursion", () => {
  const { text, state } = repairJson("[".repeat(1e6));
  expect(state).toBe("breaksOff");
  expect(text).toHaveLength(2e6);
});
