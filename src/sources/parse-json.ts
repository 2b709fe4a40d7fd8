import { type RepairedJson, repairJson } from "./repair-json.ts";

/** `value` is undefined where nothing could be saved. */
export type ParsedJson = Omit<RepairedJson, "text"> & { value: unknown };

/** Code and message of what `notFinite` tells. */
export const NOT_FINITE_REPAIR = ["json-not-finite", "NaN and Infinity are no JSON; read as null"] as const;

/**
 * JSON.parse, and only where that fails what `repairJson` makes of the text. Integers beyond 2^53 lose their last
 * digits, as in any JavaScript reader: formats that carry such numbers (OTLP times) write them as strings.
 */
export function parseJson(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text), state: "whole", damage: null, notFinite: false };
  } catch {
    const { text: sound, ...rest } = repairJson(text);
    return { value: parsedOrUndefined(sound), ...rest };
  }
}

/** JSON.parse, undefined where it fails (which no JSON text gives). */
export function parsedOrUndefined(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
