import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseText } from "../../src/detectors/normalise-text.ts";
import { normaliseTracked } from "../../src/detectors/normalised-text.ts";

/** Words beside what normalising changes: case, width, marks that merge, letters that become two, clock times, colours. */
const piece = fc.oneof(
  fc.constantFrom("Berth", "  ", "\n\t", "10:15:59", "took 12.5 ms", "\u001b[31m", "0xDEADBEEF", "/tmp/a/b"),
  fc.constantFrom(
    "ﬁn",
    "ＡＢＣ",
    "e\u0301",
    "İ",
    "ΟΔΟΣ",
    "ㄱㅏ",
    "한",
    "\u3131\u314f\u3131",
    "q\u0307\u0323",
    "…",
    "①",
  ),
  fc.constantFrom("\ud83d\ude00", "\ud800", "\udc00", "ﷺ", "ｶﾞ", "\u1100\u1161\u11a8", "가\u11a8"),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const raw = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));

describe("normalised text", () => {
  it("is what normaliseText gives", () => {
    fc.assert(
      fc.property(raw, (text) => {
        expect(normaliseTracked(text).text).toBe(normaliseText(text));
      }),
      { numRuns: 500 },
    );
  });

  it("knows where each piece comes from, in order", () => {
    fc.assert(
      fc.property(raw, (text) => {
        const tracked = normaliseTracked(text);
        let before = 0;
        for (let at = 0; at < tracked.text.length; at++) {
          const { start, end } = tracked.rawSpan(at, at + 1);
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          before = start;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("leads from found words to the very words", () => {
    fc.assert(
      fc.property(raw, raw, (before, after) => {
        const words = "Keel-Rope BERTH";
        const text = `${before} ${words} ${after}`;
        const tracked = normaliseTracked(text);
        const at = tracked.text.indexOf(words.toLowerCase());
        fc.pre(at >= 0);
        const { start, end } = tracked.rawSpan(at, at + words.length);
        expect(text.slice(start, end).toLowerCase()).toBe(words.toLowerCase());
      }),
      { numRuns: 500 },
    );
  });

  it("quotes a clock time as it stands", () => {
    const text = "Left  at 10:15:59 sharp";
    const { text: normalised, rawSpan } = normaliseTracked(text);
    expect(normalised).toBe("left at ~ sharp");
    const { start, end } = rawSpan(0, "left at ~".length);
    expect(text.slice(start, end)).toBe("Left  at 10:15:59");
  });
});
