import { withoutCode } from "../cues/words.ts";
import type { ConstraintKind } from "./constraint.ts";

const QUOTED = `["“'‘\`]([^"”'’\`\\n]{2,60})["”'’\`]`;

const FORBIDDEN_WORDS: ConstraintKind = {
  id: "forbidden-words",
  hints: [
    ["word", "term", "phrase"],
    ["do not", "don't", "never", "must not", "without", "avoid"],
  ],
  cue: new RegExp(
    String.raw`\b(?:do not|don't|never|must not|without|avoid)(?: ever)? (?:use|using|mention|mentioning|include|including|say|saying|write|writing)? ?(?:of )?(?:the )?(?:words?|terms?|phrases?) ${QUOTED}`,
    "gi",
  ),
  topic: /\b(?:words?|terms?|phrases?)\b/i,
  read: ([, words = ""]) => ({
    demand: `not to use the words "${words}"`,
    check: ({ ended, final }) => {
      if (!ended || final === null) return null;
      const found = wholeWords(words).exec(withoutCode(final.text));
      if (found === null || isQuoted(final.text, words)) return null;
      return { tier: "medium", by: final, words: found[0], instead: "the final text has them" };
    },
  }),
};

const ORDERED_WORDS: ConstraintKind = {
  id: "ordered-words",
  hints: [
    ["word", "phrase", "line", "sentence", "keyword", "heading", "title", "string"],
    ["must", "should", "has to", "have to", "needs to", "please", "always"],
  ],
  cue: new RegExp(
    String.raw`\b(?:must|should|has to|have to|needs to|please|always) (?:\w+ ){0,2}(?:(?:start|begin|end|finish|close) with|include|contain|mention) (?:the )?(?:exact )?(?:words?|phrase|line|sentence|keyword|heading|title|string)s? ${QUOTED}`,
    "gi",
  ),
  topic: /\b(?:words?|phrases?|lines?|sentences?|headings?|titles?)\b/i,
  read: ([, words = ""]) => ({
    demand: `for the words "${words}"`,
    check: ({ ended, final, texts }) => {
      const wanted = words.toLowerCase();
      if (!ended || final === null || texts.some((text) => text.toLowerCase().includes(wanted))) return null;
      return { tier: "high", by: final, words: null, instead: "nothing that was handed in has them" };
    },
  }),
};

function wholeWords(words: string): RegExp {
  return new RegExp(`(?<![\\w])${words.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}(?![\\w])`, "i");
}

/** Talking about the word is not using it. */
function isQuoted(text: string, words: string): boolean {
  return new RegExp(`["“'‘\`]${words.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}["”'’\`]`, "i").test(text);
}

/** Words that were forbidden or ordered. */
export const LITERALS: readonly ConstraintKind[] = [FORBIDDEN_WORDS, ORDERED_WORDS];
