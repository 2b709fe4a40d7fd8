import type { FormatDoc, RunDraft } from "../adapter.ts";

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
  /** Null where nothing in it is a run. */
  read(trace: SystemTrace): RunDraft | null;
}

/** A list of lines, or one text; null where it is neither. */
export function linesOf(value: unknown): string[] | null {
  if (typeof value === "string") return value.split(/\r?\n/);
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) return value;
  return null;
}
