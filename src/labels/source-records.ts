import type { Run } from "../core/run.ts";

/**
 * Which record of the source each step came from. Labels count records (messages of a history), a run counts steps, and
 * one record can give several steps (thought, message, calls) or none.
 */
export class SourceRecords {
  private readonly records: readonly (number | null)[];
  private readonly first = new Map<number, number>();

  constructor(run: Pick<Run, "steps" | "sources">) {
    // Some runs stand at their first record, which is no part of the other records' places.
    const base = `${run.sources[0]?.locator ?? ""}/`;
    const isInside = run.steps.every(({ locator }) => locator.startsWith(base));
    this.records = recordNumbers(
      run.steps.map(({ locator }) => (isInside ? locator.slice(base.length - 1) : locator)),
    );
    for (const [step, record] of this.records.entries()) {
      if (record !== null && !this.first.has(record)) this.first.set(record, step);
    }
  }

  /** 0-based position of the record that the step came from; null where it came from none (or there is no such step). */
  recordOf(step: number): number | null {
    return this.records[step] ?? null;
  }

  /** The first step of a record; null where the record gave none. */
  firstStepOf(record: number): number | null {
    return this.first.get(record) ?? null;
  }
}

/**
 * The number that a JSON pointer gives to the record (`/history/12/content` → 12); null for what stands beside the list.
 * Where no locator has one (lines of a log, spans), records are numbered in their order.
 */
function recordNumbers(locators: readonly string[]): (number | null)[] {
  const numbers = locators.map((locator) => {
    const position = locator.startsWith("/")
      ? locator.split("/").find((part) => /^\d{1,9}$/.test(part))
      : undefined;
    return position === undefined ? null : Number(position);
  });
  if (numbers.some((number) => number !== null)) return numbers;
  const order = new Map<string, number>();
  return locators.map((locator) => {
    const known = order.get(locator) ?? order.size;
    order.set(locator, known);
    return known;
  });
}
