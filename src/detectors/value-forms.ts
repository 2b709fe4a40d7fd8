const DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
const MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
const TOKEN = /\d+|[\p{L}]+|[^\p{L}\d]/gu;
const WHOLE_DAY = new RegExp(`^${DAY}$`);
const WHOLE_MONTH = new RegExp(`^${MONTH}$`);

/** How many forms of each kind are kept as expressions; a run brings new values all the time, but hardly new forms. */
const MOST_FORMS = 256;

/** Expressions for forms, each made once: to compile one takes longer than to look through a sentence. */
class FormExpressions {
  private readonly known = new Map<string, RegExp>();
  private readonly make: (form: string) => RegExp;

  constructor(make: (form: string) => RegExp) {
    this.make = make;
  }

  of(form: string): RegExp {
    const known = this.known.get(form);
    if (known !== undefined) return known;
    if (this.known.size >= MOST_FORMS) this.known.clear();
    const made = this.make(form);
    this.known.set(form, made);
    return made;
  }
}

const WHOLE = new FormExpressions((form) => new RegExp(`^${form}$`, "u"));
const WITHIN = new FormExpressions(
  (form) => new RegExp(String.raw`(?<![\p{L}\d.,:/-])${form}(?![\p{L}\d]|[.,:/-]\d)`, "gu"),
);

/**
 * The form of a value as a pattern: digits for digits, capitals for capitals, days for days and months for months;
 * words in lower case and signs stand for themselves, but in file names and the like letters for letters. "room 31" has the form of "room 12", "3.0" that of "2.3".
 */
function formOf(value: string): string {
  const isIdentifier = IDENTIFIER.test(value);
  let form = "";
  for (const [token] of value.matchAll(TOKEN)) {
    form += isIdentifier && /^\p{L}/u.test(token) ? String.raw`\p{L}+` : formOfToken(token);
  }
  return form;
}

const STARTS_SMALL = /^\p{Ll}/u;
const IDENTIFIER = /^\S*[\w][._/@-]\w\S*$/;

/** The words of a value that stand for themselves in its form: without each of them nothing has that form. */
function fixedWordsOf(value: string): string[] {
  if (IDENTIFIER.test(value)) return [];
  const tokens = value.match(TOKEN) ?? [];
  return tokens.filter((token) => STARTS_SMALL.test(token) && formOfToken(token) === token);
}

function formOfToken(token: string): string {
  if (/^\d/.test(token)) return String.raw`\d+`;
  if (WHOLE_DAY.test(token)) return DAY;
  if (WHOLE_MONTH.test(token)) return MONTH;
  if (/^\p{Lu}{2,}$/u.test(token)) return String.raw`\p{Lu}{2,}`;
  if (/^\p{Lu}/u.test(token)) return String.raw`\p{Lu}\p{L}*`;
  if (/^(?:st|nd|rd|th)$/.test(token)) return "(?:st|nd|rd|th)";
  return token.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** Whether two values can stand in each other's place: of one form, or both plain words. */
export function isLike(a: string, b: string): boolean {
  if (isPlain(a) || isPlain(b)) return isPlain(a) && isPlain(b);
  return fixedWordsOf(b).every((word) => a.includes(word)) && WHOLE.of(formOf(b)).test(a);
}

/** Whether a value is words in lower case alone, which recur by chance and of which any phrase may be one. */
export function isPlain(value: string): boolean {
  return !/[\d\p{Lu}]|\w[._/@]\w/u.test(value);
}

/**
 * Finds the values of a sentence that have the form of this one and differ from it; none for plain words, whose form is
 * themselves. Worth keeping for many sentences: it may hold an expression made for the value.
 */
export function othersLike(value: string): (sentence: string) => string[] {
  if (isPlain(value) || value.length > 40) return () => [];
  const words = fixedWordsOf(value);
  const hint = /\d/.test(value) ? /\d/ : /./;
  // The expression is made for a sentence that may need it: most never do.
  let like: RegExp | null = null;
  return (sentence) => {
    if (!hint.test(sentence) || !words.every((word) => sentence.includes(word))) return [];
    like ??= WITHIN.of(formOf(value));
    return [...new Set(sentence.match(like))].filter((found) => found !== value);
  };
}

/**
 * Whether a value can hardly mean something else than it did: it has at least three characters of which some are
 * digits, or is a name or a file. Bare small numbers and plain words recur by chance.
 */
export function isDistinct(value: string): boolean {
  if (/\d/.test(value)) return value.replace(/[^\p{L}\d]/gu, "").length >= 3 || /\d[.:]\d/.test(value);
  return !isPlain(value);
}
