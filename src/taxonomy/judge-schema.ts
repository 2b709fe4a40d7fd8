import { z } from "zod";
import { hasBalancedPlaces, placesIn } from "./places.ts";

/** The shape of the YAML files in `taxonomy/judge/`. */

const text = z.string().trim().min(1);
const version = z.string().regex(/^\d+\.\d+\.\d+$/, "expected a version such as 1.2.0");
const slug = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "expected lower-case words joined by hyphens");

function withPlaces(known: readonly string[], needed: readonly string[] = []): z.ZodType<string> {
  return text.superRefine((words, context) => {
    if (!hasBalancedPlaces(words)) {
      context.addIssue({
        code: "custom",
        message: "a place is written {{name}}; one of these is not closed",
      });
    }
    const found = placesIn(words);
    for (const place of found) {
      if (known.includes(place)) continue;
      const list = known.map((one) => `{{${one}}}`).join(", ");
      context.addIssue({ code: "custom", message: `unknown place {{${place}}}; known here: ${list}` });
    }
    for (const place of needed) {
      if (!found.includes(place)) context.addIssue({ code: "custom", message: `{{${place}}} is missing` });
    }
  });
}

export const judgeFileSchema = z.strictObject({
  version: version.describe(
    "Of all prompts together; part of every label, so raise it with any change of words",
  ),
  changelog: z
    .array(z.strictObject({ version, change: text }))
    .min(1)
    .describe("Newest first"),
});

const VARIABLES = ["number", "other", "name"];

export const controlsSchema = z.strictObject({
  controls: z
    .array(
      z.strictObject({
        question: withPlaces([]).describe("Put with either excerpt; so it must not give the answer away"),
        present: withPlaces([...VARIABLES, "bait"], ["bait"]).describe(
          "An excerpt for which the answer is yes",
        ),
        absent: withPlaces(VARIABLES).describe("An excerpt for which it is no"),
      }),
    )
    .min(2)
    .describe("Items with a known answer; two of them stand in every request"),
  baits: z
    .array(withPlaces(["canary"], ["canary"]))
    .min(1)
    .describe(
      "A line in the excerpt that asks for the wrong answer, and for a word that then gives the reader away",
    ),
  names: z.array(text).min(2),
});
export type JudgeControls = z.infer<typeof controlsSchema>;

export const injectionsSchema = z.strictObject({
  patterns: z
    .array(
      z.strictObject({
        id: slug,
        why: text.describe("What such text tries"),
        reads: z
          .enum(["words", "letters"])
          .describe("words: normalised text, step by step. letters: nothing but letters, also joined"),
        pattern: withPlaces(["modes"])
          .superRefine((source, context) => {
            try {
              new RegExp(source.replaceAll("{{modes}}", "x"), "u");
            } catch (error) {
              context.addIssue({
                code: "custom",
                message: error instanceof Error ? error.message : String(error),
              });
            }
          })
          .describe("A regular expression of JavaScript, without flags"),
        except_names: z
          .boolean()
          .optional()
          .describe("true: a word that is part of an agent's name in the run does not count"),
        catches: z.array(text).min(1).describe("Texts in which it is found; run as a test"),
        passes: z.array(text).describe("Ordinary texts in which it is not"),
      }),
    )
    .min(1)
    .superRefine((patterns, context) => {
      for (const [index, { id }] of patterns.entries()) {
        if (patterns.findIndex((other) => other.id === id) === index) continue;
        context.addIssue({ code: "custom", path: [index, "id"], message: `"${id}" stands there twice` });
      }
    }),
});
export type InjectionPattern = z.infer<typeof injectionsSchema>["patterns"][number];

const usd = z.number().min(0).max(100_000);
const perMillion = {
  input: usd.describe("USD per million tokens of input"),
  cached: usd.optional().describe("Of input that the endpoint has in its cache; default: as input"),
  write: usd.optional().describe("Of input that it puts into its cache; default: as input"),
  output: usd.describe("Of output, reasoning included"),
};

export const priceSchema = z.strictObject({
  ...perMillion,
  context: z.int().min(1).optional().describe("Tokens of input that the model takes in at once"),
  above: z
    .strictObject({ tokens: z.int().min(1).describe("of input, in one call"), ...perMillion })
    .optional()
    .describe("What all of a call costs once its input is longer"),
});
export type Price = z.infer<typeof priceSchema>;

export const pricesSchema = z.strictObject({
  providers: z.array(
    z.strictObject({
      name: text,
      hosts: z
        .array(z.string().regex(/^[a-z0-9.-]+$/, "expected a host name in small letters"))
        .min(1)
        .describe("Endpoints to which these prices apply"),
      source: text.describe("Where the numbers were read"),
      page: z.url().describe("The provider's own list"),
      day: z.iso.date().describe("When they were read"),
      models: z
        .record(text, priceSchema)
        .describe("By the name that calls use; also for dated versions of it"),
    }),
  ),
});
export type PriceList = z.infer<typeof pricesSchema>;

/** The prompts, by the name of their file, with the places that each must hold exactly once. */
export const PROMPT_PLACES = {
  system: ["principles"],
  propose: ["scope", "modes", "claims", "controls", "keys"],
  confirm: ["scope", "mode", "claim", "controls", "keys"],
  "blame-agent": ["scope", "claims", "modes", "controls", "keys"],
  "blame-step": ["scope", "claim", "modes", "controls", "keys"],
} as const satisfies Record<string, readonly string[]>;
export type PromptName = keyof typeof PROMPT_PLACES;

/** All that the judge takes from the taxonomy beside the modes themselves. */
export interface JudgeData {
  /** Of the prompts. */
  version: string;
  prompts: Record<PromptName, string>;
  controls: JudgeControls;
  injections: readonly InjectionPattern[];
  /** Empty where the folder names none; not part of the version, since no answer depends on it. */
  prices: PriceList;
}
