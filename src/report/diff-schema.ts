import { z } from "zod";
import type { ReportDiff } from "../core/diff.ts";
import { MODE_IDS } from "../core/finding.ts";
import { GATE_TESTS } from "../core/gate.ts";
import { rateMode } from "./gate-schema.ts";

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const difference = z.number().min(-1).max(1);
const groups = z.record(z.string(), z.string());
const modes = z.array(z.enum(MODE_IDS));
const side = z.strictObject({ name: z.string(), mast: z.string(), taxonomy: z.string(), runs: count });
const runs = z
  .array(z.strictObject({ id: z.string(), uri: z.string() }))
  .describe("Runs of the task, where the side names its runs");
const counted = z.strictObject({
  runs: count,
  examined: count,
  found: count.describe("Runs that show the mode, as tables count them"),
  counted: count.describe("Those of them that gates count and that are compared"),
});

/** `schema/diff.schema.json`: what `mast diff --format json` and `mast baseline diff --format json` write. */
export const diffSchema = z.strictObject({
  schema: z.literal("mast-diff/1"),
  before: side,
  after: side,
  notes: z.array(z.string()).describe("What else than the runs may have made a difference"),
  rows: z
    .array(
      z.strictObject({
        by: groups.describe("Empty = all runs"),
        mode: rateMode,
        change: z
          .enum(["appeared", "gone", "more", "fewer", "same"])
          .describe("appeared, gone: found on one side only; else how the share of examined runs moved"),
        before: counted,
        after: counted,
        difference: difference
          .nullable()
          .describe(
            "Of counted / examined, over pairs where there are pairs; null where a side examined nothing",
          ),
        interval: z.tuple([difference, difference]).nullable().describe("95 %, for display"),
        test: z.enum(GATE_TESTS).nullable(),
        pairs: z
          .strictObject({ tasks: count, onlyNow: count, onlyBefore: count })
          .nullable()
          .describe("Tasks with one run on either side; null where runs were not paired"),
        p: share.nullable().describe("Two-sided"),
        adjustedP: share.nullable().describe("Corrected over all rows"),
        verdict: z
          .enum(["rise", "fall", "open"])
          .describe(
            "open: chance may have made the difference; the others are wrong in at most 1 % of comparisons",
          ),
      }),
    )
    .describe("All runs first, then by framework; only modes that one side shows"),
  tasks: z
    .array(
      z.strictObject({
        taskKey: z.string(),
        by: groups,
        ...{ appeared: modes, gone: modes, runsBefore: runs, runsAfter: runs },
      }),
    )
    .describe("Tasks that both sides ran and that show other modes now"),
});

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = T extends object ? { [K in keyof T]: Flat<T[K]> } : T;
/** Fails to compile when the schema and the `ReportDiff` type drift apart. */
export const DIFF_SCHEMA_IS_DIFF: Equal<Flat<z.infer<typeof diffSchema>>, Flat<ReportDiff>> = true;
