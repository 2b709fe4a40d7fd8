/** Words that say nothing about what a sentence is about; requests and their politeness included. */
const FUNCTION_WORDS = new Set(
  (
    "the a an and or but if then than that this these those there here it its is are was were be been being am do does did " +
    "done doing have has had having can could will would shall should may might must not no nor so as at by for from in into of " +
    "off on onto out over to up with without about after before between during through under while because since until we you " +
    "he she they them their our your his her him us me my mine i who whom whose which what when where why how all any both each " +
    "few more most other some such only own same too very just also now please kindly let know tell give provide send share " +
    "want need like get got make made use used using ask asked say said see thing things one ones again still yet already okay " +
    "ok yes thank thanks sure well back next first last new much many exactly able possible further etc via per " +
    "against toward towards around across among within along beyond despite upon like unlike"
  ).split(" "),
);
const WORD = /[a-z][a-z0-9]{2,60}|\d{1,30}(?:[.,:]\d{1,30}){0,6}/g;
const CAMEL_CASE = /([a-z])([A-Z])/g;
const LEAST_STEM = 4;

/**
 * What a text is about: its content words in lower case, without plural and verb endings, and its numbers. The text
 * should be a sentence or a few; the cost is linear, but not small.
 */
export function termsOf(text: string): Set<string> {
  const terms = new Set<string>();
  for (const [word] of text.replace(CAMEL_CASE, "$1 $2").toLowerCase().matchAll(WORD))
    if (!FUNCTION_WORDS.has(word)) terms.add(stemOf(word));
  return terms;
}

/** Cuts endings off, so that "prices" and "price", "stopped" and "stops" meet; crude, and the same for all texts. */
function stemOf(word: string): string {
  const stem = word.replace(/(?:ing|edly|ed|ies|es|ly|s|e)$/, "");
  return stem.length < LEAST_STEM ? word : stem;
}

/** Share of `wanted` that stands in `given`, 0–1; 0 where nothing is wanted. */
export function coverage(wanted: ReadonlySet<string>, given: ReadonlySet<string>): number {
  let common = 0;
  for (const term of wanted) if (given.has(term)) common++;
  return wanted.size === 0 ? 0 : common / wanted.size;
}

/** Whether two texts have a content word in common. */
export function meet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  for (const term of small) if (large.has(term)) return true;
  return false;
}
