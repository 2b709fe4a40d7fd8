import { z } from "zod";
import { JUDGE_LAYOUTS, type JudgeLayout } from "../judge/case.ts";
import { type Price, priceSchema } from "../taxonomy/judge-schema.ts";

/**
 * `judge`: who is asked, and for how much. That it is there means that runs may be sent (`--judge auto`). Keys are read
 * from the environment alone and have no place here.
 */
export interface JudgeConfig {
  /** As the endpoint names it. */
  model?: string | undefined;
  /** `https://host/v1`; default: OpenAI. */
  baseUrl?: string | undefined;
  /** USD that one command may spend. */
  maxCost?: number | undefined;
  /** USD per million tokens, by model; they go before mast's list. */
  prices: Record<string, Price>;
  /** Tokens that the model takes in at once, answer included; at least 8000. */
  contextTokens?: number | undefined;
  /** Modes that are asked together. */
  layout: JudgeLayout;
  /** Whether the judge is shown what rules found. */
  claims: boolean;
  /** Whether it is asked who went wrong first. */
  blame: boolean;
  /** Most calls at once; fewer go out where the endpoint is busy. */
  concurrency?: number | undefined;
}

const address = z.url({ protocol: /^https?$/, error: "expected an address such as https://host/v1" });

export const judgeConfig: z.ZodType<JudgeConfig> = z.strictObject({
  model: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: "The model asked, as the endpoint names it", examples: ["qwen3:14b"] }),
  baseUrl: address.optional().meta({
    description:
      "An OpenAI-compatible endpoint; absent: OpenAI. Its key is in MAST_JUDGE_API_KEY, never here",
    examples: ["http://localhost:11434/v1"],
  }),
  maxCost: z
    .number()
    .min(0)
    .optional()
    .meta({
      description: "Most that one command may spend, in USD; absent: 1",
      examples: [1],
    }),
  prices: z
    .record(z.string(), priceSchema)
    .default({})
    .meta({
      description: "What models cost, in USD per million tokens; they go before mast's list",
      examples: [{ "my-model": { input: 1, output: 4 } }],
    }),
  contextTokens: z
    .int()
    .min(8000)
    .max(10_000_000)
    .optional()
    .meta({
      description: "Tokens that the model takes in at once, answer included",
      examples: [32_000],
    }),
  layout: z.enum(JUDGE_LAYOUTS).default("categories").describe("Modes that are asked together"),
  claims: z.boolean().default(true).describe("Whether the judge is shown what rules found"),
  blame: z.boolean().default(true).describe("Whether the judge is asked who went wrong first"),
  concurrency: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .meta({
      description: "Most calls at once; fewer go out where the endpoint is busy",
      examples: [8],
    }),
});
