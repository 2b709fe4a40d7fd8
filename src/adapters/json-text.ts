import type { Json } from "../core/run.ts";

/** The value of a JSON text, or the text itself where it is none: how models and frameworks write arguments. */
export function parsedOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
