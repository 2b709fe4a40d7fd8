import type { ModeId } from "../../core/finding.ts";
import type { Json } from "../../core/run.ts";
import type { JsonSchema } from "../request.ts";

export const JUDGED = ["present", "absent", "cannot tell"] as const;
export type Judged = (typeof JUDGED)[number];

/** Keys in the order in which they are to be answered: modes and controls. */
export interface AnswerForm {
  readonly keys: readonly string[];
  readonly modes: ReadonlySet<ModeId>;
  /** Whether a counter-argument comes first. */
  readonly withCounter: boolean;
}

const verdict: JsonSchema = { type: "string", enum: [...JUDGED] };

const words: JsonSchema = { type: "string" };

export const quotesSchema: JsonSchema = {
  type: "array",
  items: strict({ step: { type: "integer" }, text: words }),
};

/**
 * In this order, since models write in the order of the schema: reasons first, the verdict last. What belongs into the
 * fields stands in the prompt, once for all modes.
 */
function modeSchema(withCounter: boolean): JsonSchema {
  return strict({
    ...(withCounter ? { counterargument: words } : {}),
    explanation: words,
    quotes: quotesSchema,
    agent: words,
    verdict,
  });
}

/** The strict JSON Schema of an answer. */
export function answerSchema({ keys, modes, withCounter }: AnswerForm): JsonSchema {
  const properties: Record<string, Json> = {};
  for (const key of keys) {
    properties[key] = modes.has(key as ModeId) ? modeSchema(withCounter) : strict({ verdict });
  }
  return strict(properties);
}

/** An object with these properties, all required, and none besides. */
export function strict(properties: Record<string, Json>): JsonSchema {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}
