import fc from "fast-check";
import { expect, test } from "vitest";
import { listLengths } from "../../../src/detectors/constraints/list-lengths.ts";

test.each([
  ["no list", "One line.\nAnd another one.", []],
  ["numbers", "Here:\n1. a\n2. b\n3. c", [3]],
  ["numbers with paragraphs between", "1. a\n\nWhy a.\n\n2. b\n\nWhy b.", [2]],
  ["numbers that begin anew", "1. a\n2. b\n\n1. c\n2. d\n3. e", [2, 3]],
  ["bullets, the deeper ones aside", "- a\n    - a1\n- b\n- c", [3]],
  ["bullets under numbers", "1. a\n- note\n- note\n2. b", [2]],
  ["two bullet lists", "- a\n- b\n\nThen:\n- c\n- d\n- e", [2, 3]],
  ["headings with numbers", "## 1. a\ntext\n## 2. b\ntext", [2]],
  ["rows of a table, its head aside", "| x | y |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", [2]],
  ["a single bullet", "- a", []],
] as const)("%s", (_name, text, lengths) => {
  expect(listLengths(text)).toEqual(lengths);
});

test("counts any list that is written out", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), fc.constantFrom("numbers", "bullets"), (count, kind) => {
      const lines = Array.from({ length: count }, (_, at) =>
        kind === "numbers" ? `${at + 1}. item` : "- item",
      );
      expect(listLengths(lines.join("\n"))).toEqual([count]);
    }),
  );
});
