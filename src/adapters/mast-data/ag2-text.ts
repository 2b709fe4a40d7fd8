import { isObject } from "../../core/json.ts";
import type { RunDraft } from "../adapter.ts";
import { PythonSyntaxError, parsePythonAt } from "../python-literal.ts";
import type { RunBuilder } from "../run-builder.ts";
import { addMessage, ag2Builder, closed } from "./ag2-record.ts";
import { firstLines, logOf, type SystemFormat, type TraceLog } from "./system-trace.ts";

const FORMAT = "mast-data/ag2-text";
const TRAJECTORY = "trajectory:";
/** The keys of a message stand one level below its item, and its further lines two levels below its keys. */
const CONTENT = /^ {6}content:(.*)$/;
const ROLE = /^ {6}role: *\w{1,40} *$/;
const NAME = /^ {6}name: *(\S.{0,200})$/;
const MARGIN = " ".repeat(12);
const PRINTED = /^\s{0,20}\[?\{'content': /;
const BETWEEN = /[\s,[\]]*/y;

/** Chats of AG2 as the full MAST data set holds them: a record laid out by indentation, or printed Python dicts. */
export const ag2Text: SystemFormat = {
  doc: {
    format: FORMAT,
    title: "MAST-Data text of an AG2 chat",
    writtenBy:
      "the full MAST data set: under `trajectory` a text with the keys of the record, or messages as Python prints dicts",
    tested: "untested: written after other people's readers of the data set",
    carries: "messages with their speaker, results of executed code, the task where the text names it",
    loses: "times, tokens, system prompts; the verdict in the record gives the outcome only",
    endReasons: {
      "as for the record of AG2": "completed or unknown",
      "printed dicts break off": "truncated",
    },
  },
  recognise: (value) => {
    const lines = firstLines(value);
    if (PRINTED.test(lines[0] ?? "")) return "messages as printed Python dicts";
    const start = lines.indexOf(TRAJECTORY);
    return start >= 0 && lines.slice(start, start + 5).some((line) => CONTENT.test(line))
      ? "a trajectory of messages laid out by indentation"
      : null;
  },
  read: (trace) => {
    const log = logOf(trace);
    if (log === null) return null;
    const run = log.lines.includes(TRAJECTORY) ? laidOut(log, trace.base) : printed(log, trace.base);
    return run.steps.length === 0 ? null : run;
  },
};

function laidOut(log: TraceLog, base: string): RunDraft {
  const start = log.lines.indexOf(TRAJECTORY);
  const head = log.lines.slice(0, start);
  const builder = ag2Builder(FORMAT, base, problemOf(head));
  const verdict = head.map((line) => /^ {2}correct: (True|False)$/.exec(line)?.[1]).find(Boolean);
  if (verdict !== undefined) {
    builder.draftRun.outcome = verdict === "True" ? "succeeded" : "failed";
    builder.draftRun.outcomeSource = "`correct` in the record of the data set";
  }
  let message: { line: number; text: string[] } | null = null;
  for (let line = start + 1; line < log.lines.length; line += 1) {
    const text = log.lines[line] ?? "";
    const begin = CONTENT.exec(text)?.[1];
    const name = ROLE.test(text) ? NAME.exec(log.lines[line + 1] ?? "")?.[1] : undefined;
    if (name !== undefined && message !== null) {
      const content = message.text.join("\n").trim();
      addMessage(builder, { content, name: name.trim() }, log.locate(message.line));
      message = null;
    } else if (begin !== undefined && message === null) message = { line, text: [begin] };
    else message?.text.push(text.startsWith(MARGIN) ? text.slice(MARGIN.length) : text.trimStart());
  }
  const run = closed(builder);
  return message === null ? run : brokenOff(builder);
}

/** The task: the line of its key and the indented ones below it. */
function problemOf(head: readonly string[]): string | null {
  const KEY = "problem_statement:";
  const start = head.findIndex((line) => line.startsWith(KEY));
  if (start < 0) return null;
  const next = head.findIndex((line, at) => at > start && /^\S/.test(line));
  const lines = head.slice(start, next < 0 ? undefined : next);
  return (
    lines
      .map((line) => line.replace(KEY, "").trim())
      .join("\n")
      .trim() || null
  );
}

function printed(log: TraceLog, base: string): RunDraft {
  const text = log.lines.join("\n");
  const builder = ag2Builder(FORMAT, base, null);
  let line = 0;
  let lineEnd = text.indexOf("\n");
  for (let at = behindSeparators(text, 0); at < text.length; at = behindSeparators(text, at)) {
    for (; lineEnd >= 0 && lineEnd < at; lineEnd = text.indexOf("\n", lineEnd + 1)) line += 1;
    const [value, end] = dictAt(text, at) ?? [null, at];
    if (value === null) {
      closed(builder);
      return brokenOff(builder);
    }
    addMessage(builder, value, log.locate(line));
    at = end;
  }
  return closed(builder);
}

function dictAt(text: string, at: number): [dict: Record<string, unknown>, end: number] | null {
  try {
    const [value, end] = parsePythonAt(text, at);
    return isObject(value) ? [value, end] : null;
  } catch (error) {
    if (error instanceof PythonSyntaxError) return null;
    throw error;
  }
}

function behindSeparators(text: string, from: number): number {
  BETWEEN.lastIndex = from;
  BETWEEN.test(text);
  return BETWEEN.lastIndex;
}

function brokenOff(builder: RunBuilder): RunDraft {
  const run = builder.draft();
  builder.lose("broken-off", "the last message, which breaks off or is no message");
  run.endReason = "truncated";
  run.capabilities.endReason = false;
  return run;
}
