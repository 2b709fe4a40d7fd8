import { z } from "zod";
import { MODE_IDS, SEVERITIES, TIERS, VERDICTS } from "../core/finding.ts";
import { BLAME_KINDS, type Report } from "../core/report.ts";
import { AGENT_KINDS, CAPABILITY_FLAGS, END_REASONS } from "../core/run.ts";
import { gateSchema, rateMode, suppressionSchema } from "./gate-schema.ts";

/** `mast-report/1` as a schema, from which `schema/report.schema.json` is generated. */

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const interval = z.tuple([share, share]).describe("Wilson 95 % interval").nullable();
const mode = z.enum(MODE_IDS);
const tags = z.record(z.string(), z.string());
const tier = z.enum(["certain", "high", "medium"]);
const steps = z.array(count).describe("0-based positions in the normalised run");
const locators = z
  .array(z.string())
  .describe("Where the steps stand in the source: JSON pointer, line:N, span:ID");

const finding = z.strictObject({
  id: z.string().describe("Stable over re-runs"),
  source: z.string().describe("Who found it: detector-id@version, judge:model, human:name"),
  tier: z
    .enum(TIERS)
    .describe("certain: observed fact; high: meant right in 90 %; medium: in 70 %; low: a candidate"),
  precision: z
    .strictObject({ value: share, n: count })
    .nullable()
    .describe("Measured precision and its sample size; null = uncalibrated"),
  severity: z.enum(SEVERITIES),
  message: z.string(),
  agent: z.string().nullable(),
  steps,
  locators,
  quotes: z
    .array(z.strictObject({ step: count, text: z.string() }))
    .describe("Verbatim, and verified to occur in the step"),
  suppressed: z
    .strictObject({ reason: z.string(), until: z.string() })
    .optional()
    .describe("Somebody knows of it; absent = nobody does"),
});

const label = z.strictObject({
  verdict: z.enum(VERDICTS).describe("unknown = nobody could tell; it does not count as absent"),
  tier: tier.nullable(),
  by: z.array(z.string()),
  why: z.string(),
  disagreement: z.boolean(),
  suppressed: z.strictObject({ reason: z.string(), until: z.string() }).nullable(),
  findings: z.array(finding),
  candidates: z.array(finding).describe("Weak signs; never a verdict"),
});

const run = z.strictObject({
  id: z.string(),
  source: z.strictObject({ uri: z.string(), locator: z.string() }),
  framework: z.string(),
  format: z.string(),
  task: z.string().nullable(),
  taskKey: z.string().nullable().describe("Pairs runs of one task"),
  outcome: z.enum(["succeeded", "failed", "unknown"]),
  endReason: z.enum(END_REASONS),
  endDetail: z.string().nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  models: z.array(z.string()),
  tags,
  agents: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(AGENT_KINDS),
      role: z.string().nullable(),
      model: z.string().nullable(),
      steps: z
        .int()
        .min(0)
        .optional()
        .describe("Steps that it authored; absent in reports of earlier versions"),
    }),
  ),
  steps: count.describe("Number of steps"),
  toolCalls: count.nullable().describe("Executed work tools; null where the format carries no calls"),
  tokens: z.strictObject({ input: count, output: count }).nullable(),
  capabilities: z
    .strictObject({
      ...(Object.fromEntries(CAPABILITY_FLAGS.map((flag) => [flag, z.boolean()])) as Record<
        (typeof CAPABILITY_FLAGS)[number],
        z.ZodBoolean
      >),
      content: z.enum(["full", "partial", "none"]),
    })
    .describe("What the source of this run carries"),
  inferred: z.array(z.string()),
  losses: z.array(z.strictObject({ code: z.string(), detail: z.string(), count: z.int().min(1) })),
  labels: z.partialRecord(mode, label),
  attribution: z
    .array(
      z.strictObject({
        kind: z
          .enum(BLAME_KINDS)
          .describe(
            "agent: the agent named; several: it began there and others took it over; external: a service or the " +
              "surroundings, met by that agent; task: what the run was given",
          ),
        agent: z.string().nullable().describe("Whoever began it; null where no agent is concerned"),
        agents: z.array(z.string()).describe("All agents concerned, that one first"),
        steps: steps.describe("0-based positions in the normalised run, the one to blame first"),
        locators,
        mode: mode.nullable().describe("null = a sign of trouble that is no mode of the taxonomy"),
        tier: z.enum(TIERS).describe("Of the finding; low where no rule of the modes speaks"),
        why: z.string(),
        rightAction: z.string().describe("What should have been done there instead"),
        confidence: share.describe(
          "How sure it is, given that the run failed, that a person would blame this agent at about this step; above 0.5 " +
            "only where a finding of tier certain or high says so",
        ),
        quotes: z.array(z.strictObject({ step: count, text: z.string() })).describe("Verbatim"),
      }),
    )
    .describe("Who first went wrong, likeliest first, at most three; empty for a run that succeeded"),
  judge: z
    .strictObject({
      model: z.string(),
      calls: count.describe("All that its answers took, attempts that failed included"),
      tokens: z
        .strictObject({ input: count, cached: count, output: count, reasoning: count })
        .describe("As the endpoint counted them; cached is part of input, reasoning of output"),
      usd: z.number().min(0),
      uncovered: z.array(count).describe("Steps that no answer covers"),
      droppedQuotes: count.describe("Quotes that do not stand in the step they name"),
      voided: count.describe("Replies that do not count, because the judge did what a text told it"),
      failed: count.describe("Requests without a usable reply"),
    })
    .nullable()
    .describe("null = no judge was asked"),
});

