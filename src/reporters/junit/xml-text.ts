import { escapeUTF8 } from "entities/escape";
import { safeText } from "../../core/terminal-text.ts";

/** Untrusted text as content or attribute of XML 1.0, whose characters leave out two beside the control characters. */
export function xmlText(text: string): string {
  return escapeUTF8(safeText(text).replace(/[\ufffe\uffff]/g, "\ufffd"));
}

/** ` name="value"` for each that has a value. */
export function xmlAttributes(values: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${xmlText(String(value)).replace(/\s/g, " ")}"`)
    .join("");
}
