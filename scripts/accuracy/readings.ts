import { z } from "zod";
import { MODE_IDS, TIERS } from "../../src/core/finding.ts";
import type { FoundRef } from "./draw-findings.ts";
import type { TraceSet } from "./trace-sets.ts";

/** What was drawn, kept from the readers: the first line of a key file says of what, each other line names a finding. */
export interface ReadingKey {
  /** ISO date. */
  drawn: string;
  mast: string;
  taxonomy: string;
  seed: number;
  perDetector: number;
  sets: TraceSet[];
  findings: FoundRef[];
}

export const READINGS = ["right", "wrong", "unsure"] as const;

/** What one reader says of one finding, with the reason in own words. */
export interface Reading {
  run: string;
  finding: string;
  verdict: (typeof READINGS)[number];
  reason: string;
}

export interface Reader {
  name: string;
  readings: Reading[];
}

const text = z.string().trim().min(1);
const count = z.int().min(0);

const headSchema = z.strictObject({
  ...{ drawn: text, mast: text, taxonomy: text, seed: count, perDetector: count },
  sets: z.array(z.strictObject({ name: text, files: count, sha256: text })),
});

const refSchema = z.strictObject({
  ...{ run: text, finding: text, mode: z.enum(MODE_IDS), detector: text, version: count },
  ...{ tier: z.enum(TIERS), framework: text },
});

const readingSchema = z.strictObject({
  ...{ run: text, finding: text, verdict: z.enum(READINGS), reason: text },
});

export function keyText({ findings, ...head }: ReadingKey): string {
  return [head, ...findings].map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** @throws Error with file and line */
export function parseKey(file: string, content: string): ReadingKey {
  const [head, ...rest] = linesOf(content);
  return {
    ...parsed(headSchema, file, head ?? { line: 1, text: "" }),
    findings: rest.map((line) => parsed(refSchema, file, line)),
  };
}

/** @throws Error with file and line: a line of another form, a finding that is not on the sheet, twice or not read */
export function parseReadings(file: string, content: string, { findings }: ReadingKey): Reading[] {
  const open = new Set(findings.map(keyOf));
  const readings = linesOf(content).map((line) => {
    const reading = parsed(readingSchema, file, line);
    if (!open.delete(keyOf(reading))) {
      const known = findings.some((ref) => keyOf(ref) === keyOf(reading));
      const what = known ? "is read twice" : "is not on the sheet";
      throw new Error(`${file}:${line.line}: the finding ${reading.finding} of run ${reading.run} ${what}`);
    }
    return reading;
  });
  if (open.size > 0) {
    const [first = ""] = open;
    throw new Error(`${file}: ${open.size} findings are not read, the first is ${first.replace("\0", " ")}`);
  }
  return readings;
}

export function keyOf({ run, finding }: Pick<Reading, "run" | "finding">): string {
  return `${run}\0${finding}`;
}

interface Line {
  line: number;
  text: string;
}

function linesOf(content: string): Line[] {
  return content
    .split(/\r?\n/)
    .map((line, index) => ({ line: index + 1, text: line }))
    .filter(({ text: line }) => line.trim() !== "");
}

function parsed<T>(schema: z.ZodType<T>, file: string, { line, text: content }: Line): T {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new Error(`${file}:${line}: no JSON`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`${file}:${line}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`);
}
