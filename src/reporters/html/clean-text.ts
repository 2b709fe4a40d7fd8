import { safeText } from "../../core/terminal-text.ts";

/** Makes one text of a trace fit to be shown: what is replaced and how is the caller's choice. */
export type TextCleaner = (text: string) => string;

/**
 * Every text in a value of the report goes through `clean`, names of fields too; nothing else changes. The depth is
 * that of the report's own shape: values of untrusted depth (arguments of calls) are text by then.
 */
export function cleanTexts<T>(value: T, clean: TextCleaner): T {
  return cleaned(value, clean) as T;
}

function cleaned(value: unknown, clean: TextCleaner): unknown {
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) return value.map((item) => cleaned(item, clean));
  if (value === null || typeof value !== "object") return value;
  // fromEntries defines properties, so that a tag called __proto__ stays a tag.
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [clean(name), cleaned(item, clean)]));
}

/** Escape sequences go; control, bidirectional and invisible characters are spelled out; no lone surrogates. */
export const visibleText: TextCleaner = safeText;
