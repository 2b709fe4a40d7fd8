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
  /** Most calls at once; fewer go out where the endpoint is busy. */
  concurrency?: number | undefined;
}

const address = z.url({ protocol: /^https?$/, error: "expected an address such as https://host/v1" });

export const judgeConfig: z.ZodType<JudgeConfig> = z.strictObject({
  model: z.string().trim().min(1).max(200).optional(),
  baseUrl: address.optional(),
  maxCost: z.number().min(0).optional(),
  prices: z.record(z.string(), priceSchema).default({}),
  contextTokens: z.int().min(8000).max(10_000_000).optional(),
  layout: z.enum(JUDGE_LAYOUTS).default("categories"),
  claims: z.boolean().default(true),
  concurrency: z.int().min(1).max(64).optional(),
});
