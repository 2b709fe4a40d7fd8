import { jsonrepair } from "jsonrepair";
import { isObject } from "../../core/json.ts";

/** Longer replies are no answers to a few questions, and repairing them takes time. */
export const LONGEST_REPLY = 400_000;

/** The first that gives an object: the whole, a fenced block, from the first brace to the last; each also repaired. */
export function jsonIn(text: string): unknown {
  const trimmed = text.trim();
  const fence = /```(?:json)?\s*\n([\s\S]*?)```/.exec(trimmed)?.[1];
  const from = trimmed.indexOf("{");
  const to = trimmed.lastIndexOf("}");
  const braces = from >= 0 && to > from ? trimmed.slice(from, to + 1) : undefined;
  const candidates = [trimmed, fence, braces].filter((one) => one !== undefined);
  for (const candidate of candidates) {
    const value = parsed(candidate);
    if (isObject(value)) return value;
  }
  const rest = braces ?? (from >= 0 ? trimmed.slice(from) : undefined);
  if (rest === undefined) return undefined;
  try {
    return parsed(jsonrepair(rest));
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
