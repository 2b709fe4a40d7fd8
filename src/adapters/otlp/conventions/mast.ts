import { isObject } from "../../../core/json.ts";
import { MAST_SCOPE, RUN_ATTRIBUTE, STEP_ATTRIBUTE } from "../../../core/mast-span.ts";
import type { Json } from "../../../core/run.ts";
import { parseJson } from "../chat-turn.ts";
import type { OtlpSpan } from "../span.ts";
import { type Convention, textAttribute } from "./convention.ts";
import { genAiConvention } from "./genai.ts";

/** What `mast export --format otlp` wrote: GenAI spans that also say which step of which run they are. */
export const mastConvention: Convention = (span) => {
  if (span.scope.name !== MAST_SCOPE) return null;
  const reading = genAiConvention(span);
  if (reading === null) return null;
  const run = objectAttribute(span, RUN_ATTRIBUTE);
  const step = objectAttribute(span, STEP_ATTRIBUTE);
  return {
    ...reading,
    ...(run === null ? {} : { exportedRun: run }),
    ...(step === null ? {} : { exportedStep: step }),
  };
};

function objectAttribute(span: OtlpSpan, key: string): Json {
  const text = textAttribute(span, key);
  const value = text === undefined ? undefined : parseJson(text);
  return isObject(value) ? (value as Json) : null;
}
