import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  PythonObject,
  PythonSyntaxError,
  parsePython,
  parsePythonFields,
} from "../../src/adapters/python-literal.ts";

describe("parsePython", () => {
  it("reads literals as Python prints them", () => {
    expect(parsePython("{'a': [1, -2.5e3, None, True], 'b': ('x', \"it's\"), 'c': {}, 'd': ()}")).toEqual({
      a: [1, -2500, null, true],
      b: ["x", "it's"],
      c: {},
      d: [],
    });
  });

  it("reads escapes, also those beyond the basic plane and half of a pair", () => {
    expect(parsePython(String.raw`'a\n\t\'\\ \x1b[0m é \U0001f600 \ud800'`)).toBe(
      "a\n\t'\\ \x1b[0m é 😀 \ud800",
    );
  });

  it("keeps constructor calls with their class and their fields", () => {
    const value = parsePython("{'messages': [AIMessage(content='hi', tool_calls=[], id='a')]}");
    const [message] = (value as { messages: unknown[] }).messages;
    expect(message).toBeInstanceOf(PythonObject);
    expect(message).toMatchObject({
      className: "AIMessage",
      fields: { content: "hi", tool_calls: [], id: "a" },
    });
  });

  it("keeps what is no literal as text", () => {
    expect(parsePython("[<Color.RED: 1>, <object at 0x7f>, nan, datetime.timedelta]")).toEqual([
      "<Color.RED: 1>",
      "<object at 0x7f>",
      "nan",
      "datetime.timedelta",
    ]);
  });

  it("makes an own property of __proto__ and changes no prototype", () => {
    const value = parsePython("{'__proto__': {'polluted': True}}") as Record<string, unknown>;
    expect(Object.hasOwn(value, "__proto__")).toBe(true);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("refuses broken and hostile text with the place, and does not hang on it", () => {
    for (const text of ["{'a': ", "['x", "{'a' 1", "'a' 'b'", ")", "", "[1, 2", "{'a': 1}}"])
      expect(() => parsePython(text), text).toThrow(PythonSyntaxError);
    expect(() => parsePython("[".repeat(1_000_000))).toThrow(/deeper/);
    const before = performance.now();
    parsePython(`'${"\\\\".repeat(500_000)}'`);
    expect(() => parsePython(`'${"\\'".repeat(500_000)}`)).toThrow(PythonSyntaxError);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it("reads back whatever JSON its printed form holds", () => {
    const printed = (value: unknown): string => {
      if (value === null) return "None";
      if (typeof value === "boolean") return value ? "True" : "False";
      if (typeof value === "string")
        return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
      if (Array.isArray(value)) return `[${value.map(printed).join(", ")}]`;
      if (typeof value === "object")
        return `{${Object.entries(value as object)
          .map(([key, item]) => `${printed(key)}: ${printed(item)}`)
          .join(", ")}}`;
      return String(value);
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        // JSON has no negative zero.
        expect(parsePython(printed(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("throws nothing but its own error, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."[](){}'\"\\,:=<>aN1 .-\n") }), (text) => {
        try {
          parsePython(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PythonSyntaxError);
        }
      }),
    );
  });
});

describe("parsePythonFields", () => {
  it("reads the str() of a model", () => {
    expect(parsePythonFields("content='hi' additional_kwargs={'refusal': None} id='run-1'")).toEqual({
      content: "hi",
      additional_kwargs: { refusal: null },
      id: "run-1",
    });
  });

  it("is null where the text is prose", () => {
    expect(parsePythonFields("content is king")).toBeNull();
    expect(parsePythonFields("content='hi' and more")).toBeNull();
  });
});
