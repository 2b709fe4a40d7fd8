import type { Problem } from "../adapters/adapter.ts";
import type { JsonRecord } from "../adapters/source.ts";
import { frameValues } from "./frame-values.ts";
import type { SourceLimits } from "./limits.ts";

type Report = (problem: Omit<Problem, "uri">) => void;

/** JSON lines where each line is a value of its own, else documents written one after the other. */
export function* readRecords(text: string, limits: SourceLimits, report: Report): Generator<JsonRecord> {
  if (firstLineIsValue(text)) yield* readJsonLines(text, limits, report);
  else yield* readDocuments(text, limits, report);
}

function firstLineIsValue(text: string): boolean {
  const start = text.search(/\S/);
  const end = text.indexOf("\n", start);
  return parseTolerant(text.slice(start, end < 0 ? text.length : end)) !== undefined;
}

function* readJsonLines(text: string, limits: SourceLimits, report: Report): Generator<JsonRecord> {
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const slice = text.slice(start, end).trim();
    start = end + 1;
    if (slice === "") continue;
    yield* readOne(slice, line, limits, report);
  }
}

function* readDocuments(text: string, limits: SourceLimits, report: Report): Generator<JsonRecord> {
  for (const { line, start, end } of frameValues(text)) {
    yield* readOne(text.slice(start, end), line, limits, report);
  }
}

function* readOne(slice: string, line: number, limits: SourceLimits, report: Report): Generator<JsonRecord> {
  const locator = `line:${line}`;
  const value = parseTolerant(slice);
  if (value === undefined) {
    report({ locator, code: "json-broken", message: "this record is not valid JSON" });
  } else if (deeperThan(value, limits.maxDepth)) {
    report({
      locator,
      code: "json-too-deep",
      message: `this record is nested deeper than ${limits.maxDepth} levels`,
    });
  } else yield { line, value };
}

/** JSON with Python's bare NaN and Infinity read as null; undefined where it is no JSON. */
export function parseTolerant(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (!/\b(?:NaN|Infinity)\b/.test(text)) return undefined;
  }
  try {
    return JSON.parse(nullifyNonFinite(text));
  } catch {
    return undefined;
  }
}

/** Strings are matched first, so that the words inside them stay. */
function nullifyNonFinite(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[\s\S])*"|-?\b(?:NaN|Infinity)\b/g, (match) =>
    match.startsWith('"') ? match : "null",
  );
}

/** Whether a parsed value is nested deeper than `limit`; walks level by level, never by recursion. */
export function deeperThan(value: unknown, limit: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== "object" || item === null) continue;
      for (const child of Object.values(item)) {
        if (typeof child === "object" && child !== null) next.push(child);
      }
    }
    level = next;
  }
  return false;
}
