import { isObject } from "../../core/json.ts";
import { splitLines } from "../../core/split-lines.ts";
import type { FormatDoc, RunDraft } from "../adapter.ts";
import { headLines } from "../head-lines.ts";

/** The trace of one system as the MAST data sets carry it, alone or inside a record. */
export interface SystemTrace {
  /** Where it stands in its source: "" or a JSON pointer such as `/3/trace`. */
  base: string;
  /** A parsed document, or the text of a log. */
  value: unknown;
}

/** One system's form of a trace: how it looks and how it becomes a run. */
export interface SystemFormat {
  readonly doc: FormatDoc;
  /** Why it is this form, or null. */
  recognise(value: unknown): string | null;
  /** Null or empty where nothing in it is a run. */
  read(trace: SystemTrace): RunDraft | readonly RunDraft[] | null;
}

/** A list of lines, or one text; null where it is neither. */
export function linesOf(value: unknown): string[] | null {
  if (typeof value === "string") return splitLines(value);
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) return value;
  return null;
}

/** The lines of a trace that is a log, and where they stand. */
export interface TraceLog {
  lines: readonly string[];
  /** Locator of a line, counted from 0. */
  locate(line: number): string;
}

/** The log that a trace is: the text itself, or what stands under `trajectory`. Null where it is none. */
export function logOf({ base, value }: SystemTrace): TraceLog | null {
  const inRecord = isObject(value);
  const lines = linesOf(inRecord ? value["trajectory"] : value);
  if (lines === null) return null;
  const place = inRecord ? `${base}/trajectory` : base;
  return { lines, locate: (line) => (place === "" ? `line:${line + 1}` : `${place}#line:${line + 1}`) };
}

const HEAD_CHARACTERS = 64 * 1024;
const HEAD_LINES = 1000;

/** The first lines of a trace that is a log, enough to recognise it by; none where it is no log. */
export function firstLines(value: unknown): readonly string[] {
  const log = isObject(value) ? value["trajectory"] : value;
  if (typeof log === "string") return headLines(log.slice(0, HEAD_CHARACTERS));
  if (!Array.isArray(log) || typeof log[0] !== "string") return [];
  return log.slice(0, HEAD_LINES).filter((line): line is string => typeof line === "string");
}
