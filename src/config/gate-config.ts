import { z } from "zod";
import { MastError } from "../core/errors.ts";
import type { GateRuleKind } from "../core/gate.ts";
import { parseRule, type RuleSpec, targetText } from "../gate/rule.ts";

/** Rules of `mast gate` and `mast analyze --gate`. */
export interface GateConfig {
  /** Highest rates by what they are about: `FM-3.2`, `any@framework:crewai`, …; limits are 0–1, or text such as `10%`. */
  maxRate: Record<string, number | string>;
  /** Greatest increases over the baseline, in absolute points, written in the same way. */
  maxIncrease: Record<string, number | string>;
  /** A report or saved baseline, relative to the configuration. */
  baseline?: string | undefined;
  /** With fewer runs than this nothing passes; at least 1. */
  minRuns?: number | undefined;
  /** With a greater share of runs unknown nothing passes, 0–1. */
  maxUnknown?: number | undefined;
  /** INCONCLUSIVE stops a merge too. */
  strict?: boolean | undefined;
}

function rules(kind: GateRuleKind) {
  return z
    .record(z.string(), z.union([z.number(), z.string()]))
    .superRefine((given, context) => {
      const known = new Map<string, string>();
      for (const [target, limit] of Object.entries(given)) {
        const rule = ruleOf(kind, target, limit);
        if (typeof rule === "string") context.addIssue({ code: "custom", message: rule, path: [target] });
        else {
          const other = known.get(targetText(rule));
          const message = `is about the same as ${other}: leave one of them`;
          if (other !== undefined) context.addIssue({ code: "custom", message, path: [target] });
          known.set(targetText(rule), target);
        }
      }
    })
    .default({});
}

/** A string says what is wrong with it. */
function ruleOf(kind: GateRuleKind, target: string, limit: number | string): RuleSpec | string {
  try {
    return parseRule(kind, `${target}=${limit}`);
  } catch (error) {
    if (error instanceof MastError) return error.message;
    throw error;
  }
}

export const gateConfig: z.ZodType<GateConfig> = z.strictObject({
  maxRate: rules("max-rate").meta({
    description: "Highest rates by what they are about, 0 to 1 or a percentage",
    examples: [{ any: "30%", "FM-3.2": 0.1, "FC1@framework:crewai": 0.2 }],
  }),
  maxIncrease: rules("max-increase").meta({
    description: "Greatest rises over the baseline, in absolute points",
    examples: [{ any: 0.05 }],
  }),
  baseline: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        "A report or a saved baseline, relative to this file; absent: mast.baseline.json where it is there",
      examples: ["mast.baseline.json"],
    }),
  minRuns: z
    .int()
    .min(1)
    .optional()
    .meta({
      description: "With fewer runs nothing passes; absent: 20",
      examples: [20],
    }),
  maxUnknown: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({
      description: "With a greater share of runs unknown nothing passes, 0 to 1; absent: any share",
      examples: [0.8],
    }),
  strict: z
    .boolean()
    .optional()
    .meta({
      description: "An inconclusive gate fails too; absent: it does not",
      examples: [true],
    }),
});
