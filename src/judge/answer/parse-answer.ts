import { z } from "zod";
import type { ModeId } from "../../core/finding.ts";
import { isObject } from "../../core/json.ts";
import { JUDGED, type Judged } from "../prompt/answer-schema.ts";
import type { JudgeRequest } from "../request.ts";
import { jsonIn, LONGEST_REPLY } from "./json-in.ts";

/** What a judge wrote on one mode; nothing of it is checked against the run yet. */
export interface WrittenAnswer {
  readonly counterargument: string;
  readonly explanation: string;
  readonly quotes: readonly { readonly step: number; readonly text: string }[];
  readonly agent: string;
  readonly verdict: Judged;
}

export interface WrittenReply {
  readonly modes: ReadonlyMap<ModeId, WrittenAnswer>;
  /** By the key of the control. */
  readonly controls: ReadonlyMap<string, Judged>;
}

export const writtenVerdict = z
  .string()
  .transform((word) => word.trim().toLowerCase().replaceAll(/[_-]/g, " "))
  .pipe(z.enum(JUDGED));

/** `17`, `"17"`, `"s017"`. */
export const writtenStep = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\s*\[?s?0*\d{1,9}\]?\s*$/i)
    .transform((name) => Number(name.replace(/\D/g, ""))),
]);

export const writtenQuotes = z
  .array(z.object({ step: writtenStep, text: z.string() }))
  .nullish()
  .transform((quotes) => quotes ?? []);

const modeAnswer = z.object({
  counterargument: z.string().optional(),
  explanation: z.string(),
  quotes: writtenQuotes,
  agent: z
    .string()
    .nullish()
    .transform((agent) => agent ?? ""),
  verdict: writtenVerdict,
});

export const controlAnswer = z.object({ verdict: writtenVerdict });

/**
 * Reads a reply: JSON as it is, in a code fence, among other words, or with the faults that models make in it. A string
 * says why it cannot be read; nothing that is missing is ever taken for a verdict.
 */
export function parseAnswer(request: JudgeRequest, text: string): WrittenReply | string {
  if (text.length > LONGEST_REPLY) return `the reply is longer than ${LONGEST_REPLY} characters`;
  const value = jsonIn(text);
  if (!isObject(value)) return "the reply holds no JSON object";
  const modes = new Map<ModeId, WrittenAnswer>();
  const controls = new Map<string, Judged>();
  const asked = new Set<string>(request.modes);
  for (const key of Object.keys(isObject(request.schema["properties"]) ? request.schema["properties"] : {})) {
    if (!Object.hasOwn(value, key)) return `the reply says nothing on ${key}`;
    const own = value[key];
    if (asked.has(key)) {
      const read = modeAnswer.safeParse(own);
      if (!read.success) return `the answer on ${key} does not fit: ${placeOf(read.error)}`;
      modes.set(key as ModeId, { ...read.data, counterargument: read.data.counterargument ?? "" });
    } else {
      const read = controlAnswer.safeParse(own);
      if (!read.success) return `the answer on ${key} does not fit: ${placeOf(read.error)}`;
      controls.set(key, read.data.verdict);
    }
  }
  return { modes, controls };
}

export function placeOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  return issue === undefined ? "unknown" : `${issue.path.join(".") || "value"}: ${issue.message}`;
}
