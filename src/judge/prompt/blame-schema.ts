import { BLAME_KINDS } from "../../core/report.ts";
import type { Json } from "../../core/run.ts";
import type { ModeDefinition } from "../../taxonomy/schema.ts";
import type { JsonSchema, JudgeStage } from "../request.ts";
import { JUDGED, quotesSchema, strict } from "./answer-schema.ts";

export type BlameStage = Extract<JudgeStage, "blame-agent" | "blame-step">;

/** Under which key an answer of a stage stands, beside the controls. */
export const BLAME_KEYS = { "blame-agent": "candidates", "blame-step": "place" } as const satisfies Record<
  BlameStage,
  string
>;
export const NO_MODE = "none";

/** The strict JSON Schema of an answer on who went wrong first; `keys` in the order asked. */
export function blameSchema(
  stage: BlameStage,
  keys: readonly string[],
  modes: readonly ModeDefinition[],
): JsonSchema {
  const step = { type: "integer" };
  const words = { type: "string" };
  const before = { explanation: words, quotes: quotesSchema };
  const after = {
    first_step: step,
    last_step: step,
    mode: { type: "string", enum: [...modes.map(({ id }) => id), NO_MODE] },
    right_action: words,
  };
  const agents = { type: "array", items: words };
  const kind = { type: "string", enum: [...BLAME_KINDS] };
  const own: JsonSchema =
    stage === "blame-agent"
      ? {
          type: "array",
          items: strict({ ...before, agents, ...after, kind }),
        }
      : strict({ ...before, ...after });
  const properties: Record<string, Json> = {};
  const verdict = { type: "string", enum: [...JUDGED] };
  for (const key of keys) properties[key] = key === BLAME_KEYS[stage] ? own : strict({ verdict });
  return strict(properties);
}
