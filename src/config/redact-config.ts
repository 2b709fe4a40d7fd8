import { z } from "zod";
import { REDACT_DEFAULTS, type RedactOptions } from "../core/private-data.ts";

const expression = z.string().transform((source, context): RegExp => {
  try {
    return new RegExp(source, "u");
  } catch (error) {
    const message = error instanceof Error ? error.message : "no regular expression";
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
});

/** `redact`: what reports for others, and what a judge is shown, hold placeholders for. */
export const redactConfig = z
  .strictObject({
    emails: z.boolean().default(REDACT_DEFAULTS.emails).describe("E-mail addresses"),
    cards: z.boolean().default(REDACT_DEFAULTS.cards).describe("Numbers of payment cards"),
    patterns: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, "expected small letters, digits and hyphens"),
        expression,
      )
      .transform((given): RedactOptions["patterns"] =>
        Object.entries(given).map(([name, pattern]) => ({ name, pattern })),
      )
      .prefault({})
      // An example of its own would be lost: zod gives none for what it transforms.
      .describe(
        "Own regular expressions by the name that the placeholder gets, such as customer: 'C-\\d{6}'",
      ),
  })
  .prefault({});
