import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differ, headSample, tailSample } from "../../src/detectors/text-sample.ts";

const LEAST = 0.5;
const word = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnoppqrstuvwxyz"),
  minLength: 2,
  maxLength: 9,
});
const longText = fc.array(word, { minLength: 200, maxLength: 400 });

describe("samples of texts", () => {
  it("are the same in other kinds of white space, other figures and where other letters are capitals", () => {
    const text = "Pump 3 opens at 10:15 and keeps up the pressure for the upper deck, page 12 of the paper.";
    const other =
      "Pump 4 Opens at 11:20 And keeps Up the\npressure for the Upper\tdeck, page 88 Of the paper.";
    expect(headSample(other)).toBe(headSample(text));
    expect(tailSample(other)).toBe(tailSample(text));
  });

  it("tell texts apart that have no words in common", () => {
    const text =
      "The pilot keeps the upper pump open, prepares the deep pipes and reports the pressure to the port.";
    const other =
      "A pasta with pepper, pesto, capers, apples and ripe pears: chop, whip, spread, wrap and simply sip.";
    expect(differ(headSample(text), headSample(other), LEAST)).toBe(true);
    expect(differ(tailSample(text), tailSample(other), LEAST)).toBe(true);
  });

  it("say nothing of a text in capitals, of one without words, and of few places", () => {
    const text = "The pilot keeps the upper pump open and prepares the deep pipes.";
    expect(differ(headSample(text), headSample(text.toUpperCase()), LEAST)).toBe(false);
    expect(differ(headSample(text), headSample(""), LEAST)).toBe(false);
    expect(differ(headSample("help"), headSample("type"), LEAST)).toBe(false);
  });

  it("of a text with one word in a hundred changed agree at one end at least", () => {
    fc.assert(
      fc.property(longText, fc.nat(), word, (words, at, changed) => {
        const other = words.with(at % words.length, changed);
        const [a, b] = [words.join(" "), other.join(" ")];
        expect(
          differ(headSample(a), headSample(b), LEAST) && differ(tailSample(a), tailSample(b), LEAST),
        ).toBe(false);
      }),
    );
  });
});
