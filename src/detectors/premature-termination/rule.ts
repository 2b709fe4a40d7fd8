import { z } from "zod";
import type { Finding, Quote, Tier } from "../../core/finding.ts";
import type { Step } from "../../core/run.ts";
import { quotesOf } from "../quote.ts";
import type { Close } from "../run-close.ts";
import { threshold } from "../threshold.ts";

export const prematureOptions = z.strictObject({
  attempts: threshold(
    2,
    [1, 20],
    "Most calls made before giving up that still count as too early; a second try is the least one expects.",
  ),
  lastMessages: threshold(2, [1, 10], "Number of last messages in which an open item may be named."),
});
/** The thresholds of FM-3.1 as a taxonomy or the defaults set them. */
export type PrematureOptions = z.infer<typeof prematureOptions>;

/** One way in which the end of a run shows that it came too early; null where it does not. */
export type Rule = (close: Close, chosen: PrematureOptions) => Finding | null;

/** FM-3.1 at the step `by`, with the quotes that exist. */
export function finding(tier: Tier, message: string, by: Step, quotes: (Quote | null)[]): Finding {
  const kept = quotesOf(...quotes);
  const steps = [...new Set([by.index, ...kept.map(({ step }) => step)])].sort((a, b) => a - b);
  return { mode: "FM-3.1", tier, message, agent: by.agent, steps, quotes: kept };
}
