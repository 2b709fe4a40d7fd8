import { deeperThan } from "../core/json.ts";
import { replaceLoneSurrogates } from "../core/lone-surrogates.ts";
import type { Json } from "../core/run.ts";

/** The value of a JSON text, or the text itself where it is none: how models and frameworks write arguments. */
export function parsedOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** As for sources (`SourceLimits.maxDepth`): recursion over what is read stays safe. */
const MAX_EMBEDDED_DEPTH = 512;

/**
 * The value of a JSON text that stands inside a record or a line, under the promises that sources give for their own
 * values: bounded depth, well-formed strings. Undefined where the text is no JSON or nests too deep.
 */
export function embeddedJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.includes("\\u") ? replaceLoneSurrogates(text) : text);
  } catch {
    return undefined;
  }
  const mayBeDeep = text.length > 2 * MAX_EMBEDDED_DEPTH;
  return mayBeDeep && deeperThan(value, MAX_EMBEDDED_DEPTH) ? undefined : value;
}
