import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComparedText, NearDuplicates } from "../../src/detectors/near-duplicates.ts";

const THRESHOLD = 0.9;

const word = fc.constantFrom(
  ..."the a of tide ferry leaves at quay two nets salt wind north keel rope berth".split(" "),
);
const words = (least: number, most: number) => fc.array(word, { minLength: least, maxLength: most });

/** The definition, as slowly as it reads. */
function jaccard(a: readonly string[], b: readonly string[]): number {
  const shingles = (list: readonly string[]) =>
    new Set(
      list.length < 5 ? [list.join(" ")] : list.slice(4).map((_, at) => list.slice(at, at + 5).join(" ")),
    );
  const [left, right] = [shingles(a), shingles(b)];
  const common = [...left].filter((shingle) => right.has(shingle)).length;
  return common / (left.size + right.size - common);
}

/** Distinct texts of about 50 words that have most of their words in common. */
function distinctText(number: number): string {
  const names = Array.from({ length: 6 }, (_, at) => nameOf((number * 7919 + at * 104_729) % 99_991));
  return names.map((name, at) => `entry ${nameOf(at)} of the harbour log names ${name} again`).join(" ");
}

function nameOf(number: number): string {
  let name = "";
  for (let rest = number + 1; rest > 0; rest = Math.floor(rest / 26))
    name += String.fromCharCode(97 + (rest % 26));
  return name;
}

describe("near duplicates among few texts", () => {
  it("are exactly those with enough shingles in common", () => {
    fc.assert(
      fc.property(
        fc.array(words(1, 60), { minLength: 1, maxLength: 12 }),
        words(1, 60),
        (earlier, wanted) => {
          const search = new NearDuplicates<number>(THRESHOLD);
          const kept: string[][] = [];
          for (const list of earlier) {
            const { known } = search.findOrAdd("", list.join(" "), () => kept.length);
            expect(known).toBe(kept.some((other) => jaccard(list, other) >= THRESHOLD));
            if (!known) kept.push(list);
          }
          const { known, value } = search.findOrAdd("", wanted.join(" "), () => -1);
          const newest = kept.findLastIndex((other) => jaccard(wanted, other) >= THRESHOLD);
          expect([known, value]).toEqual([newest >= 0, newest]);
        },
      ),
    );
  });

  it("may differ at both ends, in case, white space and clock times", () => {
    const search = new NearDuplicates<string>(THRESHOLD);
    const body = distinctText(1);
    search.findOrAdd("", `First ${body} at 10:00:01`, () => "first");
    const other = `Again ${body.toUpperCase().replaceAll(" ", "\n")} at 11:22:33 once`;
    expect(search.findOrAdd("", other, () => "second")).toEqual({ value: "first", known: true });
  });

  it("stay within their scope", () => {
    const search = new NearDuplicates<number>(THRESHOLD);
    search.findOrAdd("a", distinctText(1), () => 1);
    expect(search.findOrAdd("b", distinctText(1), () => 2)).toEqual({ value: 2, known: false });
  });

  it("above 40 000 characters are equal texts only", () => {
    const long = "the ferry leaves at noon from the second quay ".repeat(1000);
    expect(new ComparedText(long).isNear(new ComparedText(`${long}.`), THRESHOLD)).toBe(false);
    expect(new ComparedText(long).isNear(new ComparedText(`${long}`), THRESHOLD)).toBe(true);
  });
});

describe("near duplicates among 100 000 texts", () => {
  it("take no more comparisons for the last text than the index gives, however many came before", () => {
    const search = new NearDuplicates<number>(THRESHOLD);
    const most = 32;
    let before = 0;
    for (let number = 1; number <= 100_000; number++) {
      search.findOrAdd("", distinctText(number), () => number);
      if (number % 10_000 !== 0) continue;
      expect(search.comparisons - before).toBeLessThan(most * 10_000 + 64 * 64);
      before = search.comparisons;
    }
    expect(before).toBeGreaterThan(0);
  });

  it("are found although both ends and a word in the middle changed", () => {
    const search = new NearDuplicates<number>(THRESHOLD);
    const count = 2000;
    for (let number = 0; number < count; number++) search.findOrAdd("", distinctText(number), () => number);
    let found = 0;
    for (let number = 0; number < count; number++) {
      const text = `Note: ${distinctText(number)} indeed`;
      found += search.findOrAdd("", text, () => -1).value === number ? 1 : 0;
    }
    expect(found / count).toBeGreaterThan(0.998);
  });

  it("do not slow down where all texts are the same or without words", () => {
    const search = new NearDuplicates<number>(THRESHOLD);
    for (let number = 0; number < 10_000; number++) search.findOrAdd("", "  \n", () => number);
    for (let number = 0; number < 10_000; number++) search.findOrAdd("", `${number}`, () => number);
    expect(search.comparisons).toBeLessThan(20_000 * 65);
  });
});
