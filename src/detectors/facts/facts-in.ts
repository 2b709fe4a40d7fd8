import { termsOf } from "../content-terms.ts";

export type FactKind = "number" | "time" | "date" | "path" | "url" | "email" | "id" | "name" | "quoted";

/** A value that a text states and that can be found again elsewhere. */
export interface Fact {
  readonly kind: FactKind;
  /** Verbatim, quotation marks and currency signs left out. */
  readonly value: string;
  /** Offset of `value` in the text. */
  readonly start: number;
  /** Content words around it in its line (its unit, its key): see `termsOf`; worked out when it is asked for. */
  readonly context: ReadonlySet<string>;
}

/** Facts that are taken from one text. */
const MOST_FACTS = 24;
const CONTEXT_BEFORE = 48;
const CONTEXT_AFTER = 24;

/** All repetitions are bounded and no two of them can share a character, so that time stays linear. */
const VALUE = new RegExp(
  [
    String.raw`(?<url>\bhttps?:\/\/[^\s"'<>)\]]{3,200})`,
    String.raw`(?<email>\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{2,30}\b)`,
    String.raw`(?<path>(?:\b[A-Za-z]:\\|~?\.{0,2}\/)?\b[\w.-]{1,60}(?:[\/\\][\w.-]{1,60}){1,20}|\b[\w-]{1,60}\.(?:py|js|ts|tsx|jsx|java|go|rs|rb|c|cpp|h|sh|sql|csv|tsv|json|jsonl|yaml|yml|toml|xml|html|md|txt|log|pdf|docx?|xlsx?|png|jpe?g|svg|db|ini|cfg|ipynb)\b)`,
    String.raw`(?<date>\b\d{4}-\d\d-\d\d\b|\b\d{1,2}(?:st|nd|rd|th)? (?:January|February|March|April|May|June|July|August|September|October|November|December)\b)`,
    String.raw`(?<time>\b\d{1,2}:\d\d\b)`,
    String.raw`(?<id>\b(?=[A-Za-z_-]{1,24}\d|\d{1,24}[A-Za-z_-]{0,24}[A-Za-z])[A-Za-z0-9](?:[\w-]{1,47}[A-Za-z0-9])\b)`,
    String.raw`(?<number>\b\d{1,15}(?:[.,]\d{1,12}){0,4}\b)`,
    String.raw`["“'](?<quoted>[^"“”'\n{}[\]:]{3,60})["”']`,
    String.raw`(?<name>\b[A-Z][a-z]{1,30}(?:[ -][A-Z][a-z]{1,30}){1,4}\b)`,
  ].join("|"),
  "g",
);

/** The facts in `text`, in order, each value once; at most 24. */
export function factsIn(text: string): Fact[] {
  return [...eachFactIn(text)];
}

/** The same one after the other, for who needs but the first of a kind. */
export function* eachFactIn(text: string): Generator<Fact> {
  const known = new Set<string>();
  for (const match of text.matchAll(VALUE)) {
    const found = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined);
    if (found === undefined) continue;
    const [kind, value] = found as [FactKind, string];
    if (known.has(value)) continue;
    known.add(value);
    yield new FoundFact(kind, value, match.index + match[0].indexOf(value), text);
    if (known.size === MOST_FACTS) return;
  }
}

/** Most facts are not asked for their context, which costs more than to find them. */
class FoundFact implements Fact {
  readonly kind: FactKind;
  readonly value: string;
  readonly start: number;
  private readonly text: string;
  private memo: ReadonlySet<string> | null = null;

  constructor(kind: FactKind, value: string, start: number, text: string) {
    this.kind = kind;
    this.value = value;
    this.start = start;
    this.text = text;
  }

  get context(): ReadonlySet<string> {
    this.memo ??= contextOf(this.text, this.start, this.start + this.value.length);
    return this.memo;
  }
}

function contextOf(text: string, start: number, end: number): Set<string> {
  const before = text.slice(Math.max(0, start - CONTEXT_BEFORE), start);
  const after = text.slice(end, end + CONTEXT_AFTER);
  const lineEnd = after.indexOf("\n");
  return termsOf(
    `${before.slice(before.lastIndexOf("\n") + 1)} ${lineEnd < 0 ? after : after.slice(0, lineEnd)}`,
  );
}

type Value = Pick<Fact, "kind" | "value">;

/** Whether a text states the value: numbers by their digits ("1,240" is "1240"), anything else in any case. */
export function states(text: string, fact: Value): boolean {
  if (fact.kind === "number") return statesNumber(text, fact.value);
  return (
    text.includes(fact.value) || (LETTER.test(fact.value) && statesInLowerCase(text.toLowerCase(), fact))
  );
}

/** The same for a text that is in lower case already, for many facts in one text. */
export function statesInLowerCase(text: string, { kind, value }: Value): boolean {
  return kind === "number" ? statesNumber(text, value) : text.includes(value.toLowerCase());
}

const LETTER = /\p{L}/u;

function statesNumber(text: string, value: string): boolean {
  const plain = plainNumber(value);
  const group = (plain.split(".", 1)[0] ?? "").slice(-LAST_GROUP);
  for (let at = group === "" ? -1 : text.indexOf(group); at >= 0; at = text.indexOf(group, at)) {
    let start = at;
    while (start > 0 && isOfNumber(text.charCodeAt(start - 1))) start--;
    at += group.length;
    while (at < text.length && isOfNumber(text.charCodeAt(at))) at++;
    for (const [found] of text.slice(start, at).matchAll(NUMBERS))
      if (plainNumber(found) === plain) return true;
  }
  return hasWord(text, NUMBER_WORDS[plain]);
}

/** Digits behind the last separator of thousands: they stand together however a number is written. */
const LAST_GROUP = 3;
const COMMA = 44;
const STOP = 46;
const ZERO = 48;
const NINE = 57;

function isOfNumber(unit: number): boolean {
  return (unit >= ZERO && unit <= NINE) || unit === COMMA || unit === STOP;
}

const NUMBERS = /\d{1,15}(?:[.,]\d{1,12}){0,4}/g;
const NUMBER_WORDS: Readonly<Record<string, RegExp>> = Object.fromEntries(
  "no|none|nothing|zero,one|a single,two|both,three,four,five,six,seven,eight,nine,ten,eleven,twelve"
    .split(",")
    .map((words, number) => [String(number), new RegExp(String.raw`\b(?:${words})\b`, "i")]),
);

function hasWord(text: string, word: RegExp | undefined): boolean {
  return word?.test(text) ?? false;
}

/** Without separators of thousands and zeros that say nothing: "1,240.50" → "1240.5". */
function plainNumber(number: string): string {
  const plain = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(number)
    ? number.replaceAll(",", "")
    : number.replaceAll(",", ".");
  return plain.includes(".") ? plain.replace(/0+$/, "").replace(/\.$/, "") : plain;
}
