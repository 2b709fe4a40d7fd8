import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { type Attributes, MAX_VALUE_DEPTH } from "../span.ts";

/** Attributes that hold JSON as text where spans are sent; products parse it, and flattening would take it apart. */
const JSON_TEXT =
  /^(?:metadata|input\.value|output\.value|tool\.parameters|(?:.+\.)?tool\.json_schema|(?:.+\.)?function\.arguments|llm\.invocation_parameters|llm\.prompt_template\.variables|gen_ai\..+)$/;

/**
 * Attributes that a product shows as plain JSON, in the flat form in which they were sent: nested objects and lists of
 * objects become keys with dots and indices, lists of plain values stay, and what was JSON text is JSON text again.
 */
export function plainAttributes(raw: unknown, prefix = ""): Attributes {
  const attributes = new Map<string, Json>();
  if (isObject(raw)) for (const [key, value] of Object.entries(raw)) put(attributes, prefix + key, value, 0);
  return attributes;
}

/** `value` nests no deeper than the source allows, so recursion ends. */
function put(attributes: Map<string, Json>, key: string, value: unknown, depth: number): void {
  if (value === null || value === undefined || depth > MAX_VALUE_DEPTH) return;
  if (typeof value !== "object") attributes.set(key, value as Json);
  else if (JSON_TEXT.test(key)) attributes.set(key, JSON.stringify(value));
  else if (Array.isArray(value)) putList(attributes, key, value, depth);
  else for (const [name, item] of Object.entries(value)) put(attributes, `${key}.${name}`, item, depth + 1);
}

function putList(attributes: Map<string, Json>, key: string, list: readonly unknown[], depth: number): void {
  if (!list.some(isObject)) attributes.set(key, list as Json[]);
  else for (const [index, item] of list.entries()) put(attributes, `${key}.${index}`, item, depth + 1);
}
