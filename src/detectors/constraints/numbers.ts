const WORDS = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

/** A whole number in digits or, up to twelve, in words: the source of a pattern without groups. */
export const NUMBER = `(?:\\d{1,4}|${WORDS.slice(1).join("|")})`;

/** The number that `NUMBER` matched. */
export function numberOf(words: string): number {
  const spelled = WORDS.indexOf(words.toLowerCase());
  return spelled >= 0 ? spelled : Number.parseInt(words, 10);
}
