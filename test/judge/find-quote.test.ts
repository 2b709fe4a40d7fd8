import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Step } from "../../src/core/run.ts";
import { occursIn } from "../../src/detectors/quote.ts";
import { findQuote } from "../../src/judge/answer/find-quote.ts";

function stepWith(parts: Partial<Step>): Step {
  return {
    index: 4,
    agent: "a",
    kind: "message",
    to: [],
    text: "",
    at: null,
    tokens: null,
    locator: "",
    ...parts,
  };
}

describe("a quote is found", () => {
  test.each([
    ["as written", "The pallet is at bay 7.", "pallet is at bay", "pallet is at bay"],
    [
      "with other white space, and given as stored",
      "free:\n\n  14\tpallets",
      "free: 14 pallets",
      "free:\n\n  14\tpallets",
    ],
    [
      "without characters that were not shown",
      "a pass\u200bword is\u202e here",
      "password is here",
      "pass\u200bword is\u202e here",
    ],
    ["where it is short but all that the step says", " 42 ", "42", "42"],
    ["with blanks around it", "one two three", "  two three ", "two three"],
  ])("%s", (_how, text, quoted, found) => {
    expect(findQuote(stepWith({ text }), quoted)).toEqual({ step: 4, text: found });
  });

  test("in the arguments and the name of a call", () => {
    const call = stepWith({ kind: "tool-call", tool: "query_stock", args: { item: "K-204", day: "Friday" } });
    expect(findQuote(call, '"item":"K-204"')?.text).toBe('"item":"K-204"');
    expect(findQuote(call, '"item": "K-204"')?.text).toBe('"item":"K-204"');
    expect(findQuote(call, "query_stock")?.text).toBe("query_stock");
  });
});

describe("a quote is refused", () => {
  test.each([
    ["in other words", "The pallet is at bay 7.", "pallet stands at bay 7"],
    ["in other case", "The Pallet", "the pallet"],
    ["with something left out", "one two three four", "one two … four"],
    ["too short to show anything", "there were 42 of them", "42"],
    ["empty", "text", "  "],
    ["in an empty step", "", "words"],
  ])("%s", (_why, text, quoted) => {
    expect(findQuote(stepWith({ text }), quoted)).toBeNull();
  });
});

test("whatever is found stands in the step, word for word", () => {
  const piece = fc.constantFrom("a", "b", " ", "\n", "\t", "\u200b", "🙂", "é");
  const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, text, (stored, quoted) => {
      const step = stepWith({ text: stored });
      const found = findQuote(step, quoted);
      if (found === null) return;
      expect(occursIn(step, found.text)).toBe(true);
      const bare = (words: string): string => words.replace(/[\s\u200b]/g, "");
      expect(bare(found.text)).toBe(bare(quoted));
    }),
  );
});

test("any stretch of a step that is long enough is found, however its white space is changed", () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 20, mode: "words" }), fc.nat(), fc.nat(), (text, from, length) => {
      const start = from % text.length;
      const stretch = text.slice(start, start + 8 + (length % 60));
      if (stretch.replace(/\s/g, "").length < 4) return;
      expect(findQuote(stepWith({ text }), stretch.replaceAll(" ", "\n  "))?.text).toBe(stretch.trim());
    }),
  );
});

test("a long quote is kept in part", () => {
  const text = "word ".repeat(200);
  const found = findQuote(stepWith({ text }), text.slice(0, 900));
  expect(found?.text).toHaveLength(299);
});
