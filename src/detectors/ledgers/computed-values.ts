import type { Run, Step } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import { type Numeral, numeralsOf } from "../numbers.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotableText } from "../quote.ts";
import { type Hit, lineOf, type Place, type QuantityWords } from "./quantity-words.ts";

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

/** The words of one result and its call. */
export class ResultWords {
  private readonly action: Action;
  private readonly text: string;
  private wanted: QuantityWords | null = null;
  private hits: readonly Hit[] = [];
  private inCall: readonly Hit[] = [];

  constructor(action: Action, text: string) {
    this.action = action;
    this.text = text;
  }

  /** How many of the wanted words stand around a value in its line or in the call. */
  sharedAround(place: Place, wanted: QuantityWords): number {
    if (this.wanted !== wanted) this.find(wanted);
    const { start, end } = lineOf(this.text, place);
    const found = new Set<string>();
    for (const hit of this.hits) if (hit.start >= start && hit.start < end) found.add(hit.word);
    for (const { word } of this.inCall) found.add(word);
    return found.size;
  }

  /** A result is read once for all its numbers. */
  private find(wanted: QuantityWords): void {
    const { tool, step } = this.action;
    this.wanted = wanted;
    this.hits = wanted.hitsIn(this.text);
    this.inCall =
      tool === "code" ? [] : wanted.hitsIn(`${tool} ${quotableText(step).slice(0, MOST_OF_CALL)}`);
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

/** Least results of one tool that are a series, of which the words after it may give the sum or the mean. */
const LEAST_OF_SERIES = 3;

/** The sums and means of what one tool returned again and again, number by number; of a call made again, the last result. */
export function totalsOf(values: readonly ComputedValue[]): number[] {
  const series = new Map<string, Map<string, number>>();
  let place = 0;
  for (const [at, { action, numeral }] of values.entries()) {
    place = values[at - 1]?.action === action ? place + 1 : 0;
    const name = `${action.tool} ${place}`;
    const numbers = series.get(name) ?? new Map<string, number>();
    series.set(name, numbers.set(action.key, numeral.value));
  }
  return [...series.values()].flatMap((numbers) => {
    const sum = [...numbers.values()].reduce((total, value) => total + value, 0);
    return numbers.size < LEAST_OF_SERIES ? [] : [sum, sum / numbers.size];
  });
}

/** What tools and programs of the run returned as numbers; asked for by `prepared.of(computedValuesOf)`. */
export function computedValuesOf(_run: Run, prepared: PreparedRun): ComputedValues {
  return new ComputedValues(prepared.actions);
}

const EXIT_CODE = /^\s*exitcode: -?\d+[^\n]*/;

/** The text of a result with its offsets, in which the exit code is no number. */
function valuesText({ text }: Step): string {
  return text.replace(EXIT_CODE, (line) => " ".repeat(line.length));
}
