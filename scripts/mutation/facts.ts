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
  "get find read list look up lookup fetch search query check verify show start run calculate compute count".split(
    " ",
  ),
);

/** What a tool is about. */
export function subjectOf(tool: string): string {
  const words = tool
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const nouns = words.filter((word) => !VERBS.has(word));
  return (nouns.length === 0 ? words : nouns).join(" ");
}

/** All values in a text. */
export function valuesIn(text: string): string[] {
  return [...text.matchAll(VALUE)].map(([value]) => value).filter((value) => value.length >= LEAST_LENGTH);
}

/** Facts of the run, each where it first appears. */
export function factsOf(ground: Ground): Fact[] {
  const facts: Fact[] = [];
  for (const { agent, step: call, result, tool } of answeredCalls(ground)) {
    for (const value of new Set(valuesIn(result.text))) {
      if (isKnownBefore(ground.run, value, result)) continue;
      facts.push({ agent, call, result, value, subject: subjectOf(tool) });
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

/** The number that a value writes; null for times and references. */
export function numberOf(value: string): number | null {
  const plain = value.replaceAll(",", "");
  return /^\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** Another value of the same form, as slips make it: two digits swapped, else one digit changed. */
export function wrongValue(value: string): string {
  const digits = [...value];
  const places = digits.flatMap((digit, at) => (/\d/.test(digit) ? [at] : []));
  for (let at = places.length - 1; at > 0; at--) {
    const [a, b] = [places[at - 1] ?? 0, places[at] ?? 0];
    if (digits[a] === digits[b] || (at === 1 && digits[b] === "0")) continue;
    [digits[a], digits[b]] = [digits[b] ?? "", digits[a] ?? ""];
    if (isPlausible(digits.join(""))) return digits.join("");
    [digits[a], digits[b]] = [digits[b] ?? "", digits[a] ?? ""];
  }
  const last = places.at(-1) ?? 0;
  digits[last] = String((Number(digits[last]) + 3) % 10);
  return digits.join("");
}

function isPlausible(value: string): boolean {
  const time = /^(\d{1,2}):(\d{2})$/.exec(value);
  return time === null || (Number(time[1]) < 24 && Number(time[2]) < 60);
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
