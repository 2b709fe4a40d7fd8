import fc from "fast-check";
import { expect, test } from "vitest";
import { replacementsIn, stands } from "../../../src/detectors/cues/replacements.ts";

const work = "The ferry Solveig leaves pier 4 at 7:15, price in crowns, see table.csv.";

test.each([
  ["It leaves from pier 6, not pier 4.", "pier 4", "6"],
  ["The departure should be 7:45 instead of 7:15.", "7:15", "7:45"],
  ["Replace crowns with euros.", "crowns", "euros"],
  ["Not crowns but euros, please.", "crowns", "euros"],
  ["The ship is wrong: her name must be Astrid, not Solveig.", "Solveig", "Astrid"],
  ["The departure still reads 7:15, please make that 7:45 and change it to 7:45.", "7:15", "7:45"],
  ["Solveig has to go, the ship is Astrid.", "Solveig", "Astrid"],
  ["You wrote crowns; the correct currency is euros.", "crowns", "euros"],
  ["Please change the file to fares.csv; table.csv was last month's.", "table.csv", "fares.csv"],
])("%s", (words, old, now) => {
  expect(replacementsIn(words, work)).toEqual([{ old, now }]);
});

test("where the wrong words are not repeated, the only value of the kind is meant", () => {
  expect(replacementsIn("The hour should be 8:30.", "Open from 9:00 on.")).toEqual([
    { old: "from 9:00", now: "8:30" },
  ]);
  expect(replacementsIn("The hour should be 8:30.", work)).toEqual([]);
});

test.each([
  "The text should be shorter.",
  "I would go rather than stay.",
  "It was checked against the table, not just against the list.",
  "Please add a sentence about dogs.",
])("no replacement: %s", (words) => {
  expect(replacementsIn(words, work)).toEqual([]);
});

test("words stand in a text only as a whole", () => {
  expect(stands("7:15", "at 17:15")).toBe(false);
  expect(stands("pier 4", "pier 42")).toBe(false);
  expect(stands("2.3", "version 2.3.")).toBe(true);
  expect(stands("release-7", "release-7b")).toBe(false);
});

test("whatever is replaced stands in the work, and what replaces it does not", () => {
  const words = fc
    .array(
      fc.constantFrom(
        "not",
        "but",
        "is",
        "must be",
        "4",
        "pier",
        "Solveig",
        ",",
        ".",
        "7:15",
        "instead of",
        "x",
      ),
      {
        maxLength: 30,
      },
    )
    .map((list) => list.join(" "));
  fc.assert(
    fc.property(words, (remark) => {
      for (const { old, now } of replacementsIn(remark, work)) {
        expect(stands(old, work)).toBe(true);
        expect(stands(now, work)).toBe(false);
      }
    }),
  );
});
