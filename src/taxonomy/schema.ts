import { z } from "zod";
import { MODE_IDS, SEVERITIES, TIERS } from "../core/finding.ts";
import { CATEGORY_IDS } from "../core/mode-info.ts";
import { AGENT_KINDS, CAPABILITY_FLAGS, END_REASONS, STEP_KINDS } from "../core/run.ts";

import type { Calibration } from "./calibration-schema.ts";
import type { JudgeData } from "./judge-schema.ts";

/**
 * The shape of the files in `taxonomy/`. Every description ends up in `schema/*.schema.json`, where editors show it
 * while a person types. Unknown keys are errors, so that a typing mistake never silently switches something off.
 */

const text = z.string().trim().min(1);
const slug = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "expected lower-case words joined by hyphens");
const version = z.string().regex(/^\d+\.\d+\.\d+$/, "expected a version such as 1.2.0");
const modeId = z.enum(MODE_IDS);

const changelog = z
  .array(z.strictObject({ version, change: text }))
  .min(1)
  .describe("Newest first: the taxonomy version in which the change came, and the change in a sentence");

const reference = z.strictObject({
  title: text,
  url: z.url().optional().describe("Where it can be read"),
});

export const miniRunSchema = z.strictObject({
  task: text
    .optional()
    .describe("What the end user asked; becomes step 0 unless the first step is the user's"),
  agents: z
    .record(
      text,
      z.strictObject({
        kind: z.enum(AGENT_KINDS).optional().describe("How the agent takes part; llm if left out"),
        role: text.optional().describe("System prompt or role; left out = the trace does not carry it"),
        tools: z.array(text).optional().describe("Declared tools; [] = declared that it has none"),
        model: text.optional(),
      }),
    )
    .optional()
    .describe("Only for what the steps do not show; an agent that speaks or is addressed need not be listed"),
  steps: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .describe("In order; the notation is explained in taxonomy/README.md"),
  end: z.enum(END_REASONS).optional().describe("Left out = the trace does not say how the run ended"),
  end_detail: text.optional().describe("The framework's own words for the end"),
  outcome: z.enum(["succeeded", "failed"]).optional().describe("An evaluation known from outside the run"),
  capabilities: z
    .strictObject({
      ...(Object.fromEntries(CAPABILITY_FLAGS.map((flag) => [flag, z.boolean().optional()])) as Record<
        (typeof CAPABILITY_FLAGS)[number],
        z.ZodOptional<z.ZodBoolean>
      >),
      content: z.enum(["full", "partial", "none"]).optional(),
    })
    .optional()
    .describe(
      "Only where the source carries more or less than the run shows, e.g. tool calls that were never made",
    ),
});
export type MiniRun = z.infer<typeof miniRunSchema>;

export const EXPECTED_VERDICTS = ["present", "absent", "unknown", "not-present"] as const;
const expectedVerdict = z
  .enum(EXPECTED_VERDICTS)
  .describe("not-present = absent or unknown: the labeller must not claim the mode");

const expectation = z.union([
  expectedVerdict,
  z.strictObject({
    verdict: expectedVerdict,
    agent: text.optional().describe("Agent that a finding must name"),
    tier: z.enum(TIERS).optional().describe("Tier that a finding must have"),
    steps: z
      .array(z.int().min(0))
      .optional()
      .describe("0-based positions that one finding must name, others besides them allowed"),
  }),
]);
export type Expectation = z.infer<typeof expectation>;

const example = z.strictObject({
  name: text.describe("A few words; unique in the file"),
  why: text.describe("What makes it show the mode, or why it does not although it looks like it"),
  show_to_judge: z
    .boolean()
    .optional()
    .describe(
      "Put into the judge's prompt as an example; such an example is left out when the judge is scored",
    ),
  run: miniRunSchema,
  expect: z
    .record(text, expectation)
    .describe("Per detector id, and `judge`: the verdict that must come out; run as a test"),
});
export type Example = z.infer<typeof example>;

