import type { Run, Step } from "../../src/core/run.ts";
import { answeredCalls, type Ground } from "./places.ts";

/** A value that a tool returned and that nobody knew before: a number, an amount, a time or a reference. */
export interface Fact {
  readonly agent: string;
  readonly call: Step;
  readonly result: Step;
  /** As the result writes it. */
  readonly value: string;
  /** What the tool is about, by the words of its name: "tide table". */
  readonly subject: string;
}

const VALUE =
  /(?<![\w.,:-])(?:[A-Z]{1,4}-[A-Z]?-?\d[\w-]*|\d{1,2}:\d{2}|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\w:])/g;
/** Figures of one digit stand in any text. */
const LEAST_LENGTH = 2;
const VERBS = new Set(
  (
    "get find read list look up lookup fetch search query check verify show start run calculate compute count weigh " +
    "measure transfer place book delegate ask"
  ).split(" "),
);

/** What a tool is about: "tide table"; where its name says only what it does, "result of calculate". */
export function subjectOf(tool: string): string {
  const words = tool
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const nouns = words.filter((word) => !VERBS.has(word));
  return nouns.length === 0 ? `result of ${tool}` : nouns.join(" ");
}

/** All values in a text. */
export function valuesIn(text: string): string[] {
  return [...text.matchAll(VALUE)].map(([value]) => value).filter((value) => value.length >= LEAST_LENGTH);
}

/** Longer results hold more than an agent would pass on. */
const LONGEST_RESULT = 300;

/** Facts of the run that agents then speak of, each where it first appears. */
export function factsOf(ground: Ground): Fact[] {
  const facts: Fact[] = [];
  for (const { agent, step: call, result, tool, failed } of answeredCalls(ground)) {
    if (failed || result.text.length > LONGEST_RESULT) continue;
    for (const value of new Set(valuesIn(result.text))) {
      if (isKnownBefore(ground.run, value, result)) continue;
      const fact = { agent, call, result, value, subject: subjectOf(tool) };
      if (mentionsOf(ground, fact).length > 0) facts.push(fact);
    }
  }
  return facts;
}

function isKnownBefore({ steps, task }: Run, value: string, result: Step): boolean {
  const before = steps
    .slice(0, result.index)
    .map(({ text, args }) => `${text} ${JSON.stringify(args ?? null)}`);
  return [task ?? "", ...before].some((text) => numbersAgree(text, value));
}

/** Whether a text holds the value, however it writes thousands and decimals. */
export function numbersAgree(text: string, value: string): boolean {
  if (text.includes(value)) return true;
  const number = numberOf(value);
  return number !== null && valuesIn(text).some((other) => numberOf(other) === number);
}

/** Whether one of the steps tells an agent the value: words that it may read, or the result of its own call. */
export function tells(steps: readonly Step[], id: string, value: string): boolean {
  return steps.some(
    ({ agent, kind, to, text }) =>
      (kind === "tool-result" ? agent === id : kind === "message" || kind === "handoff") &&
      (kind === "tool-result" || to.length === 0 || to.includes(id)) &&
      numbersAgree(text, value),
  );
}

/** The number that a value writes; null for times and references. */
export function numberOf(value: string): number | null {
  const plain = value.replaceAll(",", "");
  return /^\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** Agents' own words after the result that state the value. */
export function mentionsOf({ run, prepared }: Ground, { result, value }: Omit<Fact, "subject">): Step[] {
  return run.steps.filter(
    (step) => step.index > result.index && prepared.isOwnWords(step) && numbersAgree(step.text, value),
  );
}

/** How far a slip is off: more than rounding, and not out of all proportion. */
const LEAST_OFF = 0.01;
const MOST_OFF = 1.5;

/** Another value of the same form, as slips make it: two digits swapped, else one digit changed. */
export function wrongValue(value: string): string {
  const digits = [...value].flatMap((digit, at) => (/\d/.test(digit) ? [at] : []));
  const swapped = digits.slice(1).map((at, before) => exchanged(value, digits[before] ?? 0, at));
  const changed = digits.map(
    (at) => `${value.slice(0, at)}${(Number(value[at]) + 3) % 10}${value.slice(at + 1)}`,
  );
  return [...swapped, ...changed].find((other) => isSlip(value, other)) ?? `${value}0`;
}

function exchanged(text: string, a: number, b: number): string {
  return `${text.slice(0, a)}${text[b]}${text.slice(a + 1, b)}${text[a]}${text.slice(b + 1)}`;
}

function isSlip(value: string, other: string): boolean {
  if (value === other) return false;
  const [right, wrong] = [numberOf(value), numberOf(other)];
  if (right !== null && wrong !== null) {
    const off = Math.abs(right - wrong) / right;
    return off >= LEAST_OFF && off <= MOST_OFF && !/^0\d/.test(other);
  }
  const time = /^(\d{1,2}):(\d{2})$/.exec(other);
  return time === null || (Number(time[1]) < 24 && Number(time[2]) < 60);
}

/** A round figure that one would guess for a number; null where a guess makes no sense. */
export function guessOf(value: string): string | null {
  const number = numberOf(value);
  if (number === null || number < 3) return null;
  const step = 10 ** Math.floor(Math.log10(number));
  const guess = Math.round((number * 1.15) / step) * step;
  return Math.abs(guess - number) / number < LEAST_OFF ? String(guess + step / 2) : String(guess);
}

/** The text with a value replaced wherever it stands, however it writes the number. */
export function withValue(text: string, value: string, other: string): string {
  const number = numberOf(value);
  const replacement = numberOf(other);
  return text.replace(VALUE, (found) => {
    if (found === value) return other;
    if (number === null || replacement === null || numberOf(found) !== number) return found;
    return writtenLike(found, replacement);
  });
}

/** The number with the thousands separators and decimals of an example. */
function writtenLike(example: string, number: number): string {
  const decimals = /\.(\d+)$/.exec(example)?.[1]?.length ?? 0;
  const [whole = "", part] = number.toFixed(decimals).split(".");
  const grouped = example.includes(",") ? whole.replace(/\B(?=(?:\d{3})+$)/g, ",") : whole;
  return part === undefined ? grouped : `${grouped}.${part}`;
}
