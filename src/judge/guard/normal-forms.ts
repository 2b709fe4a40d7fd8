import { visibleText } from "../dossier/visible-text.ts";

/**
 * Letters of other scripts that look like Latin ones, and digits and signs that are read as letters. From the table of
 * confusables of Unicode Technical Standard 39, restricted to what compatibility decomposition leaves standing.
 */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: "a",
    ɑ: "a",
    α: "a",
    Ь: "b",
    ь: "b",
    в: "b",
    β: "b",
    с: "c",
    ϲ: "c",
    ԁ: "d",
    ɗ: "d",
    е: "e",
    ё: "e",
    ε: "e",
    є: "e",
    ҽ: "e",
    ƒ: "f",
    ɡ: "g",
    ց: "g",
    һ: "h",
    н: "h",
    հ: "h",
    і: "i",
    ї: "i",
    ı: "i",
    ι: "i",
    ɩ: "i",
    ӏ: "l",
    ј: "j",
    ϳ: "j",
    к: "k",
    κ: "k",
    м: "m",
    п: "n",
    η: "n",
    ո: "n",
    ռ: "n",
    о: "o",
    ο: "o",
    σ: "o",
    օ: "o",
    ө: "o",
    р: "p",
    ρ: "p",
    ԛ: "q",
    г: "r",
    ѕ: "s",
    ꜱ: "s",
    т: "t",
    τ: "t",
    υ: "u",
    ս: "u",
    ц: "u",
    ν: "v",
    ѵ: "v",
    ω: "w",
    ѡ: "w",
    ԝ: "w",
    ш: "w",
    х: "x",
    χ: "x",
    у: "y",
    γ: "y",
    ү: "y",
    ᴢ: "z",
    ø: "o",
    ł: "l",
    đ: "d",
    ħ: "h",
    ŧ: "t",
    ß: "ss",
    æ: "ae",
    œ: "oe",
    ʀ: "r",
    ɴ: "n",
    ʟ: "l",
    ɪ: "i",
    ɢ: "g",
    ʙ: "b",
    ʜ: "h",
    ᴀ: "a",
    ᴄ: "c",
    ᴅ: "d",
    ᴇ: "e",
    ᴊ: "j",
    ᴋ: "k",
    ᴍ: "m",
    ᴏ: "o",
    ᴘ: "p",
    ᴛ: "t",
    ᴜ: "u",
    ᴠ: "v",
    ᴡ: "w",
    ʏ: "y",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
  }),
);
const LOOK_ALIKE = new RegExp(`[${[...LOOK_ALIKES.keys()].join("")}]`, "gu");

const READ_AS_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "@": "a",
    $: "s",
    "!": "i",
    "|": "l",
    "€": "e",
  }),
);
const READ_AS_LETTER = /[013457@$!|€8]/g;

const JOINERS = /\u200c|\u200d|[\ufe00-\ufe0f]|\u034f/g;

/** Letters hidden as tag characters, as letters. */
function untagged(text: string): string {
  if (!text.includes("\udb40")) return text;
  return text.replace(/\udb40([\udc20-\udc7e])/g, (_, low: string) =>
    String.fromCharCode(low.charCodeAt(0) - 0xdc00),
  );
}

/** Accents gone, compatibility and look-alike forms folded; also what patterns go through, so that they fit such text. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .normalize("NFKC")
    .replace(LOOK_ALIKE, (letter) => LOOK_ALIKES.get(letter) ?? letter);
}

/** Text as a model may read it: hidden letters shown, invisible ones gone, compatibility and look-alike forms folded, lower case. */
export function wordsForm(text: string): string {
  const shown = visibleText(untagged(text)).replace(JOINERS, "").toLowerCase();
  return folded(shown)
    .toLowerCase()
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n[ \n]*/g, "\n");
}

/** The letters alone; digits and signs that stand for letters read as such, except in numbers. */
export function lettersForm(words: string): string {
  return words
    .replace(/(?<![a-z])\d[\d.,:/-]*(?![a-z])/g, " ")
    .replace(READ_AS_LETTER, (sign) => READ_AS_LETTERS.get(sign) ?? sign)
    .replace(/[^\p{L}]+/gu, "");
}
