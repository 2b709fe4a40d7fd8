import { z } from "zod";
import { MODE_IDS, TIERS } from "../core/finding.ts";

/** The shape of `taxonomy/calibration.yaml`: what reading said of findings. */

const text = z.string().trim().min(1);

const measured = {
  n: z.int().min(1).describe("Findings read"),
  right: z.int().min(0).describe("Of these right"),
};
const measuredTier = z
  .strictObject({
    ...measured,
    frameworks: z.record(text, z.strictObject(measured)).optional().describe("The same by framework"),
  })
  .superRefine(({ n, right, frameworks }, context) => {
    if (right > n)
      context.addIssue({ code: "custom", path: ["right"], message: `${right} of ${n} cannot be right` });
    if (frameworks === undefined) return;
    const sum = (key: "n" | "right"): number =>
      Object.values(frameworks).reduce((all, one) => all + one[key], 0);
    if (sum("n") === n && sum("right") === right) return;
    const message = `the frameworks add up to ${sum("right")} of ${sum("n")}, not ${right} of ${n}`;
    context.addIssue({ code: "custom", path: ["frameworks"], message });
  });

export const calibrationSchema = z.strictObject({
  measured: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, "expected a date such as 2026-11-25")
    .describe("Day of the reading"),
  method: text.describe("How the findings were drawn and what counts as right"),
  readers: z.array(text).min(1).describe("Who read; a model is called a model"),
  sets: z
    .array(z.strictObject({ name: text, files: z.int().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .min(1)
    .describe("The traces in which the findings were made"),
  detectors: z
    .array(
      z.strictObject({
        id: text.describe("Id of a rule in src/detectors"),
        version: z.int().min(1).describe("Of the rule; says nothing of any other"),
        tiers: z.partialRecord(z.enum(TIERS), measuredTier).describe("By the tier that the rule gave"),
      }),
    )
    .superRefine((detectors, context) => {
      for (const [index, { id }] of detectors.entries()) {
        if (detectors.findIndex((other) => other.id === id) === index) continue;
        context.addIssue({ code: "custom", path: [index, "id"], message: `"${id}" stands there twice` });
      }
    }),
  judges: z
    .array(
      z.strictObject({
        model: text.describe("As labels of the judge name it"),
        prompts: text.describe(
          "Version of prompts and taxonomy as the judge's labels give it, such as 1.0.0/1.1.0",
        ),
        modes: z
          .partialRecord(
            z.enum(MODE_IDS),
            z
              .strictObject(measured)
              .refine(({ n, right }) => right <= n, "more cannot be right than were read"),
          )
          .describe("Unanimous verdicts `present` that were read"),
      }),
    )
    .optional()
    .describe("Judges that were measured; left out = none"),
});
export type Calibration = z.infer<typeof calibrationSchema>;
