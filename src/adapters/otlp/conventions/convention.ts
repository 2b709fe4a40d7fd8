import { isCount } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import type { OtlpSpan } from "../span.ts";
import type { Reading } from "../staged-span.ts";

/** Reads the spans of one vocabulary; null where the span does not speak it. The first that answers wins. */
export type Convention = (span: OtlpSpan) => Reading | null;

/** What OpenInference writes for content that it is told to hide. */
const HIDDEN = "__REDACTED__";

export function textAttribute(span: OtlpSpan, key: string): string | undefined {
  const value = span.attributes.get(key);
  return typeof value === "string" && value !== "" && value !== HIDDEN ? value : undefined;
}

export function countAttribute(span: OtlpSpan, ...keys: string[]): number | undefined {
  for (const key of keys) {
    const value = span.attributes.get(key);
    const count = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (isCount(count)) return count;
  }
  return undefined;
}

/** Both counts, or absent: half a usage is none. */
export function tokensOf(input: number | undefined, output: number | undefined): Pick<Reading, "tokens"> {
  return input === undefined && output === undefined
    ? {}
    : { tokens: { input: input ?? 0, output: output ?? 0 } };
}

/** Drops what is undefined, so that absent stays absent in the store. */
export function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) result[key] = value;
  return result as T;
}

export function stringList(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** The value where it is a text, or the only text among the values of an object or list. */
export function onlyText(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (value === undefined || value === null || typeof value !== "object") return undefined;
  const texts = Object.values(value).filter((item) => typeof item === "string" && item !== "");
  return texts.length === 1 ? (texts[0] as string) : undefined;
}
