import type { JsonRecord } from "../adapters/source.ts";
import { deeperThan } from "../core/json.ts";
import type { ProblemLog } from "./problem-log.ts";
import { TOO_DEEP } from "./source-error.ts";

/** The records that a splitter finds, counted, and those that it has to give up, noted as problems. */
export class FoundRecords {
  good = 0;
  bad = 0;
  /** Of the bad ones, those that start with a bracket. */
  badValues = 0;
  private readonly maxDepth: number;
  private readonly log: ProblemLog;
  private records: JsonRecord[] = [];

  constructor(maxDepth: number, log: ProblemLog) {
    this.maxDepth = maxDepth;
    this.log = log;
  }

  /** `text`: what the value was parsed from; short texts cannot nest too deeply. */
  add(line: number, value: unknown, text: string): void {
    if (text.length > 2 * this.maxDepth && deeperThan(value, this.maxDepth)) {
      // A value that parsed starts with a bracket.
      this.lose(line, true, TOO_DEEP, `nested deeper than ${this.maxDepth} levels`);
      return;
    }
    this.good++;
    this.records.push({ line, value });
  }

  lose(line: number, isValue: boolean, code: string, message: string): void {
    this.bad++;
    if (isValue) this.badValues++;
    this.log.lost(line, code, message);
  }

  /** The records since the last call. */
  take(): JsonRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }
}
