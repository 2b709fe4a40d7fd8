import type { Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { type Numeral, numeralsOf } from "../numbers.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotableText } from "../quote.ts";

/** Longer results are texts in which numbers stand, not values. */
const MOST_OF_RESULT = 2000;
const MOST_PER_RESULT = 12;
const MOST_ACTIONS = 40;
const MOST_OF_CALL = 400;

/** A number that a tool or a program returned. */
export interface ComputedValue {
  readonly numeral: Numeral;
  readonly action: Action;
  readonly result: Step;
  /** Whether it is the only number of its result. */
  readonly isOnly: boolean;
  readonly words: ResultWords;
}

/** The words of one result and its call, each text taken apart once, when it is first asked for. */
export class ResultWords {
  private readonly action: Action;
  private readonly text: string;
  private memoWords: readonly Word[] | null = null;
  private memoCall: ReadonlySet<string> | null = null;

  constructor(action: Action, text: string) {
    this.action = action;
    this.text = text;
  }

  /** How many of the wanted words stand around a number in its line or in the call. */
  sharedAround(numeral: Numeral, wanted: ReadonlySet<string>): number {
    this.memoWords ??= wordsIn(this.text);
    this.memoCall ??= new Set(wordsIn(this.call).map(({ word }) => word));
    const line = lineOf(this.text, numeral);
    const found = new Set<string>();
    for (const { word, start } of this.memoWords)
      if (start >= line.start && start < line.end && wanted.has(word)) found.add(word);
    for (const word of wanted) if (this.memoCall.has(word)) found.add(word);
    return found.size;
  }

  private get call(): string {
    const { tool, step } = this.action;
    return tool === "code" ? "" : `${tool} ${quotableText(step).slice(0, MOST_OF_CALL)}`;
  }
}

/** The numbers of a run's results, each result read when it is first asked for. */
export class ComputedValues {
  private readonly actions: readonly Action[];
  private readonly read = new Map<Action, readonly ComputedValue[]>();

  constructor(actions: readonly Action[]) {
    this.actions = actions;
  }

  /** The numbers of the latest 40 short results that came in before a step, in order. */
  before({ index }: Step): ComputedValue[] {
    const latest: (readonly ComputedValue[])[] = [];
    let counted = 0;
    for (let at = this.actions.length - 1; at >= 0 && counted < MOST_ACTIONS; at--) {
      const action = this.actions[at];
      if (action === undefined || action.failed || action.step.index >= index) continue;
      const { result } = action;
      if (result === null || result.text.length > MOST_OF_RESULT) continue;
      counted++;
      if (result.index <= index) latest.push(this.of(action, result));
    }
    return latest.reverse().flat();
  }

  private of(action: Action, result: Step): readonly ComputedValue[] {
    const known = this.read.get(action);
    if (known !== undefined) return known;
    const text = valuesText(result);
    const numerals = numeralsOf(text, MOST_PER_RESULT + 1);
    const words = new ResultWords(action, text);
    const isOnly = numerals.length === 1;
    const values =
      numerals.length > MOST_PER_RESULT
        ? []
        : numerals.map((numeral) => ({ numeral, action, result, isOnly, words }));
    this.read.set(action, values);
    return values;
  }
}

/** What tools and programs of the run returned as numbers; asked for by `prepared.of(computedValuesOf)`. */
export function computedValuesOf(_run: Run, prepared: PreparedRun): ComputedValues {
  return new ComputedValues(prepared.actions);
}

const EXIT_CODE = /^\s*exitcode: -?\d+[^\n]*/;

/** The text of a result with its offsets, in which no number is an exit code or looks like a time of day. */
export function valuesText({ text }: Step): string {
  return text.replace(EXIT_CODE, (line) => " ".repeat(line.length)).replaceAll('":', '" ');
}

const MOST_BEFORE = 120;
const MOST_AFTER = 80;

/** Where the sentence (up to one of `.!?;`) or line of a number begins and ends, cut at 120 characters before and 80 after it. */
function lineOf(text: string, { start, text: written }: Numeral): { start: number; end: number } {
  const after = start + written.length;
  let from = Math.max(0, start - MOST_BEFORE);
  for (let at = start - 1; at >= from; at--) if (isPart(text.charCodeAt(at))) from = at + 1;
  const most = Math.min(text.length, after + MOST_AFTER);
  let end = after;
  while (end < most && !isPart(text.charCodeAt(end))) end++;
  return { start: from, end };
}

function isPart(unit: number): boolean {
  return unit === 46 || unit === 10 || unit === 59 || unit === 33 || unit === 63;
}

/** The words around a number in its sentence or line that say what it counts. */
export function wordsAround(text: string, numeral: Numeral): Set<string> {
  const { start, end } = lineOf(text, numeral);
  return new Set(wordsIn(text.slice(start, end)).map(({ word }) => word));
}

const COMMON = new Set(
  "the and for are was were has have had with that this from its into total result results answer value number final output returns returned returning about which there their them then than also our your you per each all one two not but will can".split(
    " ",
  ),
);

interface Word {
  readonly word: string;
  readonly start: number;
}

/** The words that can say what a number counts, in lower case and in the singular: a loop, since it meets whole results. */
function wordsIn(text: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!isLetter(text.charCodeAt(at))) continue;
    const start = at;
    while (at < text.length && isLetter(text.charCodeAt(at))) at++;
    if (at - start < LEAST_LETTERS) continue;
    const word = text.slice(start, at).toLowerCase();
    if (COMMON.has(word)) continue;
    words.push({ word: word.length > LEAST_LETTERS && word.endsWith("s") ? word.slice(0, -1) : word, start });
  }
  return words;
}

const LEAST_LETTERS = 3;

/** Latin letters with and without marks. */
function isLetter(unit: number): boolean {
  const lower = unit | 32;
  return (lower >= 97 && lower <= 122) || (unit >= 0xc0 && unit <= 0x24f);
}
