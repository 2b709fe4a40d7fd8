/** A number as it stands in a text. */
export interface Numeral {
  readonly value: number;
  /** Digits after the decimal point, which say how far it may have been rounded. */
  readonly decimals: number;
  /** The digits as written, sign included. */
  readonly text: string;
  readonly start: number;
  /** What rounding or cutting off may have taken away: one unit of the last place after the point, of trailing zeros before it. */
  readonly slack: number;
}

/** No part of a name, a version, a path, a date, a time or a list's numbering; a colon may follow a key of JSON. */
const NUMERAL =
  /(?<![\w.,/\\#-])(?<!(?<!"):)[-−]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,12})?(?![\w/:\\-]|[.,]\d|\.\w)(?!\)\s)/y;
const DIGITS = /\d+/g;
const NUMBERING = /(?:^|\n)\s*$/;

/** The numbers of a text in order, at most `most`. */
export function numeralsOf(text: string, most = 40): Numeral[] {
  const found: Numeral[] = [];
  DIGITS.lastIndex = 0;
  // The digits are looked for first, and the long expression is tried at them alone.
  while (found.length < most) {
    const digits = DIGITS.exec(text);
    if (digits === null) break;
    const start = startOf(text, digits.index);
    if (start < 0) continue;
    const written = text.slice(start, NUMERAL.lastIndex);
    DIGITS.lastIndex = NUMERAL.lastIndex;
    if (text[start + written.length] === "." && NUMBERING.test(text.slice(Math.max(0, start - 20), start)))
      continue;
    const plain = /[,−]/.test(written) ? written.replaceAll(",", "").replace("−", "-") : written;
    const point = plain.indexOf(".");
    const decimals = point < 0 ? 0 : plain.length - point - 1;
    found.push({ value: Number(plain), decimals, text: written, start, slack: slackOf(plain, decimals) });
  }
  return found;
}

/** Where a number with these first digits begins, its sign included; -1 where they are part of something else. */
function startOf(text: string, digits: number): number {
  const sign = text[digits - 1];
  const starts = sign === "-" || sign === "−" ? [digits - 1, digits] : [digits];
  for (const start of starts) {
    NUMERAL.lastIndex = start;
    if (NUMERAL.test(text)) return start;
  }
  return -1;
}

const TOLERANCE = 1e-6;
/** Changes of unit that leave a value the same: percent, thousands, millions. */
const UNITS = [1, 100, 1000, 1e6, 1e9];
/** Besides these, minutes, hours, days, months. */
const UNITS_AND_TIME = [...UNITS, 60, 3600, 24, 7, 12, 365];

/** Whether one number may be the other, rounded or cut off, without its sign or in another unit. */
export function isSameQuantity(a: Numeral, b: Numeral, withTime = true): boolean {
  const [small, large] = Math.abs(a.value) < Math.abs(b.value) ? [a, b] : [b, a];
  const least = Math.abs(small.value);
  // A cheap refusal: without rounding, one is the other times a unit.
  const ratio = Math.abs(large.value) / least;
  const slack = small.slack / least + large.slack / Math.abs(large.value) + TOLERANCE * 2;
  for (const unit of withTime ? UNITS_AND_TIME : UNITS) {
    if (Math.abs(ratio - unit) > slack * (ratio + unit)) continue;
    if (agree(a, b, unit) || agree(b, a, unit)) return true;
  }
  return false;
}

function agree(fine: Numeral, coarse: Numeral, unit: number): boolean {
  return isNear(Math.abs(fine.value) * unit, coarse) || (unit === 1 && isNear(Math.abs(coarse.value), fine));
}

/** Whether `value` is what the numeral says, as exactly as it is written. */
function isNear(value: number, numeral: Numeral): boolean {
  const stated = Math.abs(numeral.value);
  const gap = Math.abs(value - stated);
  return gap <= Math.max(TOLERANCE * Math.max(value, stated), numeral.slack);
}

function slackOf(plain: string, decimals: number): number {
  if (decimals > 0) return 10 ** -decimals;
  let zeros = 0;
  while (plain[plain.length - 1 - zeros] === "0") zeros++;
  return zeros < 2 ? 0.999 : 10 ** zeros * 0.999;
}

const MONTH =
  "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\b";
const BEFORE_MONTH = new RegExp(
  String.raw`^\.?(?:st|nd|rd|th)? (?:(?:to|and|-|–) \d{1,2}\.? )?(?:of )?${MONTH}`,
);
const AFTER_MONTH = new RegExp(String.raw`\b${MONTH}\.? $`);

/** Whether a number is the day in a date: no quantity, and not to be worked out from any. */
export function isDay(text: string, { start, text: written }: Numeral): boolean {
  const end = start + written.length;
  return (
    BEFORE_MONTH.test(text.slice(end, end + 32)) ||
    AFTER_MONTH.test(text.slice(Math.max(0, start - 12), start))
  );
}

/** What is numbered to tell it from others of its kind; numbers of these are names. */
const KINDS =
  "version|release|revision|edition|draft|build|step|phase|stage|section|chapter|page|issue|ticket|port|extension|room|post ?code|zip code|variant|attempt|iteration";
/** Several of them ("12 rooms are 340") are counted; only one is given its number with words in between. */
const LABEL = new RegExp(
  String.raw`\b(?:(${KINDS})(?: number| no\.?)?(?:[:=,]| is| was| as| to be| to| at)?|(${KINDS})s) ?(?:[#№“"'(\x60] ?)?$`,
  "i",
);

/**
 * The kind of thing that a number names and does not count, in lower case: "version" of "version 3" and "the version number is
 * 3"; null where the number may be a quantity.
 */
export function labelBefore(text: string, { start }: Numeral): string | null {
  const label = LABEL.exec(text.slice(Math.max(0, start - 40), start));
  return (label?.[1] ?? label?.[2])?.toLowerCase() ?? null;
}

/** Most numbers whose pairs are tried: the cost is the square. */
const MOST_OPERANDS = 60;

/**
 * Whether a number follows from one or two of the others in one step of arithmetic, or from all of them; with
 * `percent` also as a share, or as one number raised or lowered by a share.
 */
export function followsFrom(wanted: Numeral, known: readonly Numeral[], percent: boolean): boolean {
  const operands = [...new Set(known.slice(-MOST_OPERANDS).map(({ value }) => Math.abs(value)))];
  const stated = Math.abs(wanted.value);
  const half = 10 ** -wanted.decimals / 2;
  const is = (value: number): boolean =>
    Math.abs(Math.abs(value) - stated) <= Math.max(half, TOLERANCE * stated) && Number.isFinite(value);
  const sum = operands.reduce((total, value) => total + value, 0);
  if (is(sum) || is(sum / operands.length) || is(operands.length)) return true;
  const isShare = (a: number, b: number): boolean =>
    is((a / b) * 100) || is((a * b) / 100) || is(a * (1 + b / 100)) || is(a * (1 - b / 100));
  return operands.some((a) =>
    operands.some((b) => is(a + b) || is(a - b) || is(a * b) || is(a / b) || (percent && isShare(a, b))),
  );
}
