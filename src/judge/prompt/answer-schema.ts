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

/** In this order, since models write in the order of the schema: reasons first, the verdict last. */
function modeSchema(withCounter: boolean): JsonSchema {
  const counter = {
    type: "string",
    description: "The strongest argument against the mode being present, and whether it stands",
  };
  return strict({
    ...(withCounter ? { counterargument: counter } : {}),
    explanation: {
      type: "string",
      description: "Agent, steps, what happened, and why it does or does not meet the definition",
    },
    quotes: {
      type: "array",
      description: "Up to three",
      items: strict({
        step: { type: "integer", description: "Number of the step, 17 for s017" },
        text: { type: "string", description: "Copied from the step character for character" },
      }),
    },
    agent: { type: "string", description: "Name of the agent at fault, or empty" },
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

function strict(properties: Record<string, Json>): JsonSchema {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}
