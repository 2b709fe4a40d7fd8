import { z } from "zod";
import { MODE_IDS } from "../../core/finding.ts";
import { isObject } from "../../core/json.ts";
import { BLAME_KINDS } from "../../core/report.ts";
import type { Judged } from "../prompt/answer-schema.ts";
import { BLAME_KEYS, NO_MODE } from "../prompt/blame-schema.ts";
import type { JudgeRequest } from "../request.ts";
import { jsonIn, LONGEST_REPLY } from "./json-in.ts";
import { controlAnswer, placeOf, writtenQuotes, writtenStep } from "./parse-answer.ts";

/** A step that a judge names, or −1 for none. */
const namedStep = z.union([z.literal(-1), z.literal("-1").transform(() => -1), writtenStep]);

/** A mode as listed, or null; a title behind it does no harm. */
const namedMode = z
  .string()
  .nullish()
  .transform((words, context) => {
    const word = (words ?? NO_MODE).trim();
    if (word === "" || word.toLowerCase().startsWith(NO_MODE)) return null;
    const mode = MODE_IDS.find((id) => word.toUpperCase().startsWith(id));
    if (mode !== undefined) return mode;
    context.addIssue({ code: "custom", message: "is no mode" });
    return z.NEVER;
  });

const place = z.object({
  explanation: z.string(),
  quotes: writtenQuotes,
  first_step: namedStep,
  last_step: namedStep,
  mode: namedMode,
  right_action: z.string(),
});

const candidate = place.extend({
  agents: z
    .array(z.string())
    .nullish()
    .transform((agents) => agents ?? []),
  kind: z
    .string()
    .transform((word) => word.trim().toLowerCase())
    .pipe(z.enum(BLAME_KINDS)),
});

export type WrittenPlace = z.infer<typeof place>;
export type WrittenCandidate = z.infer<typeof candidate>;

export interface WrittenBlame {
  /** Null: that was not asked. */
  readonly candidates: readonly WrittenCandidate[] | null;
  readonly place: WrittenPlace | null;
  readonly controls: ReadonlyMap<string, Judged>;
}

/** Reads a reply on who went wrong first, as `parseAnswer` does those on modes. */
export function parseBlame(request: JudgeRequest, text: string): WrittenBlame | string {
  if (text.length > LONGEST_REPLY) return `the reply is longer than ${LONGEST_REPLY} characters`;
  const value = jsonIn(text);
  if (!isObject(value)) return "the reply holds no JSON object";
  let candidates: WrittenCandidate[] | null = null;
  let where: WrittenPlace | null = null;
  const controls = new Map<string, Judged>();
  const asked = request.schema["properties"];
  for (const key of Object.keys(isObject(asked) ? asked : {})) {
    if (!Object.hasOwn(value, key)) return `the reply says nothing on ${key}`;
    const own = value[key];
    if (key === BLAME_KEYS["blame-agent"]) {
      const read = z.array(candidate).safeParse(own);
      if (!read.success) return misfit(key, read.error);
      candidates = read.data;
    } else if (key === BLAME_KEYS["blame-step"]) {
      const read = place.safeParse(own);
      if (!read.success) return misfit(key, read.error);
      where = read.data;
    } else {
      const read = controlAnswer.safeParse(own);
      if (!read.success) return misfit(key, read.error);
      controls.set(key, read.data.verdict);
    }
  }
  return { candidates, place: where, controls };
}

function misfit(key: string, error: z.ZodError): string {
  return `the answer on ${key} does not fit: ${placeOf(error)}`;
}
