import { z } from "zod";
import { MODE_IDS } from "../core/finding.ts";
import { GATE_RATES, GATE_RULE_KINDS, GATE_TESTS, GATE_VERDICTS } from "../core/gate.ts";
import { CATEGORY_IDS } from "../core/mode-info.ts";

/** What a gate says and what is suppressed, as parts of `schema/report.schema.json`. */

const count = z.int().min(0);
const share = z.number().min(0).max(1);
export const rateMode = z.enum([...MODE_IDS, ...CATEGORY_IDS, "any"]);
const difference = z.number().min(-1).max(1);
const gateRule = z.strictObject({
  rule: z.string().describe("As on the command line: max-rate FM-3.2@framework:crewai=0.1"),
  kind: z.enum(GATE_RULE_KINDS),
  mode: rateMode,
  by: z.record(z.string(), z.string()).describe("The runs it is about; empty = all"),
  uses: z.enum(GATE_RATES).describe("Which of the two rates it reads, from the gating counts"),
  denominator: z.enum(["examined", "decided"]).describe("What n counts"),
  limit: share.describe("The highest rate, or the greatest increase in absolute points"),
  observed: difference.nullable().describe("The rate or the increase; null without a denominator"),
  interval: z
    .tuple([difference, difference])
    .nullable()
    .describe("95 %, for display: Wilson's of a rate, Newcombe's of an increase"),
  level: share.describe("What a FAIL must clear, one-sided"),
  bound: share.nullable().describe("Exact lower bound of a rate at that level; null for increases"),
  p: share.nullable().describe("How likely so much or more is where the truth is exactly at the limit"),
  adjustedP: share.nullable().describe("Corrected for the number of rules; a FAIL is at most 0.01"),
  test: z.enum(GATE_TESTS).nullable(),
  n: count,
  present: count,
  examined: count,
  unknown: count,
  baseline: z
    .strictObject({ n: count, present: count, observed: share.nullable() })
    .nullable()
    .describe("The same before; null for rates"),
  pairs: z
    .strictObject({ tasks: count, onlyNow: count, onlyBefore: count })
    .nullable()
    .describe("Tasks with one run then and one now; null where runs were not paired"),
  verdict: z.enum(GATE_VERDICTS),
  why: z.string(),
});

export const gateSchema = z.strictObject({
  verdict: z.enum(GATE_VERDICTS).describe("FAIL if any rule is, else INCONCLUSIVE if any is, else PASS"),
  strict: z.boolean().describe("INCONCLUSIVE stops a merge too"),
  baseline: z
    .strictObject({ name: z.string(), mast: z.string(), taxonomy: z.string(), runs: count })
    .nullable()
    .describe("What increases were measured from"),
  notes: z.array(z.string()).describe("What a reader must know before trusting a comparison"),
  rules: z.array(gateRule).min(1),
});

export const suppressionSchema = z.strictObject({
  mode: z.enum(MODE_IDS),
  finding: z.string().nullable().describe("Id of the one finding; null = all that the other fields fit"),
  run: z.string().nullable(),
  framework: z.string().nullable(),
  agent: z.string().nullable(),
  reason: z.string(),
  until: z.string().describe("The last day on which it holds, YYYY-MM-DD in UTC"),
  expired: z.boolean().describe("What it fits is counted again"),
  findings: count,
  runs: count,
});