const rate = z.strictObject({
  by: tags.describe("The group, e.g. framework: crewai"),
  mode: rateMode,
  outcome: z.enum(["all", "failed", "succeeded"]),
  runs: count,
  examined: count.describe("Runs in which somebody could look for the mode"),
  present: count,
  absent: count,
  unknown: count.describe("examined − present − absent"),
  rate: share.nullable().describe("present / (present + absent); null where absence cannot be told"),
  interval,
  atLeast: share.nullable().describe("present / examined"),
  atLeastInterval: interval,
  gating: z
    .strictObject({ present: count, absent: count, unknown: count })
    .describe("The same when only certain, high and human labels count"),
});

export const reportSchema = z.strictObject({
  schema: z.literal("mast-report/1"),
  mast: z.string().describe("Version of mast"),
  taxonomy: z.string().describe("mast@x.y.z"),
  modes: z.array(
    z.strictObject({
      id: mode,
      title: z.string(),
      severity: z.enum(SEVERITIES),
      labellers: z.array(z.string()).describe("Who looks for the mode; empty = nobody yet"),
    }),
  ),
  runs: z.array(run),
  rates: z.array(rate),
  tasks: z.array(
    z.strictObject({
      taskKey: z.string(),
      by: tags,
      verdicts: z.partialRecord(mode, z.enum(VERDICTS)),
      runs: count,
      gating: z
        .partialRecord(rateMode, z.strictObject({ examined: count, present: count, absent: count }))
        .describe("What gates count; left out: examined in all of these runs, nothing found or excluded"),
    }),
  ),
  twins: z
    .array(
      z.strictObject({
        taskKey: z.string(),
        runs: z.array(
          z.strictObject({
            id: z.string(),
            format: z.string(),
            source: z.strictObject({ uri: z.string(), locator: z.string() }),
          }),
        ),
        overlap: share.describe("Share of what the shorter says that the longer says too"),
      }),
    )
    .describe("Runs that may be several exports of one run; counted as separate runs"),
  suppressions: z.array(suppressionSchema).describe("Findings that a team knows of"),
  gate: gateSchema.nullable().describe("null = no gate was asked for"),
  problems: z.array(
    z.strictObject({ uri: z.string(), locator: z.string(), code: z.string(), message: z.string() }),
  ),
  walk: z.strictObject({ read: count, skipped: count, refused: count }),
});

type Described = z.infer<typeof reportSchema>;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = T extends object ? { [K in keyof T]: Flat<T[K]> } : T;
/** Fails to compile when the schema and the `Report` type drift apart. */
export const REPORT_SCHEMA_IS_REPORT: Equal<Flat<Described>, Flat<Report>> = true;
