import { MastError } from "./errors.ts";

/** What is replaced by placeholders before text leaves the machine; credentials always are. */
export interface RedactOptions {
  readonly emails: boolean;
  readonly cards: boolean;
  /** Own patterns, by the name that the placeholder gets (lower-case words joined by hyphens). */
  readonly patterns: readonly { readonly name: string; readonly pattern: RegExp }[];
}

/** What holds where nobody said otherwise. */
export const REDACT_DEFAULTS: RedactOptions = { emails: true, cards: true, patterns: [] };

const EMAIL = /[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b/gi;
/** 13 to 19 digits, as they are or in groups; the check digit decides. */
const CARD = /(?<![\d.-])(?:\d[ -]?){12,18}\d(?![\d-]|\.\d)/g;

/** Replaces private data by placeholders that stay the same for the same value, and puts the values back. */
export class PrivateData {
  private readonly rules: readonly {
    readonly name: string;
    readonly pattern: RegExp;
    readonly isMeant: (match: string) => boolean;
  }[];
  private readonly placeholders = new Map<string, string>();
  private readonly values = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  /** @throws MastError where the name of a pattern cannot stand in a placeholder */
  constructor({ emails, cards, patterns }: RedactOptions) {
    const always = (): boolean => true;
    const own = patterns.map(({ name, pattern }) => {
      if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) {
        throw new MastError(`the pattern "${name}" needs a name of lower-case letters, digits and hyphens`);
      }
      const flags = new Set([...pattern.flags, "g"]);
      flags.delete("y");
      return { name, pattern: new RegExp(pattern.source, [...flags].join("")), isMeant: always };
    });
    this.rules = [
      ...own,
      ...(emails ? [{ name: "e-mail", pattern: EMAIL, isMeant: always }] : []),
      ...(cards ? [{ name: "card", pattern: CARD, isMeant: hasCheckDigit }] : []),
    ];
  }

  /** Equal values get equal placeholders, numbered as they first occur. */
  replaceIn(text: string): string {
    let replaced = text;
    for (const { name, pattern, isMeant } of this.rules) {
      replaced = replaced.replace(pattern, (match: string) =>
        match !== "" && isMeant(match) && !this.values.has(match) ? this.placeholderOf(name, match) : match,
      );
    }
    return replaced;
  }

  /** The text with the values in the places of their placeholders. */
  restoreIn(text: string): string {
    return text.replace(
      /\[[a-z][a-z0-9-]{0,30}-\d{1,6}\]/g,
      (placeholder) => this.values.get(placeholder) ?? placeholder,
    );
  }

  private placeholderOf(name: string, value: string): string {
    const key = `${name}\0${value}`;
    const known = this.placeholders.get(key);
    if (known !== undefined) return known;
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    const placeholder = `[${name}-${count}]`;
    this.placeholders.set(key, placeholder);
    this.values.set(placeholder, value);
    return placeholder;
  }
}

/** The check digit of card numbers (ISO/IEC 7812-1, Luhn): one of ten numbers that are no cards passes it. */
function hasCheckDigit(written: string): boolean {
  const digits = written.replace(/\D/g, "");
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 && !/^(\d)\1*$/.test(digits);
}
