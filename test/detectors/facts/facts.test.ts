import fc from "fast-check";
import { expect, test } from "vitest";
import { factsIn, states } from "../../../src/detectors/facts/facts-in.ts";
import { provenanceOf } from "../../../src/detectors/facts/provenance.ts";
import { PreparedRun } from "../../../src/detectors/prepared-run.ts";
import { runOf } from "../../helpers/run-of.ts";

test.each([
  ["see https://mill.example/a?b=1 now", "url", "https://mill.example/a?b=1"],
  ["write to anna.k@mill.example today", "email", "anna.k@mill.example"],
  ["it is in src/mill/wheel.py there", "path", "src/mill/wheel.py"],
  ["it is in wheel.csv there", "path", "wheel.csv"],
  ["due on 2026-03-09 at last", "date", "2026-03-09"],
  ["due on 9 March at last", "date", "9 March"],
  ["open at 7:15 daily", "time", "7:15"],
  ["booking RX-204 is open", "id", "RX-204"],
  ["it costs 1,240.50 crowns", "number", "1,240.50"],
  ["ask for Anna Kern there", "name", "Anna Kern"],
  ['the word is "open sesame" here', "quoted", "open sesame"],
])("%j holds a %s", (text, kind, value) => {
  expect(factsIn(text)).toEqual([expect.objectContaining({ kind, value, start: text.indexOf(value) })]);
});

test("a fact knows the words around it in its line", () => {
  const [price] = factsIn("weather: fine\nprice of rye: 31 crowns\nwind: west");
  expect([...(price?.context ?? [])].sort()).toEqual(["crown", "pric", "rye"]);
});

test("a number is the same however it is written, and no part of another", () => {
  const number = (value: string) => ({ kind: "number", value }) as const;
  expect(states("1,240 in all", number("1240"))).toBe(true);
  expect(states("16045.00 EUR", number("16,045"))).toBe(true);
  expect(states("there are seven", number("7"))).toBe(true);
  expect(states("12401 in all", number("1240"))).toBe(false);
});

test("of any text the facts are verbatim and in order", () => {
  const piece = fc.constantFrom(
    "a/",
    "b.py",
    "7",
    ":",
    "-",
    "A b",
    " ",
    '"',
    "x@y.zz",
    "Aa Bb",
    "\n",
    "1,2",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      const facts = factsIn(text);
      for (const { value, start } of facts) expect(text.slice(start, start + value.length)).toBe(value);
      const starts = facts.map(({ start }) => start);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    }),
  );
});

test.each([
  ["letters", "a"],
  ["dots", "."],
  ["slashes", "a/"],
  ["digits", "1,"],
  ["hyphens", "a-"],
  ["capitals", "Aa "],
  ["at signs", "a@"],
])("100 kB of %s take no time", (_what, piece) => {
  const text = piece.repeat(100_000 / piece.length);
  const start = performance.now();
  factsIn(text);
  expect(performance.now() - start).toBeLessThan(1500);
});

test("where a value comes from, who carried it on and what confirmed it", () => {
  const run = runOf({
    task: "Find the price of rye.",
    steps: [
      { "scout calls prices": { of: "rye" }, returns: "rye: 31 crowns" },
      { "scout → buyer": "Rye is at 31 crowns." },
      { "buyer calls quote": { of: "rye" }, returns: "31" },
      { "buyer → user": "It costs 31 crowns." },
    ],
  });
  const prepared = new PreparedRun(run);
  const price = { kind: "number", value: "31" } as const;
  const found = provenanceOf(price, run, prepared);
  expect(found).toMatchObject({ source: "tool", holder: "scout", first: { index: 2 } });
  expect(found?.carriers.map(({ index }) => index)).toEqual([3, 6]);
  expect(found?.confirmedBy.map(({ index }) => index)).toEqual([5]);
  expect(provenanceOf(price, run, prepared, 2)).toBeNull();
  expect(provenanceOf({ kind: "quoted", value: "rye" }, run, prepared)?.source).toBe("task");
});

test("every number of a text is stated by it, with and without separators, and no other one", () => {
  const number = fc.integer({ min: 13, max: 9_999_999 });
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 8 }),
      number,
      fc.boolean(),
      (numbers, other, grouped) => {
        const written = (value: number) => (grouped ? value.toLocaleString("en-US") : String(value));
        const text = numbers.map((value) => `x${written(value)} y`).join(", ");
        for (const value of numbers)
          expect(states(text, { kind: "number", value: String(value) })).toBe(true);
        expect(states(text, { kind: "number", value: String(other) })).toBe(numbers.includes(other));
      },
    ),
  );
});

test("no text states an empty number, and 100 kB of digits take no time", () => {
  expect(states("1 2 3", { kind: "number", value: "" })).toBe(false);
  const start = performance.now();
  expect(states("12,".repeat(40_000), { kind: "number", value: "4,712" })).toBe(false);
  expect(performance.now() - start).toBeLessThan(1500);
});
