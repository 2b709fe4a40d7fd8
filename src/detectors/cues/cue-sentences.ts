import type { Run, Step } from "../../core/run.ts";
import type { PreparedRun } from "../prepared-run.ts";
import type { CueGate } from "./cue-gate.ts";
import { CueScanner, isSet } from "./cue-scanner.ts";

/** Where a sentence stands in the text of its step: from `start` up to, not including, `end`. */
export interface CueSentence {
  readonly start: number;
  readonly end: number;
  /** Where it is kept among all of the run. */
  readonly record: number;
}

/** UTF-16 units at either end of a text that are looked at: what people conclude, ask and correct stands there. */
export const CUE_EDGE = 600;
/** Numbers in front of the gates of a sentence: its start and its end. */
const OFFSETS = 2;
const FIRST_CAPACITY = 1024;

/**
 * The sentences of a run by their cue words. A text is looked at once, when it is first asked about, whatever the
 * number of gates: whole up to 1200 UTF-16 units, else its first and its last 600.
 */
export class CueSentences {
  private static scanner: CueScanner | null = null;
  private readonly scanner: CueScanner;
  private readonly stride: number;
  private records: Int32Array = new Int32Array(FIRST_CAPACITY);
  private used = 0;
  private readonly ranges = new Map<number, Range>();
  private readonly none: Int32Array;

  constructor() {
    if (CueSentences.scanner?.knowsAll() !== true) CueSentences.scanner = new CueScanner();
    this.scanner = CueSentences.scanner;
    this.stride = OFFSETS + this.scanner.width;
    this.none = new Int32Array(this.scanner.width);
  }

  /** Looks at the text of the step, once. */
  look(step: Step): void {
    this.rangeOf(step);
  }

  /** Whether a sentence of the step passes the gate. */
  has(step: Step, { number }: CueGate): boolean {
    return isSet(this.rangeOf(step).gates, number);
  }

  /** The sentences of the step that pass the gate, in order. The first of the last 600 units may be cut. */
  of(step: Step, { number }: CueGate): readonly CueSentence[] {
    const { from, to, gates } = this.rangeOf(step);
    if (!isSet(gates, number)) return NONE;
    const found: CueSentence[] = [];
    const index = OFFSETS + (number >> 5);
    for (let at = from; at < to; at += this.stride) {
      if ((((this.records[at + index] ?? 0) >> (number & 31)) & 1) === 1) found.push(this.sentenceAt(at));
    }
    return found;
  }

  /** The sentences of the step that pass any of the gates, in order. */
  ofAny(step: Step, among: readonly CueGate[]): readonly CueSentence[] {
    const { from, to, gates } = this.rangeOf(step);
    if (!among.some(({ number }) => isSet(gates, number))) return NONE;
    const found: CueSentence[] = [];
    for (let at = from; at < to; at += this.stride) {
      if (among.some((gate) => this.isPassed(at, gate))) found.push(this.sentenceAt(at));
    }
    return found;
  }

  /** Whether a sentence passes the gate. */
  passes({ record }: CueSentence, gate: CueGate): boolean {
    return this.isPassed(record, gate);
  }

  private isPassed(record: number, { number }: CueGate): boolean {
    return (((this.records[record + OFFSETS + (number >> 5)] ?? 0) >> (number & 31)) & 1) === 1;
  }

  private sentenceAt(record: number): CueSentence {
    return { start: this.records[record] ?? 0, end: this.records[record + 1] ?? 0, record };
  }

  private rangeOf(step: Step): Range {
    const known = this.ranges.get(step.index);
    if (known !== undefined) return known;
    const from = this.used;
    const { text } = step;
    const keep = this.keep.bind(this);
    if (text.length <= CUE_EDGE * 2) this.scanner.scan(text, 0, text.length, keep);
    else {
      this.scanner.scan(text, 0, CUE_EDGE, keep);
      this.scanner.scan(text, text.length - CUE_EDGE, text.length, keep);
    }
    const range = { from, to: this.used, gates: this.gatesOf(from) };
    this.ranges.set(step.index, range);
    return range;
  }

  /** The gates that the records from there on pass. */
  private gatesOf(from: number): Int32Array {
    if (from === this.used) return this.none;
    const gates = new Int32Array(this.scanner.width);
    for (let at = from; at < this.used; at += this.stride) {
      for (let index = 0; index < gates.length; index++)
        gates[index] = (gates[index] ?? 0) | (this.records[at + OFFSETS + index] ?? 0);
    }
    return gates;
  }

  private keep(start: number, end: number, gates: Int32Array): void {
    if (this.used + this.stride > this.records.length) {
      const larger = new Int32Array(this.records.length * 2);
      larger.set(this.records);
      this.records = larger;
    }
    this.records[this.used] = start;
    this.records[this.used + 1] = end;
    this.records.set(gates, this.used + OFFSETS);
    this.used += this.stride;
  }
}

/** The records of a step, and the gates that any of them passes. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly gates: Int32Array;
}

const NONE: readonly CueSentence[] = [];

/**
 * The sentences of the run by cue words; asked for by `prepared.of(cueSentencesOf)`. What agents and people say is
 * looked at here already, which shows its cost apart from that of the rules; other steps when they are asked about.
 */
export function cueSentencesOf(run: Run, prepared: PreparedRun): CueSentences {
  const sentences = new CueSentences();
  for (const step of run.steps) {
    if (prepared.isOwnWords(step) || prepared.isPerson(step)) sentences.look(step);
  }
  return sentences;
}
