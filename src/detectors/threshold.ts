import { z } from "zod";

/** A whole number with its default, its limits (inclusive) and its meaning, all of which the docs print. */
export function threshold(
  standard: number,
  [least, most]: readonly [least: number, most: number],
  meaning: string,
): z.ZodDefault<z.ZodInt> {
  return z.int().min(least).max(most).default(standard).describe(meaning);
}
