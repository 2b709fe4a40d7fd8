import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutText, LONGEST_STEP } from "../../../src/reporters/html/cut-text.ts";

describe("a giant step", () => {
  test("keeps its ends and what is quoted, and says what is left out", () => {
    const text = `begin ${"x".repeat(200_000)} the quoted words ${"y".repeat(200_000)} end`;
    const { text: shown, cut } = cutText(text, ["the quoted words"]);
    expect(shown.startsWith("begin ")).toBe(true);
    expect(shown.endsWith(" end")).toBe(true);
    expect(shown).toContain("the quoted words");
    expect(shown.length).toBeLessThan(LONGEST_STEP);
    const said = [...shown.matchAll(/\[… (\d+) characters left out …\]/g)].map(([, count]) => Number(count));
    expect(said.reduce((sum, count) => sum + count, 0)).toBe(cut);
    expect(shown.replace(/\n\[… \d+ characters left out …\]\n/g, "").length).toBe(text.length - cut);
  });

  test("of an ordinary length stays as it is", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, quotes) => {
        expect(cutText(text, quotes)).toEqual({ text, cut: 0 });
      }),
    );
  });

  test("counts what is left out wherever the quotes stand", () => {
    const base = "0123456789".repeat(20_000);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: base.length - 1 }), { maxLength: 6 }), (places) => {
        const text = places.reduce(
          (all, at, index) => `${all.slice(0, at)}<q${index}>${all.slice(at)}`,
          base,
        );
        const { text: shown, cut } = cutText(
          text,
          places.slice(0, 4).map((_, index) => `<q${index}>`),
        );
        for (const [index] of places.slice(0, 4).entries()) {
          if (text.includes(`<q${index}>`)) expect(shown).toContain(`<q${index}>`);
        }
        expect(shown.replace(/\n\[… \d+ characters left out …\]\n/g, "").length).toBe(text.length - cut);
      }),
      { numRuns: 30 },
    );
  });
});
