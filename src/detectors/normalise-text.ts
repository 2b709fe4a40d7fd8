/**
 * What differs between two records of the same words: colours, clock times, durations, memory addresses and
 * temporary paths. Ids, hashes and plain numbers stay, for two results that differ only in them differ.
 */
export const VOLATILE = new RegExp(
  [
    "\\u001b\\[[0-9;]{0,20}[a-z]",
    "\\b\\d{4}-\\d\\d-\\d\\d[t ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?(?:z|[+-]\\d\\d:?\\d\\d)?",
    "\\b\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?",
    "\\b\\d{1,9}(?:\\.\\d{1,9})? ?(?:ms|s|sec|seconds)\\b",
    "\\b0x[0-9a-f]{6,16}\\b",
    "/tmp/[^\\s\"'):]{1,200}",
  ].join("|"),
  "g",
);

export const NON_ASCII = /[^\0-\x7f]/;

/** What stands for anything that changes from record to record. */
export const ANY_VOLATILE = "~";

/** Words in lower case with single spaces and without what changes from record to record. */
export function normaliseText(text: string): string {
  const plain = NON_ASCII.test(text) ? text.normalize("NFKC") : text;
  return plain.toLowerCase().replace(VOLATILE, ANY_VOLATILE).replace(/\s+/g, " ").trim();
}

/** Above this length (UTF-16 units) two texts are only compared as they stand: normalising would cost too much. */
const LONGEST_NORMALISED = 40_000;
/** Clock times and durations change a text's length by little. */
const LENGTH_SLACK = 64;

/** Whether two outputs say the same, clock times and the like aside. */
export function sameWords(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length > LONGEST_NORMALISED || Math.abs(a.length - b.length) > LENGTH_SLACK) return false;
  return normaliseText(a) === normaliseText(b);
}
