import { expect, test } from "vitest";
import { worksThrough } from "../../../src/detectors/cues/worked-through.ts";

test.each([
  ["price(1) → 4, price(2) → 9, price(30) → 9", true],
  ["For 'Oslo' it returns 3. For 'Rome' it returns 1. For '' it raises a KeyError.", true],
  [
    "1. `seats` never goes below zero.\n2. `book()` fails first, since it looks.\n3. `free()` always adds.",
    true,
  ],
  ["price(1) → 4, and so on for the others.", false],
  ["1. `seats` is set to 10 ✓\n2. `book()` takes one ✓\n3. `free()` gives one back ✓", false],
  ["```python\ndef price(kilos=1) -> int:\n    return 4 if kilos == 2 else 9\n```\nLooks good.", false],
  ["It is fine, because it is fine. It works, so it works. It never fails.", false],
])("%j shows work: %s", (words, expected) => {
  expect(worksThrough(words)).toBe(expected);
});

test.each(["1", "1 ", "'a' ", "[", "`a", "a_", "(", "```", "1 is "])(
  "text of nothing but %j is read in linear time",
  (piece) => {
    const text = piece.repeat(Math.ceil(40_000 / piece.length));
    const start = performance.now();
    worksThrough(text);
    expect(performance.now() - start).toBeLessThan(200);
  },
);