export const modeSchema = z.strictObject({
  id: modeId.describe("FM-x.y; the file name begins with it"),
  slug: slug.describe(
    "The file name goes on with it; the first detector of a mode is named by it or by a variant",
  ),
  title: text.describe("Name in tables, reports and docs"),
  category: z.enum(CATEGORY_IDS),
  status: z
    .enum(["active", "retired"])
    .describe("A retired mode is kept for old labels and is not looked for"),
  since: version.describe("Taxonomy version that brought the mode"),
  severity: z
    .enum(SEVERITIES)
    .describe("How much a run usually suffers; sorts findings and sets the level in other formats"),
  summary: text.max(160).describe("One sentence, at most 160 characters: tables and lists"),
  definition: text.describe("Paragraphs: when a run shows the mode; docs and the judge's prompt"),
  signals: z.array(text).min(1).describe("What to look for in a trace; docs and hints for the judge"),
  not_this: z
    .array(
      z.strictObject({
        looks_like: text.describe("What could be taken for the mode"),
        because: text.describe("Why it is not the mode"),
        instead: modeId.optional().describe("The mode that it is"),
      }),
    )
    .min(1)
    .describe("Near misses; docs and the judge's prompt"),
  examples: z
    .strictObject({ positive: z.array(example), negative: z.array(example) })
    .describe("Small runs that do and do not show the mode; every one runs as a test"),
  detectors: z
    .array(
      z.strictObject({
        id: text.describe("Id of a rule in src/detectors"),
        enabled: z.boolean(),
        options: z
          .record(z.string(), z.json())
          .describe("Thresholds; the detector's own schema says which there are and what they mean"),
      }),
    )
    .describe("Rules that look for the mode; [] = no rule yet"),
  judge: z
    .strictObject({
      enabled: z.boolean(),
      question: text.describe("The question put to the judge; yes = present"),
      step_kinds: z
        .array(z.enum(STEP_KINDS))
        .min(1)
        .describe("Steps that come first where not all can be shown"),
      scope: z
        .enum(["window", "run"])
        .optional()
        .describe(
          "run: where a run is too long to be read at once, parts of it do not settle the question, and an overview of the whole is put besides. window if left out",
        ),
      max_tokens: z
        .int()
        .min(1000)
        .max(200_000)
        .describe(
          "Most tokens of the run that are shown where this mode alone is to be confirmed; 1000–200000",
        ),
    })
    .describe("How the LLM judge looks for the mode"),
  remediation: z.array(text).min(1).describe("What to change in the system, likeliest cure first"),
  aliases: z.array(text).describe("Other names in use, for search and for importing labels"),
  references: z.array(reference).min(1),
  changelog,
});
export type ModeDefinition = z.infer<typeof modeSchema>;

export const taxonomySchema = z.strictObject({
  name: slug.describe("Printed in every report before the version"),
  version: version.describe(
    "Patch = wording, minor = a threshold or an example, major = modes or their scope",
  ),
  source: z.strictObject({ title: text, arxiv: z.string().regex(/^\d{4}\.\d{5}$/), url: z.url() }),
  categories: z
    .array(z.strictObject({ id: z.enum(CATEGORY_IDS), title: text, summary: text }))
    .min(1)
    .describe("In the order of reports"),
  principles: z
    .array(text)
    .min(1)
    .describe("What holds for every mode when a run is labelled; docs and the judge's prompt"),
  changelog,
});
export type TaxonomyFile = z.infer<typeof taxonomySchema>;

export const schemeSchema = z.strictObject({
  scheme: slug.describe("Name under which label files refer to it; equal to the file name"),
  title: text,
  describes: text.describe("Which published data or text numbers its labels like this"),
  by_number: z
    .boolean()
    .describe("true: within this scheme a code alone is enough. false: the title decides and must be given"),
  codes: z
    .array(
      z.strictObject({
        code: z.string().regex(/^\d\.\d$/, 'expected a code such as "3.2", in quotes'),
        title: text,
        aliases: z.array(text).optional().describe("Other spellings of the title in that data"),
        mode: modeId.nullable().describe("null = retired without an heir: imported as no label, and counted"),
        note: text.optional().describe("Why this mode, where it is not obvious"),
      }),
    )
    .min(1),
});
export type LabelScheme = z.infer<typeof schemeSchema>;

/** All of a taxonomy folder, parsed and checked. */
export interface TaxonomyData {
  file: TaxonomyFile;
  modes: ModeDefinition[];
  schemes: LabelScheme[];
  /** Null where nothing was measured. */
  calibration: Calibration | null;
  /** Null where the folder has no prompts: then there is no judge. */
  judge: JudgeData | null;
}
