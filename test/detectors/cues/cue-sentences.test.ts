import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cueGate } from "../../../src/detectors/cues/cue-gate.ts";
import { CueSentences } from "../../../src/detectors/cues/cue-sentences.ts";
import { runOf } from "../../helpers/run-of.ts";

const EITHER = cueGate("instead|rather", "now is|are", "chang*|switch* to|from");
const SHORT = cueGate("i");
const OPENS_SHORT = cueGate("re*");
const DIGIT = cueGate("# due");

function sentencesOf(text: string, gate: ReturnType<typeof cueGate>): string[] {
  const [step] = runOf({ steps: [{ a: text }] }).steps;
  if (step === undefined) throw new Error("a run of one step has a step");
  return new CueSentences().of(step, gate).map(({ start, end }) => text.slice(start, end));
}

describe("the sentences of a text by their cue words", () => {
  it("finds each sentence that has all groups of one alternative, whatever the order and the case", () => {
    const text =
      "We take oil INSTEAD. It is now done! Nothing here.\nTo the barn we switched (all).\nNow nothing.";
    expect(sentencesOf(text, EITHER)).toEqual([
      "We take oil INSTEAD.",
      " It is now done!",
      "To the barn we switched (all).",
    ]);
  });

  it("takes whole words, and openings only where they are asked for", () => {
    expect(sentencesOf("insteads and brather", EITHER)).toEqual([]);
    expect(sentencesOf("it is", SHORT)).toEqual([]);
    expect(sentencesOf("I, it seems", SHORT)).toEqual(["I, it seems"]);
    expect(sentencesOf("to replace", OPENS_SHORT)).toEqual(["to replace"]);
    expect(sentencesOf("Re: this", OPENS_SHORT)).toEqual(["Re: this"]);
    expect(sentencesOf("a red one; are", OPENS_SHORT)).toEqual(["a red one; are"]);
    expect(sentencesOf("are", OPENS_SHORT)).toEqual([]);
  });

  it("looks at the word or sign in front where a gate asks for it", () => {
    const text = "In place of oil. Instead\nof oil. Insteadof. Place the oil of Rome.";
    expect(sentencesOf(text, cueGate("instead_of|place_of"))).toEqual(["In place of oil.", "of oil."]);
    expect(sentencesOf("Misplace of. of. place  of", cueGate("place_of"))).toEqual([]);
    expect(sentencesOf("Oil, not tar. Not tar. Oil not tar.", cueGate(",_not"))).toEqual(["Oil, not tar."]);
    expect(sentencesOf("Tar (was oil). It was oil.", cueGate("(_was"))).toEqual(["Tar (was oil)."]);
    expect(sentencesOf("Is now. Thisis nowhere.", cueGate("is_now*"))).toEqual(["Is now."]);
  });

  it("parts words at everything but ASCII letters", () => {
    expect(sentencesOf("un-changed_to é", EITHER)).toEqual(["un-changed_to é"]);
    expect(sentencesOf("due on the 12th", DIGIT)).toEqual(["due on the 12th"]);
    expect(sentencesOf("due on the twelfth", DIGIT)).toEqual([]);
  });

  it("ends no sentence at a stop inside a number or a name, but behind a closing quote", () => {
    expect(sentencesOf('Take 3.5 rather. He said "rather." Then it is v1.now so.', EITHER)).toEqual([
      "Take 3.5 rather.",
      ' He said "rather."',
      " Then it is v1.now so.",
    ]);
  });

  it("reads of a long text the first and the last 600 units", () => {
    const filler = "word ".repeat(400);
    const text = `instead ${filler} instead ${filler} rather`;
    expect(sentencesOf(text, EITHER)).toHaveLength(2);
  });

  it("refuses words that no text can have", () => {
    expect(() => cueGate("don't")).toThrow('"don\'t" is no cue word');
  });
});

const WORDS = [
  "instead",
  "rather",
  "now",
  "is",
  "are",
  "changes",
  "switch",
  "to",
  "from",
  "nowhere",
  "i",
  "re",
  "12",
];
const GAPS = [" ", ", ", "-", "é", " \t"];
const ENDS = [". ", "?\n", "\n", '." ', "! "];

const TEXTS = fc.array(
  fc.array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...GAPS)), { maxLength: 6 }),
  {
    maxLength: 8,
  },
);

function isHit(sentence: string): boolean {
  const words = new Set(sentence.toLowerCase().match(/[a-z]+/g));
  const has = (...wanted: string[]): boolean => wanted.some((word) => words.has(word));
  return (
    has("instead", "rather") ||
    (has("now") && has("is", "are")) ||
    (has("changes", "switch") && has("to", "from"))
  );
}

it("agrees with looking for the words one by one", () => {
  fc.assert(
    fc.property(TEXTS, fc.constantFrom(...ENDS), (sentences, end) => {
      const texts = sentences.map((words) => words.map(([word, gap]) => word + gap).join("") + end);
      expect(sentencesOf(texts.join(""), EITHER).map((text) => text.trim())).toEqual(
        texts.filter(isHit).map((text) => text.trim()),
      );
    }),
  );
});
