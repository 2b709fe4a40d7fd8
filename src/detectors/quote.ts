import type { Quote } from "../core/finding.ts";
import type { Json, Step } from "../core/run.ts";

/** Longest quote in UTF-16 units: enough to recognise the place, short enough for a table. */
const LONGEST_QUOTE = 160;

/** A quote that is cut gives up at most this many units of its last word. */
const LONGEST_WORD_CUT = 24;

/** What a quote of this step is taken from: its words, else the JSON of its arguments, else the tool's name. */
export function quotableText(step: Step): string {
  if (step.text.trim() !== "") return step.text;
  return step.args === undefined ? (step.tool ?? "") : argumentText(step.args);
}

function argumentText(args: Json): string {
  return typeof args === "string" ? args : JSON.stringify(args);
}

/** The first words of a step, verbatim; null where it has none. */
export function quoteStart(step: Step): Quote | null {
  const text = quotableText(step);
  const start = text.search(/\S/);
  return start < 0 ? null : quoteAt(step, text, start, text.length);
}

/** The last words of a step, verbatim; null where it has none. */
export function quoteEnd(step: Step): Quote | null {
  const text = quotableText(step).trimEnd();
  const start = text.slice(Math.max(0, text.length - LONGEST_QUOTE)).search(/\S/);
  return start < 0
    ? null
    : quoteAt(step, text, Math.max(0, text.length - LONGEST_QUOTE) + start, text.length);
}

/** The words from an offset of `step.text` on, verbatim, up to a code fence; null where only white space follows. */
export function quoteFrom(step: Step, offset: number): Quote | null {
  const rest = step.text.slice(offset, offset + LONGEST_QUOTE * 2).search(/\S/);
  const fence = step.text.indexOf("```", offset);
  return rest < 0 ? null : quoteAt(step, step.text, offset + rest, fence < 0 ? step.text.length : fence);
}

/** The line in which `words` last occur, verbatim; null where they do not. */
export function quoteWords(step: Step, words: string): Quote | null {
  const text = quotableText(step);
  const at = text.lastIndexOf(words);
  if (at < 0) return null;
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const newline = text.indexOf("\n", at + words.length);
  const start = Math.max(lineStart, at - LONGEST_QUOTE / 2);
  return quoteAt(step, text, start, newline < 0 ? text.length : newline);
}

/** The quotes that exist, one per step, in the order of the steps. */
export function quotesOf(...quotes: (Quote | null)[]): Quote[] {
  const byStep = new Map<number, Quote>();
  for (const quote of quotes) {
    if (quote !== null && quote.text !== "" && !byStep.has(quote.step)) byStep.set(quote.step, quote);
  }
  return [...byStep.values()].sort((a, b) => a.step - b.step);
}

/** Whether the step really says what the quote claims: in its words, its arguments or its tool's name. */
export function occursIn(step: Step, quote: string): boolean {
  if (quote === "") return false;
  if (step.text.includes(quote) || step.tool?.includes(quote)) return true;
  return step.args !== undefined && argumentText(step.args).includes(quote);
}

function quoteAt(step: Step, text: string, start: number, end: number): Quote {
  let from = start;
  let to = Math.min(end, start + LONGEST_QUOTE);
  if (to < end) to = wordEnd(text, from, to);
  if (isLowSurrogate(text.charCodeAt(from))) from++;
  if (isLowSurrogate(text.charCodeAt(to))) to--;
  return { step: step.index, text: text.slice(from, to).trim() };
}

/** The last place before `to` at which no word is cut; `to` where the words are too long for that. */
function wordEnd(text: string, from: number, to: number): number {
  if (/\s/.test(text.charAt(to))) return to;
  for (let at = to; at > from && at > to - LONGEST_WORD_CUT; at--) {
    if (/\s/.test(text.charAt(at - 1))) return at;
  }
  return to;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
